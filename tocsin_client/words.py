"""The keywords that the methods take, and their types. The server ignores words it does not know, so we refuse them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

Time = str | datetime


class Filters(TypedDict, total=False):
    """What narrows a list; all of them together."""

    active: bool
    acknowledged: bool
    severity: str | Sequence[str]
    kind: str
    monitor: str
    lead: str
    from_: Time
    to: Time
    updated_since: Time
    text: str
    limit: int


class Changes(TypedDict, total=False):
    """What can be changed; what is left out stays, and None clears what may be empty."""

    title: str
    description: str | None
    severity: str
    kind: str
    status: str
    monitors: Sequence[str] | None
    lead: Mapping[str, str] | None
    page: str | None
    started_at: Time
    failure: Mapping[str, Any] | None


class Report(TypedDict, total=False):
    """What can be said of a new incident besides its title."""

    description: str
    severity: str
    kind: str
    status: str
    update: str
    monitors: Sequence[str]
    lead: Mapping[str, str]
    started_at: Time
    page: str
    source: str
    failure: Mapping[str, Any]


class Period(TypedDict, total=False):
    """Which incidents are counted, and in what periods: day, week or month."""

    from_: Time
    to: Time
    group_by: str
    time_zone: str


def known(given: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Give the words as the API spells them (`from_` is `from`). Raises `TypeError` for one that is not of the kind."""
    for name in given:
        if name not in kind.__annotations__:
            raise TypeError(f"there is no {name}; there are {', '.join(kind.__annotations__)}")
    return {name.rstrip("_"): value for name, value in given.items()}
