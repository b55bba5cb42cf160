"""The clock and the source of ids that the running bot uses; tests bring their own."""

import os
import time
from datetime import UTC, datetime

_NANOSECONDS = 1_000_000  # in a millisecond


class RealWorld:
    """Time and randomness as this machine has them (the `World` of `storage.store`)."""

    def now(self) -> datetime:
        """Give the time, aware and UTC."""
        return datetime.now(UTC)

    def new_id(self) -> str:
        """Give a UUIDv7 (RFC 9562) as 32 hexadecimal digits: the time in ms, then 74 random bits.

        What is written together lies together in the indexes, so that a commit touches few of their pages.
        """
        return f"{uuid7(time.time_ns() // _NANOSECONDS, int.from_bytes(os.urandom(10)) >> 6):032x}"


def uuid7(milliseconds: int, bits: int) -> int:
    """Lay out 48 bits of time, the version, 12 random bits, the variant, and 62 random bits: a UUID as a number."""
    high, low = bits >> 62, bits & (1 << 62) - 1
    return milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low
