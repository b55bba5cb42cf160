"""Named points at which tests kill the process, to see that nothing is lost. They do nothing by themselves."""

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Die by SIGKILL when this is the point named in TOCSIN_FAILPOINT (`name:n` waits for the n-th time)."""
    wanted, _, count = os.environ.get("TOCSIN_FAILPOINT", "").partition(":")
    if name != wanted:
        return
    _reached[name] += 1
    if _reached[name] >= int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
