"""Outbound HTTP that reaches no private address, judged by the address that is really connected to.

A name may resolve to anything, and to something else a moment later, so the socket is where it is decided. Python's
`is_global` passes addresses that stand for private ones (NAT64, 6to4) and multicast; they are refused here.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Found = tuple[Any, ...]  # as getaddrinfo gives it: family, kind, protocol, canonical name, place
SocketFactory = Callable[[Found], socket.socket]

# Each carries an IPv4 address, or a site's own, in an address that looks like everybody's; the last two are for
# documentation and for segment routing, which older versions of Python do not know.
_DISGUISES = tuple(
    ipaddress.ip_network(network)
    for network in (
        *["64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24"],
        *["::/96", "::ffff:0:0:0/96", "fec0::/10", "3fff::/20", "5f00::/16"],
    )
)
# Names that nobody answers for each hold a thread for as long as the system's resolver waits.
LOOKUPS_AT_ONCE = 32
_ADVICE = "is a private address. Add its network to ALLOWED_PRIVATE_NETWORKS if that is meant."
_ALL_REFUSED = re.compile(
    rf"Multiple exceptions: (?:\S+ {re.escape(_ADVICE)}(?:, |$))+"
)  # aiohappyeyeballs' words

_FETCH_WITHIN = aiohttp.ClientTimeout(total=10)
_FETCH_BYTES = 64 * 1024


class AddressRefused(OSError):
    """The other side is not sent to. The text says what to set or to change."""


@dataclass(frozen=True)
class Outside:
    """The ways to others' servers: by `https` to public addresses and allowed networks, by `http` only to these."""

    https: aiohttp.ClientSession
    http: aiohttp.ClientSession

    def session_for(self, url: str) -> aiohttp.ClientSession:
        """Give the session by which such an address is reached."""
        return self.https if url.lower().startswith("https:") else self.http

    async def fetch(self, url: str) -> bytes:
        """Give the beginning of what lies at an address; no redirect is followed. Raises `aiohttp.ClientError`."""
        async with self.session_for(url).get(url, allow_redirects=False, timeout=_FETCH_WITHIN) as answer:
            answer.raise_for_status()
            return await answer.content.read(_FETCH_BYTES)


@asynccontextmanager
async def outside(allowed: Sequence[Network]) -> AsyncIterator[Outside]:
    """Open the ways out. Nothing is remembered from one answer to the next, cookies neither."""
    async with _session(allowed) as https, _session(allowed, in_the_clear=True) as http:
        yield Outside(https, http)


def refuse_private(host: str, allowed: Sequence[Network]) -> None:
    """Raise `AddressRefused` unless the address is public, or in a network that is allowed."""
    address = _plain(host)
    if not is_public(address) and not _is_in(address, allowed):
        raise AddressRefused(f"{address} {_ADVICE}")


def is_refusal(error: Exception) -> bool:
    """Whether nothing was connected to, since every address that was found is refused."""
    return isinstance(error, AddressRefused) or _ALL_REFUSED.fullmatch(str(error)) is not None


def refuse_eavesdroppers(host: str, allowed: Sequence[Network]) -> None:
    """Raise `AddressRefused` unless the address is in a network that is allowed."""
    address = _plain(host)
    if not _is_in(address, allowed):
        raise AddressRefused(
            f"http can be read on the way to {address}: use https. Only networks in ALLOWED_PRIVATE_NETWORKS"
            " are sent to by http."
        )


def is_public(address: Address) -> bool:
    """Whether the address is one of the Internet's, for one receiver."""
    return address.is_global and not address.is_multicast and not _is_in(address, _DISGUISES)


def judged_sockets(allowed: Sequence[Network], *, in_the_clear: bool = False) -> SocketFactory:
    """Give what opens a socket for an address that was found, or raises `AddressRefused`: nothing is connected to yet.

    With `in_the_clear` what would be said can be read on the way, so that only allowed networks are spoken to.
    """

    def opened(found: Found) -> socket.socket:
        family, kind, protocol, _, place = found
        refuse_private(str(place[0]), allowed)
        if in_the_clear:
            refuse_eavesdroppers(str(place[0]), allowed)
        return socket.socket(family, kind, protocol)

    return opened


def _session(allowed: Sequence[Network], *, in_the_clear: bool = False) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        socket_factory=judged_sockets(allowed, in_the_clear=in_the_clear),
        limit=0,
        use_dns_cache=False,
        resolver=OwnThreads(),
    )
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
    )


class OwnThreads(AbstractResolver):
    """Looks names up in threads of its own: a name server that hangs must not keep Slack from being found."""

    def __init__(self) -> None:
        """Start no thread yet."""
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give every address of a name by which this machine can speak. Raises `OSError` when it has none."""
        found = await self.look_up(host, port, family, socket.AI_ADDRCONFIG)
        return [
            ResolveResult(
                hostname=host,
                host=str(place[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, place in found
        ]

    async def look_up(self, host: str, port: int, family: int, flags: int) -> list[Found]:
        """Ask the system for a name, as `getaddrinfo` does. Raises `OSError` when there is nothing to be found."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, _looked_up, host, port, family, flags
        )

    async def close(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _looked_up(host: str, port: int, family: int, flags: int) -> list[Found]:
    try:
        return list(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=flags))
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "That cannot be a name") from None


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _plain(host: str) -> Address:
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
