"""How long something lasted, in short words. Pure."""

from datetime import timedelta

_DAY = 86_400
_HOUR = 3_600
_MINUTE = 60


def lasting(length: timedelta) -> str:
    """Say how long: "12 s", "8 min", "2 h 5 min", "3 d 4 h"."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return _two_units(seconds // _MINUTE, 60, "h", "min")
    return _two_units(seconds // _HOUR, 24, "d", "h")


def _two_units(amount: int, size: int, large: str, small: str) -> str:
    whole, rest = divmod(amount, size)
    return f"{whole} {large} {rest} {small}" if rest else f"{whole} {large}"
