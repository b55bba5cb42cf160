"""How a list of incidents is asked for: filters that narrow together, and a cursor."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from bot.http.fields import InDigits, Moment, ensure_in_order
from bot.http.refused import invalid
from incidents.model import Incident, Kind, Severity, Status
from incidents.search import Filter, Order, Place, Stretch

MOST = 100
# A number; in a list by time the microseconds since 1970 before it.
_CURSOR = r"^([0-9]{1,17}\.)?[0-9]{1,18}$"
_NO_CURSOR = (
    "is none that this list gave; send the `next_cursor` of the page before, and the filters as they were"
)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _as_given(cursor: str) -> str:
    if not re.fullmatch(_CURSOR, cursor):
        raise ValueError(_NO_CURSOR)
    return cursor


Cursor = Annotated[str, Field(json_schema_extra={"pattern": _CURSOR}), AfterValidator(_as_given)]


class Listing(BaseModel):
    """The query of a list. Times need an offset; `from` and `to` are about `started_at`, `to` is beyond.

    The newest come first, by when they were declared, or by `started_at` when `from` or `to` is asked for. With
    `updated_since` it is the other way round, by `updated_at`: what changes meanwhile comes again at the end.
    """

    status: list[Status] = []
    active: bool | None = None
    acknowledged: bool | None = None
    severity: list[Severity] = []
    kind: Kind | None = None
    monitor: Annotated[str | None, Field(max_length=255)] = None
    lead: Annotated[str | None, Field(max_length=255)] = None
    started_from: Annotated[Moment | None, Field(alias="from")] = None
    started_before: Annotated[Moment | None, Field(alias="to")] = None
    updated_since: Moment | None = None
    text: Annotated[str | None, Field(min_length=1, max_length=255)] = None
    limit: Annotated[int, Field(ge=1, le=MOST), InDigits] = 20
    cursor: Cursor | None = None

    def as_filter(self) -> Filter:
        """Give what the rows are asked for."""
        return Filter(
            statuses=tuple(self.status) or None,
            active=self.active,
            acknowledged=self.acknowledged,
            severities=tuple(self.severity) or None,
            kind=self.kind,
            monitor=self.monitor,
            lead=self.lead,
            started_from=self.started_from,
            started_before=self.started_before,
            updated_since=self.updated_since,
            text=self.text,
            before_number=int(self.cursor) if self.cursor and self.order is Order.CREATED else None,
        )

    def as_stretch(self) -> Stretch:
        """Give which part of it: one more than a page, which tells whether there is another."""
        behind = _place(self.cursor) if self.cursor and self.order is not Order.CREATED else None
        return Stretch(
            self.limit + 1, order=self.order, descending=self.order is not Order.UPDATED, behind=behind
        )

    @property
    def order(self) -> Order:
        """What the list goes by, so that an index leads from page to page."""
        if self.updated_since:
            return Order.UPDATED
        return Order.STARTED if self.started_from or self.started_before else Order.CREATED

    def cursor_at(self, incident: Incident) -> str:
        """Give the cursor behind an incident."""
        if self.order is Order.CREATED:
            return str(incident.number)
        at = incident.changed_at if self.order is Order.UPDATED else incident.started_at
        return f"{(at - _FIRST) // _MICROSECOND}.{incident.number}"

    def ensure_sound(self) -> None:
        """Raise `Refused` when the cursor is that of a list in another order, or the time ends before it begins."""
        ensure_in_order(self.started_from, self.started_before)
        if self.cursor and ("." in self.cursor) is (self.order is Order.CREATED):
            raise invalid({"cursor": f"cursor: {_NO_CURSOR}."})


def _place(cursor: str) -> Place:
    micros, number = cursor.split(".")
    return Place(_FIRST + int(micros) * _MICROSECOND, int(number))
