"""The keywords that the methods take, and their types; what the API does not know is refused before it is sent."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
    from_: Time | date
    to: Time | date
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
    lead: Mapping[str, str] | str | None
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
    lead: Mapping[str, str] | str
    started_at: Time
    page: str
    source: str
    failure: Mapping[str, Any]


class Looks(TypedDict, total=False):
    """How a monitor is looked at; times in seconds. What is left out is as usual, and None puts that back."""

    name: str | None
    interval: float | None
    timeout: float | None
    failures: int | None
    recoveries: int | None
    status: str | None
    keyword: str | None
    slower_than: float | None
    certificate_days: int | None
    address: str | None
    page: str | None
    escalation: str | None


class OtherLooks(Looks, total=False):
    """What can be changed of a check."""

    target: str


class Found(TypedDict, total=False):
    """What a look at a monitor found. Nothing at all says that all is well."""

    ok: bool
    failure_type: str
    error: str
    took_ms: int
    status: int
    region: str


class Reason(TypedDict, total=False):
    """What is told of an ending or a return; the same under each name."""

    note: str | None
    resolutionNote: str | None
    reason: str | None


class Period(TypedDict, total=False):
    """Which incidents are counted, and in what periods: day, week or month. A date is a whole day."""

    from_: Time | date
    to: Time | date
    group_by: str
    time_zone: str


class UnknownWord(TypeError):
    """A keyword, or the name of a field, that the API does not know."""


def known(given: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Give the words as the API spells them (`from_` is `from`). Raises `UnknownWord` for one not of the kind."""
    names = {name.rstrip("_") for name in kind.__annotations__}
    for name in given:
        if name.rstrip("_") not in names:
            raise UnknownWord(f"there is no {name}; there are {', '.join(kind.__annotations__)}")
    return {name.rstrip("_"): value for name, value in given.items()}
