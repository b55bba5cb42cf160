"""The rows of the statistics: what the incidents of a quarter, an hour and a day (of UTC) add up to.

They are changed with every incident. The wider buckets are there to be read: a month in UTC is thirty rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date

from incidents.model import Incident
from incidents.quarters import QUARTER, Piece, Stretch, day_of, pieces, quarter_of
from incidents.stats import Share, share_of
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

_NUMBERS = tuple(field.name for field in fields(Share))
_NOTHING = Share()
_ZEROS = [0] * len(_NUMBERS)


def follow(tx: Transaction, before: Incident | None, after: Incident | None) -> None:
    """Take away what the incident added before, and add what it adds now; None is no incident."""
    changes: dict[int, Share] = {}
    if before is not None:
        changes[quarter_of(before.started_at)] = -share_of(before)
    if after is not None:
        quarter, share = quarter_of(after.started_at), share_of(after)
        changes[quarter] = changes[quarter] + share if quarter in changes else share
    for quarter, share in changes.items():
        if share != _NOTHING:
            tx.add(SQL["add"], quarter, _numbers(share))


def counted(tx: Transaction) -> range:
    """Give the quarters from the first in which an incident started to the last."""
    [row] = tx.all(SQL["counted"], width=QUARTER)
    return range(row["first"], row["last"] + QUARTER, QUARTER) if row["first"] is not None else range(0)


def by_day(tx: Transaction, stretch: Stretch) -> Iterator[tuple[date, Share]]:
    """Give what the days of a stretch add up to."""
    days: dict[int, list[int]] = {}
    for piece in pieces(stretch):
        for row in _buckets(tx, piece, stretch.offset):
            numbers = [row[name] for name in _NUMBERS]
            for day, times in piece.counted_for(row["day"]):
                before = days.get(day, _ZEROS)
                days[day] = [a + times * b for a, b in zip(before, numbers, strict=True)]
    return ((day_of(day), Share(*numbers)) for day, numbers in days.items())


def _buckets(tx: Transaction, piece: Piece, offset: int) -> Sequence[Row]:
    """Give the sums of a piece by the day in which its buckets begin."""
    width, first, beyond, _, begin, end, _ = piece
    places = {"width": width, "first": first, "beyond": beyond, "begin": begin, "end": end}
    return tx.all(SQL["by_day"], offset=offset, **places)


def _numbers(share: Share) -> dict[str, int]:
    return {name: getattr(share, name) for name in _NUMBERS}
