"""What blacktide is asked: the bodies and the queries that its page documents."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from bot.http.answers.blacktide import StatusWord, Word
from bot.http.dialects.blacktide.words import SEVERITIES
from bot.http.fields import InDigits, MonitorId
from bot.http.words import Free, Title, Words
from incidents.commands import Draft
from incidents.model import ACTIVE, Status
from incidents.search import Filter, Order, Stretch
from incidents.stats import Period

DAY = timedelta(days=1)

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _only_a_date(words: object) -> object:
    """Leave numbers and times out, which pydantic would take for dates."""
    if isinstance(words, str) and not _DATE.fullmatch(words):
        raise ValueError("is no date; write 2026-02-13")
    return words


class NewIncident(BaseModel):
    """What makes an incident by hand."""

    title: Title
    description: Free | None = None
    severity: Word | None = None
    monitor_id: Annotated[MonitorId | None, Field(alias="monitorId")] = None

    def as_draft(self) -> Draft:
        """Give the draft of the rules."""
        monitors = (self.monitor_id,) if self.monitor_id else ()
        return Draft(
            self.title, SEVERITIES.meant[self.severity or "medium"], self.description or "", monitors
        )


class Resolution(BaseModel):
    """How it was resolved, for the team."""

    resolution_note: Annotated[Free | None, Field(alias="resolutionNote")] = None


class Reopening(BaseModel):
    """Why it is not over."""

    reason: Free | None = None


class NewNote(BaseModel):
    """Words among the team."""

    text: Words


class Days(BaseModel):
    """From one UTC day to another, both whole."""

    first: Annotated[date | None, Field(alias="from"), BeforeValidator(_only_a_date)] = None
    last: Annotated[date | None, Field(alias="to"), BeforeValidator(_only_a_date)] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last and self.first > self.last:
            raise ValueError("`from` lies after `to`")
        return self

    def stretch(self) -> tuple[datetime | None, datetime | None]:
        """Give the first moment of the first day, and the first one after the last."""
        first = _midnight(self.first) if self.first else None
        return first, _midnight(self.last + DAY) if self.last and self.last < date.max else None


class Listing(Days):
    """Filters that narrow together, and the page."""

    status: StatusWord | None = None
    severity: Word | None = None
    monitor_id: Annotated[str | None, Field(max_length=255)] = None
    page: Annotated[int, Field(ge=1, le=2**40), InDigits] = 1
    limit: Annotated[int, Field(ge=1, le=100), InDigits] = 20

    def wanted(self) -> Filter:
        """Give what the rows are asked for."""
        over = (Status.RESOLVED, Status.CLOSED)
        first, beyond = self.stretch()
        return Filter(
            started_from=first,
            started_before=beyond,
            statuses=None if self.status is None else over if self.status == "resolved" else ACTIVE,
            acknowledged={"open": False, "acknowledged": True}.get(str(self.status)),
            severities=SEVERITIES.showing(self.severity),
            monitor=self.monitor_id,
        )

    def part(self) -> Stretch:
        """Give which part of the list, the last started first."""
        return Stretch(self.limit, (self.page - 1) * self.limit, Order.STARTED)


class Asked(Days):
    """What is counted, and by which period."""

    group_by: Period = Period.DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
