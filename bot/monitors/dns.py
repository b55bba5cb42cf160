"""Looks a name up as this machine does (hosts file included): it has an address, or the one that is expected."""

import ipaddress

from bot.monitors.looking import Finding, look
from bot.monitors.ways import Ways
from incidents.checks import Check, CheckKind
from incidents.failure import FailureType
from incidents.monitoring import Result

KIND = CheckKind.DNS


async def check(check: Check, ways: Ways) -> Result:
    """Look the name up; nothing is connected to."""
    return await look(check, ways, _find)


async def _find(check: Check, ways: Ways) -> Finding:
    found = await ways.addresses_of(check.target)
    if check.address is None or check.address in map(_plain, found):
        return Finding()
    return Finding((FailureType.DNS_ERROR, f"it leads to {', '.join(found)}, not to {check.address}"))


def _plain(address: str) -> str:
    return str(ipaddress.ip_address(address.partition("%")[0]))
