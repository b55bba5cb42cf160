"""Outbound HTTP that reaches no private address, judged by the address that is really connected to.

A name may resolve to anything, and to something else a moment later, so the socket is where it is decided. Python's
`is_global` passes addresses that stand for private ones (NAT64, 6to4) and multicast; they are refused here.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

import aiohttp

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Each carries an IPv4 address, or a site's own, in an address that looks like everybody's.
_DISGUISES = tuple(
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)


class PrivateAddress(OSError):
    """The other side lies in a network that is not everybody's. The text says what to set."""


def connector(allowed: Sequence[Network]) -> aiohttp.TCPConnector:
    """Make a connector that opens sockets to public addresses, and to those networks."""

    def opened(found: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, place = found
        refuse_private(str(place[0]), allowed)
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(socket_factory=opened, limit=0, use_dns_cache=False)


def refuse_private(host: str, allowed: Sequence[Network]) -> None:
    """Raise `PrivateAddress` unless the address is public, or in a network that is allowed."""
    address = _plain(ipaddress.ip_address(host.partition("%")[0]))
    if is_public(address) or any(address in network for network in allowed):
        return
    raise PrivateAddress(
        f"{address} is a private address. Add its network to ALLOWED_PRIVATE_NETWORKS if that is meant."
    )


def is_public(address: Address) -> bool:
    """Whether the address is one of the Internet's, for one receiver."""
    return address.is_global and not address.is_multicast and not any(address in each for each in _DISGUISES)


def _plain(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
