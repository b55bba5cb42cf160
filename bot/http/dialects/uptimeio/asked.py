"""What uptimeio is asked: the bodies and the queries that its page documents."""

from datetime import UTC, datetime
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from bot.http.answers import uptimeio as answers
from bot.http.answers.uptimeio import StatusWord, Word
from bot.http.dialects.uptimeio.words import SEVERITIES
from bot.http.fields import InDigits
from bot.http.words import ChangedTitle, Changes, Free, Monitors, Title, Words, title_wish
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.failure import Failure, FailureType
from incidents.model import ACTIVE, Incident, Source, Status
from incidents.search import Filter, Order, Stretch

Shown = TypeVar("Shown")

# 9999-12-31 in milliseconds; beyond that there is no date.
LATEST = 253_402_214_400_000


class Reported(Changes):
    """What a check reported; only what is given counts."""

    type: FailureType | None = None
    error_message: Free | None = None
    regions: Annotated[list[Title] | None, Field(default_factory=list, max_length=100)]

    def failure(self, before: Failure) -> Failure:
        """Give the failure with what is reported anew."""
        return Failure(
            self.type if "type" in self.model_fields_set else before.type,
            self.error_message if "error_message" in self.model_fields_set else before.error,
            tuple(self.regions or ()) if "regions" in self.model_fields_set else before.regions,
            before.count,
        )


class NewIncident(Reported):
    """What makes an incident, manual unless it says `system`."""

    title: Title
    severity: Word | None = None
    message: Free | None = None
    affected_monitor_ids: Monitors | None = None
    source: Source | None = None

    def as_draft(self) -> Draft:
        """Give the draft of the rules."""
        return Draft(
            self.title,
            SEVERITIES.meant[self.severity or "minor"],
            self.message or "",
            tuple(self.affected_monitor_ids or ()),
            source=self.source or Source.MANUAL,
            failure=self.failure(Failure()),
        )


def _has_its_own_address(_: object) -> None:
    raise ValueError("it is changed by PUT /api/incidents/{id}/status")


class Put(Reported):
    """What may be changed; the status has an address of its own."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["status"]}})

    title: ChangedTitle = ""
    severity: Word = "minor"
    message: Free | None = ""
    affected_monitor_ids: Annotated[Monitors, Field(default_factory=list)]
    status: SkipJsonSchema[Annotated[None, BeforeValidator(_has_its_own_address)]] = None

    def wishes(self, incident: Incident) -> Wishes:
        """Give what is asked of the incident as it is."""
        monitors = self.given("affected_monitor_ids")
        failure = self.failure(incident.failure)
        return Wishes(
            title=title_wish(self.given("title"), incident),
            description=(self.message or "") if "message" in self.model_fields_set else None,
            severity=SEVERITIES.wish(self.given("severity"), incident),
            monitors=None if monitors is None else tuple(monitors),
            failure=None if failure == incident.failure else failure,
        )


class NewStatus(BaseModel):
    """Where the incident moves to."""

    status: StatusWord


class Comment(BaseModel):
    """Words among the team."""

    message: Words


class Stretched(BaseModel):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=100), InDigits] = 20
    offset: Annotated[int, Field(ge=0, le=2**53), InDigits] = 0

    def place(self, total: int) -> answers.Pagination:
        """Tell where in the list the part lies."""
        return {
            "total": total,
            "page": self.offset // self.limit + 1,
            "pageSize": self.limit,
            "totalPages": -(-total // self.limit),
            "hasNext": self.offset + self.limit < total,
            "hasPrevious": self.offset > 0,
        }

    def part_of(self, everything: list[Shown]) -> list[Shown]:
        """Cut the part out of a list that was read whole."""
        return everything[self.offset : self.offset + self.limit]


class Listing(Stretched):
    """Filters that narrow together, and the order."""

    status: StatusWord | None = None
    severity: Word | None = None
    check_id: Annotated[str | None, Field(max_length=255)] = None
    since: Annotated[int | None, Field(ge=0, le=LATEST), InDigits] = None
    sort_by: Order = Order.CREATED
    sort_order: Literal["asc", "desc"] = "desc"

    def as_filter(self) -> Filter:
        """Give what the rows are asked for."""
        active = {"open": ACTIVE, "acknowledged": ACTIVE, None: None}
        return Filter(
            statuses=active[self.status] if self.status in active else (Status(str(self.status)),),
            acknowledged={"open": False, "acknowledged": True}.get(str(self.status)),
            severities=SEVERITIES.showing(self.severity),
            monitor=self.check_id,
            updated_since=None if self.since is None else datetime.fromtimestamp(self.since / 1000, UTC),
        )

    def as_stretch(self) -> Stretch:
        """Give which part of the list, and the order."""
        return Stretch(self.limit, self.offset, self.sort_by, descending=self.sort_order == "desc")
