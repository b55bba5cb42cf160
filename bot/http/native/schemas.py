"""What the native API takes. Limits are those of the rules; a key that is not known is refused."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from bot.catalogue import SLUG
from bot.http.bodies import Exact, Making
from bot.http.fields import VISIBLE, Filled, InJson, Moment, MonitorId
from bot.policy import GROUP_ID, is_group_id
from incidents import text
from incidents.commands import Draft
from incidents.edits import Nothing, Wishes
from incidents.errors import Invalid
from incidents.failure import NO_FAILURE, Failure, FailureType
from incidents.model import Kind, Person, Severity, Source, Status
from incidents.plan import Plan
from incidents.text import MONITORS_LIMIT, TEXT_LIMIT, TITLE_LIMIT

Title = Annotated[str, Field(max_length=TITLE_LIMIT, json_schema_extra=VISIBLE), Filled]
Words = Annotated[str, Field(max_length=TEXT_LIMIT, json_schema_extra=VISIBLE), Filled]
Monitors = Annotated[list[MonitorId], Field(max_length=MONITORS_LIMIT)]

PLANNED = frozenset({"starts_at", "ends_at"})
_EMPTY: dict[str, Any] = {
    "description": "",
    "monitors": (),
    "lead": Nothing.NOTHING,
    "page": Nothing.NOTHING,
    "failure": NO_FAILURE,
}

EXAMPLE: dict[str, Any] = {"title": "checkout is failing", "severity": "critical", "monitors": ["checkout"]}


_NO_LIST = r"^[^,]*[^\s\x00-\x1f\x7f\x85,][^,]*$"
_ONE_PERSON: dict[str, Any] = {"minLength": 1, "pattern": _NO_LIST, "not": {"pattern": GROUP_ID}}


def _of_one_person(lead_id: str) -> str:
    if not re.fullmatch(_NO_LIST, lead_id):
        raise ValueError("a lead is one person, named by one id")
    if is_group_id(text.one_line("id", lead_id)):  # as it is kept
        raise ValueError(f"{lead_id.strip()} is a user group of Slack's, and a lead is one person")
    return lead_id


PersonId = Annotated[
    str, Field(max_length=TITLE_LIMIT, json_schema_extra=_ONE_PERSON), AfterValidator(_of_one_person)
]


class Lead(Making):
    """Somebody who leads an incident: a Slack user id, or any id of yours, and perhaps a name."""

    id: PersonId
    name: Title | None = None

    def as_person(self) -> Person:
        """Give the person of the rules; without a name it is the id's own."""
        return Person(text.one_line("id", self.id), text.one_line("name", self.name or self.id))


def _by_id_alone(lead: object) -> object:
    return {"id": lead} if isinstance(lead, str) else lead


NamedLead = Annotated[
    Lead | None, BeforeValidator(_by_id_alone, json_schema_input_type=Lead | PersonId | None)
]


class Reported(Making):
    """What a check reported."""

    type: FailureType | None = None
    error: Words | None = None
    regions: Annotated[tuple[Title, ...], Field(max_length=100)] = ()
    count: Annotated[int, Field(ge=0, le=1_000_000_000), InJson] = 0

    def as_failure(self) -> Failure:
        """Give the failure of the rules."""
        return Failure(self.type, self.error, self.regions, self.count)


def plan_of(starts_at: datetime | None, ends_at: datetime | None) -> Plan | None:
    """Give the plan; both times make one, and neither none."""
    if starts_at is None and ends_at is None:
        return None
    if starts_at is None or ends_at is None:
        missing = "starts_at" if starts_at is None else "ends_at"
        raise Invalid(missing, "Planned maintenance has both: starts_at and ends_at.")
    return Plan(starts_at, ends_at)


class Declaration(Making):
    """An incident to be declared; the title alone is enough. `status: resolved` records one that is over."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    title: Title
    description: Annotated[str, Field(max_length=TEXT_LIMIT)] = ""
    severity: Severity = Severity.MINOR
    kind: Kind = Kind.INCIDENT
    status: Status = Status.INVESTIGATING
    update: Annotated[Words | None, Field(description="The first update for the public.")] = None
    monitors: Annotated[Monitors, Field(default_factory=list)]
    lead: NamedLead = None
    started_at: Moment | None = None
    starts_at: Annotated[Moment | None, Field(description="When planned maintenance begins by itself.")] = (
        None
    )
    ends_at: Annotated[Moment | None, Field(description="When planned maintenance ends by itself.")] = None
    page: Annotated[str | None, Field(description="The slug of a status page.")] = None
    source: Source = Source.MANUAL
    failure: Reported | None = None

    def as_draft(self) -> Draft:
        """Give the draft of the rules. Raises `Invalid` for a severity that was given to maintenance."""
        given = "severity" in self.model_fields_set and self.severity is not Severity.NONE
        if given and self.kind is Kind.MAINTENANCE:
            raise Invalid("severity", "Maintenance has no severity. Leave it out.")
        return Draft(
            title=self.title,
            severity=self.severity,
            description=self.description,
            monitors=tuple(self.monitors),
            lead=self.lead.as_person() if self.lead else None,
            kind=self.kind,
            started_at=self.started_at,
            planned=plan_of(self.starts_at, self.ends_at),
            status=self.status,
            update=self.update,
            source=self.source,
            failure=self.failure.as_failure() if self.failure else NO_FAILURE,
            page=self.page,
        )


class Amendment(Exact):
    """What to change; what is left out stays, and null clears what may be empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"severity": "major", "status": "identified"}]})

    title: Title = ""
    description: Annotated[str | None, Field(max_length=TEXT_LIMIT)] = None
    severity: Severity = Severity.MINOR
    kind: Kind = Kind.INCIDENT
    status: Status = Status.INVESTIGATING
    monitors: Monitors | None = None
    lead: NamedLead = None
    page: Annotated[str | None, Field(description="The slug of a status page.")] = None
    started_at: Moment = datetime.min  # noqa: DTZ901 - never used: only what is given counts
    starts_at: Annotated[Moment | None, Field(description="Planned maintenance: with ends_at.")] = None
    ends_at: Annotated[Moment | None, Field(description="Planned maintenance: with starts_at.")] = None
    failure: Reported | None = None

    def as_wishes(self) -> Wishes:
        """Give the wishes of the rules."""
        given = {name: _plain(getattr(self, name)) for name in self.model_fields_set - PLANNED}
        plan = plan_of(self.starts_at, self.ends_at)
        given |= {"planned": plan} if plan else {}
        emptied = {name: _EMPTY[name] for name, value in given.items() if value is None}
        return Wishes(**given | emptied)


class Reason(Making):
    """Why, for the responders; may be left out."""

    note: Words | None = None


class Reopening(Reason):
    """Where an incident goes on that was not over."""

    status: Status = Status.INVESTIGATING


class NewUpdate(Making):
    """Words for the public, and the status to move to with them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "We are rolling back."}]})

    message: Words
    status: Status | None = None


class NewNote(Exact):
    """Words for the responders."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Restarted the gateway."}]})

    text: Words


class NewMonitor(Making):
    """A monitor, with an id of your own or one of ours."""

    id: MonitorId | None = None
    name: Title


class NewPage(Exact):
    """A status page."""

    slug: Annotated[str, Field(max_length=63, json_schema_extra={"pattern": SLUG})]
    name: Title


def _plain(value: Any) -> Any:  # noqa: ANN401 - one of the types above
    match value:
        case Lead():
            return value.as_person()
        case Reported():
            return value.as_failure()
        case list():
            return tuple(value)
        case _:
            return value
