"""Named points at which tests kill the process, to see that nothing is lost. They do nothing by themselves."""

import os
import signal
from collections import Counter
from functools import cache

_reached: Counter[str] = Counter()


def failpoint(name: str, lane: str = "") -> None:
    """Die by SIGKILL when this is the point named in TOCSIN_FAILPOINT.

    `name.lane` dies for a row of that lane alone, `name:n` waits for the n-th time.
    """
    wanted, count = _wanted()
    if not wanted or wanted not in (name, f"{name}.{lane}"):
        return
    _reached[wanted] += 1
    if _reached[wanted] >= count:
        os.kill(os.getpid(), signal.SIGKILL)


@cache
def _wanted() -> tuple[str, int]:
    name, _, count = os.environ.get("TOCSIN_FAILPOINT", "").partition(":")
    return name, int(count or 1)
