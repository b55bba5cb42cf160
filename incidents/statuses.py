"""Sets of HTTP statuses as people write them: "200-299, 401"."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from incidents.errors import Invalid

LOWEST, HIGHEST = 100, 599
SUCCESS = frozenset(range(200, 300))

_PART = re.compile(r"\s*(\d{3})\s*(?:-\s*(\d{3})\s*)?")
_WRONG = 'It is no HTTP status from 100 to 599. Write 200, or "200-299", or "200, 301-308".'


def statuses_in(words: str) -> frozenset[int]:
    """Read statuses and ranges of them, with commas in between."""
    return ensured(number for part in words.split(",") for number in _read(part))


def statuses_as_words(statuses: frozenset[int]) -> str:
    """Write them as `statuses_in` reads them, in order."""
    ordered = sorted(ensured(statuses))
    runs = groupby(enumerate(ordered), key=lambda numbered: numbered[1] - numbered[0])
    return ", ".join(_written([number for _, number in run]) for _, run in runs)


def ensured(numbers: Iterable[int]) -> frozenset[int]:
    """Give the set, when it holds at least one and no other than HTTP knows."""
    statuses = frozenset(numbers)
    if not statuses or not all(LOWEST <= status <= HIGHEST for status in statuses):
        raise Invalid("expect_status", _WRONG)
    return statuses


def _read(part: str) -> Iterator[int]:
    match = _PART.fullmatch(part)
    if match is None or (match[2] or match[1]) < match[1]:
        raise Invalid("expect_status", _WRONG)
    return iter(range(int(match[1]), int(match[2] or match[1]) + 1))


def _written(run: list[int]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}"
