"""Says beforehand which monitors are refused for their private addresses: a mistake in the settings is no outage."""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import structlog

from bot.net import AddressRefused, Network, OwnThreads, refuse_private
from incidents.checks import Check, CheckKind

log = structlog.get_logger(__name__)


async def warn_of_refused(checks: Iterable[Check], allowed: Sequence[Network]) -> None:
    """Log a warning for each of them."""
    for sentence in await refused(checks, allowed):
        log.warning(sentence)


async def refused(checks: Iterable[Check], allowed: Sequence[Network]) -> list[str]:
    """Give a sentence for each check that may reach none of its addresses. Names that are not found say nothing."""
    watched = [(check, host) for check in checks if (host := _host_of(check))]
    names = OwnThreads()
    try:
        found = await asyncio.gather(*(_refusal(host, allowed, names) for _, host in watched))
    finally:
        await names.close()
    return [
        f"the monitor {check.id} looks at {check.target} in vain: {refusal}"
        for (check, _), refusal in zip(watched, found, strict=True)
        if refusal
    ]


def _host_of(check: Check) -> str:
    """Give what is connected to; nothing for a job that calls in or a name that is only looked up."""
    if check.kind is CheckKind.HTTP:
        return urlsplit(check.target).hostname or ""
    return check.host_and_port[0] if check.kind is CheckKind.TCP else ""


async def _refusal(host: str, allowed: Sequence[Network], names: OwnThreads) -> str:
    try:
        found = await names.look_up(host, 0, socket.AF_UNSPEC, 0)
    except OSError:
        return ""
    refusals = [refusal for *_, place in found if (refusal := _judged(str(place[0]), allowed))]
    return refusals[0] if refusals and len(refusals) == len(found) else ""


def _judged(address: str, allowed: Sequence[Network]) -> str:
    try:
        refuse_private(address, allowed)
    except AddressRefused as refusal:
        return str(refusal)
    return ""
