"""Connects to a port, and says nothing there."""

from bot.monitors.looking import Finding, look
from bot.monitors.ways import Ways
from incidents.checks import Check, CheckKind
from incidents.monitoring import Result

KIND = CheckKind.TCP


async def check(check: Check, ways: Ways) -> Result:
    """Connect, and hang up."""
    return await look(check, ways, _find)


async def _find(check: Check, ways: Ways) -> Finding:
    (await ways.connect(*check.host_and_port)).close()
    return Finding()
