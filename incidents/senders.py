"""What is asked of senders of alerts beside their token: a signature, and an address. Pure."""

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PREFIX = "sha256="


@dataclass(frozen=True, slots=True)
class Sender:
    """What the operator asks of who sends for a source, with a token of that name; `*` and `?` stand for anything.

    Without `secrets` nothing has to be signed, without `networks` every address is good.
    """

    source: str = "*"
    token: str = "*"  # noqa: S105 - the name of one
    header: str = ""
    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    networks: tuple[Network, ...] = ()

    def fits(self, source: str, token: str) -> bool:
        """Whether this is asked of who sends for the source with the token of that name."""
        return fnmatchcase(source, self.source) and fnmatchcase(token, self.token)

    def takes_from(self, address: Address | None) -> bool:
        """Whether that address is good; one that is not known is not, where it matters."""
        return not self.networks or (address is not None and any(address in each for each in self.networks))

    def has_signed(self, body: bytes, presented: str) -> bool:
        """Whether that is the HMAC-SHA256 of the body by one of the secrets, in hexadecimal; in constant time."""
        words = presented.strip().lower().removeprefix(_PREFIX).encode(errors="replace")
        expected = [hmac.new(secret, body, hashlib.sha256).hexdigest().encode() for secret in self.secrets]
        return any([hmac.compare_digest(each, words) for each in expected])  # noqa: C419 - each is compared


def sender_of(senders: Sequence[Sender], source: str, token: str) -> Sender:
    """Give the first that fits; one that asks for nothing when none does."""
    return next((each for each in senders if each.fits(source, token)), Sender())


def address_of(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> Address | None:
    """Give the address that a request came from: who is connected to us, unless that is a proxy that is trusted.

    Each proxy appends whom it heard (`X-Forwarded-For`), so the last one that is no proxy of ours counts, and what
    stands before it anybody may have written. None when that is no address.
    """
    chain = [peer, *reversed([each.strip() for words in forwarded for each in words.split(",")])]
    for words in chain:
        address = _address_in(words)
        if address is None or not any(address in each for each in proxies):
            return address
    return _address_in(chain[-1])


def _address_in(words: str) -> Address | None:
    """Read an address, with a port behind it or without one."""
    host, _, port = words.rpartition(":")
    bare = host if port.isdecimal() and (host.startswith("[") or ":" not in host) else words
    try:
        address = ipaddress.ip_address(bare.removeprefix("[").removesuffix("]").partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address
