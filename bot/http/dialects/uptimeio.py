"""Speaks uptimeio: a strict workflow, an envelope with pagination, internal comments."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import JSONResponse, Response

from bot.caller import Caller, Dossier, Outcome
from bot.http.answers import uptimeio as answers
from bot.http.answers.uptimeio import StatusWord, Word
from bot.http.api import Api, application
from bot.http.document import Responses
from bot.http.fields import InDigits
from bot.http.native.saying import said
from bot.http.refused import Refused
from bot.http.words import Changes, Free, Monitors, Severities, Title, Words, person_json, scope_of
from bot.wire import incident_id, instant, maybe_instant
from incidents.catalogue import Monitor
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.errors import Conflict
from incidents.model import (
    ACTIVE,
    EventKind,
    Failure,
    FailureType,
    Incident,
    Severity,
    Source,
    Status,
    TimelineEvent,
)
from incidents.search import Filter, Order, Stretch

SEVERITIES: Severities[Word] = Severities(
    {
        Severity.CRITICAL: "critical",
        Severity.MAJOR: "major",
        Severity.MINOR: "minor",
        Severity.WARNING: "warning",
        Severity.NONE: "warning",
    },
    {word: Severity(word) for word in ("critical", "major", "minor", "warning")},
)

CODES = {
    "validation_error": "VALIDATION_ERROR",
    "unauthorized": "AUTHENTICATION_ERROR",
    "forbidden": "FORBIDDEN",
    "not_found": "NOT_FOUND",
    "conflict": "CONFLICT",
    "rate_limited": "RATE_LIMIT_EXCEEDED",
    "method_not_allowed": "METHOD_NOT_ALLOWED",
    "internal_error": "INTERNAL_ERROR",
}
Shown = TypeVar("Shown")

_WHOLE: Responses = {200: {"model": answers.Whole}}
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


class Put(Reported):
    """What may be changed; the status has an address of its own."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["status"]}})

    title: Title = ""
    severity: Word = "minor"
    message: Free | None = ""
    affected_monitor_ids: Annotated[Monitors, Field(default_factory=list)]
    status: SkipJsonSchema[Any] = None

    @model_validator(mode="after")
    def _leaves_the_status(self) -> "Put":
        if "status" in self.model_fields_set:
            raise ValueError("the status is changed by PUT /api/incidents/{id}/status")
        return self

    def wishes(self, incident: Incident) -> Wishes:
        """Give what is asked of the incident as it is."""
        monitors = self.given("affected_monitor_ids")
        failure = self.failure(incident.failure)
        return Wishes(
            title=self.given("title"),
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


def build(api: Api) -> FastAPI:
    """Make the application."""
    app = application(api, "uptimeio dialect", worded, answers.ErrorEnvelope, scope_of)
    _add_incidents(app, api)
    _add_moves(app, api)
    _add_lists_of_one(app, api)
    return app


def worded(refused: Refused) -> Response:
    """Word an error as uptimeio does: validation is 400, and `details` is always there."""
    status = HTTPStatus.BAD_REQUEST if refused.status == HTTPStatus.UNPROCESSABLE_ENTITY else refused.status
    code = CODES.get(refused.code, "CONFLICT" if status == HTTPStatus.CONFLICT else "VALIDATION_ERROR")
    told: answers.ErrorEnvelope = {
        "success": False,
        "error": {"code": code, "message": refused.message, "details": refused.fields},
    }
    return JSONResponse(told, status, refused.headers)


def _add_incidents(app: FastAPI, api: Api) -> None:
    @app.get("/api/incidents")
    async def list_incidents(wanted: Annotated[Listing, Query()]) -> answers.Incidents:
        """List incidents with filters and pagination."""
        total = await api.service.count(wanted.as_filter())
        shown = await api.service.search(wanted.as_filter(), wanted.as_stretch(), _incident)
        return {"success": True, "data": shown, "pagination": wanted.place(total)}

    @app.post("/api/incidents", status_code=201, responses={201: {"model": answers.Whole}})
    async def create(wanted: NewIncident, request: Request) -> Response:
        """Create an incident record."""
        draft = wanted.as_draft()
        return await api.command(request, lambda by: api.service.declare(draft, by), _whole, 201)

    @app.get("/api/incidents/{reference}")
    async def get(reference: str) -> answers.Whole:
        """Show an incident."""
        return await api.service.look(reference, _whole)

    @app.put("/api/incidents/{reference}", responses=_WHOLE)
    async def put(reference: str, wanted: Put, request: Request) -> Response:
        """Change the fields that are given."""
        return await api.command(request, lambda by: api.service.amend(reference, wanted.wishes, by), _whole)


def _add_moves(app: FastAPI, api: Api) -> None:
    async def moved(reference: str, status: StatusWord, caller: Caller) -> Outcome:
        match status:
            case "acknowledged":
                return await api.service.acknowledge(reference, caller)
            case "resolved":
                return await api.service.resolve(reference, caller)
            case "closed":
                return await api.service.close(reference, caller)
            case "open":
                return await api.service.amend(reference, _no_way_back, caller)

    @app.put("/api/incidents/{reference}/status", responses=_WHOLE)
    async def set_status(reference: str, wanted: NewStatus, request: Request) -> Response:
        """Move the incident along the workflow."""
        return await api.command(request, lambda by: moved(reference, wanted.status, by), _whole)

    @app.post("/api/incidents/{reference}/acknowledge", responses=_WHOLE)
    async def acknowledge(reference: str, request: Request) -> Response:
        """Acknowledge the incident."""
        return await api.command(request, lambda by: moved(reference, "acknowledged", by), _whole)


def _add_lists_of_one(app: FastAPI, api: Api) -> None:
    @app.get("/api/incidents/{reference}/affected-checks")
    async def affected(reference: str, wanted: Annotated[Stretched, Query()]) -> answers.Checks:
        """List the monitors that are affected."""
        monitors = await api.service.look(reference, lambda told: told.monitors)
        failing = await api.catalogue.failing([monitor.id for monitor in monitors])
        shown = [_check(monitor, failing) for monitor in wanted.part_of(monitors)]
        return {"success": True, "data": shown, "pagination": wanted.place(len(monitors))}

    @app.get("/api/incidents/{reference}/updates")
    async def updates(reference: str, wanted: Annotated[Stretched, Query()]) -> answers.Events:
        """List all that happened, oldest first."""
        changes = await api.service.look(
            reference, lambda told: [event for event in told.events if _is_change(event)]
        )
        shown = [_event(event) for event in wanted.part_of(changes)]
        return {"success": True, "data": shown, "pagination": wanted.place(len(changes))}

    @app.post(
        "/api/incidents/{reference}/updates", status_code=201, responses={201: {"model": answers.Commented}}
    )
    async def comment(reference: str, wanted: Comment, request: Request) -> Response:
        """Comment among the team; no status page shows it."""
        return await api.command(
            request,
            lambda by: api.service.add_note(reference, wanted.message, by),
            _commented,
            201,
        )


def _no_way_back(incident: Incident) -> Wishes:
    raise Conflict.with_its_status(incident)


def _is_change(event: TimelineEvent) -> bool:
    return not event.kind.is_delivery


def _check(monitor: Monitor, failing: frozenset[str]) -> answers.Check:
    return {"id": monitor.id, "name": monitor.name, "status": "down" if monitor.id in failing else "up"}


_TYPES = {EventKind.DECLARED: "created", EventKind.NOTE_ADDED: "comment"}


def _event(event: TimelineEvent) -> answers.Event:
    return {
        "id": f"upd_{event.id}",
        "incident_id": f"inc_{event.incident_id}",
        "type": _TYPES.get(event.kind, event.kind.value),
        "message": event.text,
        "actor": person_json(event.actor),
        "from": event.details.get("from"),
        "to": event.details.get("to"),
        "created_at": instant(event.at),
    }


def _status(incident: Incident) -> StatusWord:
    if incident.is_active:
        return "acknowledged" if incident.acknowledged else "open"
    return "closed" if incident.closed else "resolved"


def _commented(told: Dossier) -> answers.Commented:
    return {"success": True, "data": _event(said(told, EventKind.NOTE_ADDED))}


def _whole(told: Dossier) -> answers.Whole:
    return {"success": True, "data": _incident(told)}


def _incident(told: Dossier) -> answers.Incident:
    incident, failure = told.incident, told.incident.failure
    acknowledged, resolved, closed = incident.acknowledged, incident.resolved, incident.closed
    return {
        "id": incident_id(incident),
        "title": incident.title,
        "status": _status(incident),
        "severity": SEVERITIES.of(incident),
        "type": failure.type,
        "source": incident.source,
        "message": incident.description or None,
        "error_message": failure.error,
        "affected_monitor_ids": list(incident.monitors),
        "regions": list(failure.regions),
        "started_at": instant(incident.started_at),
        "acknowledged_at": maybe_instant(acknowledged.at if acknowledged else None),
        "acknowledged_by": person_json(acknowledged.by) if acknowledged else None,
        "resolved_at": maybe_instant(incident.resolved_at),
        "resolved_by": person_json(resolved.by) if resolved else None,
        "closed_at": maybe_instant(closed.at if closed else None),
        "created_at": instant(incident.declared.at),
        "updated_at": instant(incident.changed_at),
    }
