"""Speaks blacktide: acknowledge, resolve, reopen, notes, timeline, statistics."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, BeforeValidator, Field, model_validator
from starlette.responses import JSONResponse, Response

from bot.caller import Dossier
from bot.http.answers import blacktide as answers
from bot.http.answers.blacktide import StatusWord, Word
from bot.http.api import Api, application
from bot.http.fields import InDigits
from bot.http.native.saying import said
from bot.http.refused import Refused
from bot.http.tides import SEVERITIES, events_json, stats_json
from bot.http.words import Free, Title, Words, person_json, scope_of
from bot.wire import incident_id, instant, maybe_instant
from incidents.commands import Draft
from incidents.model import ACTIVE, EventKind, Incident, Status
from incidents.search import Filter, Order, Stretch
from incidents.stats import Period, downtime_seconds, in_words

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
    monitor_id: Annotated[Title | None, Field(alias="monitorId")] = None

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


NO_RESOLUTION, NO_REOPENING = Resolution(), Reopening()


def build(api: Api) -> FastAPI:
    """Make the application."""
    app = application(api, "blacktide dialect", worded, answers.Error, scope_of)
    _add_reading(app, api)
    _add_making(app, api)
    _add_moves(app, api)
    return app


def worded(refused: Refused) -> Response:
    """Word an error as blacktide does: three keys, the 409's sentences word for word."""
    message = "Incident not found" if refused.code == "not_found" else refused.message
    if refused.conflict:
        message = _SENTENCES.get(refused.conflict.state, "Incident is not resolved")
    told: answers.Error = {
        "error": refused.status.phrase,
        "message": message,
        "status": int(refused.status),
    }
    return JSONResponse(told, refused.status, refused.headers)


_SENTENCES = {
    "acknowledged": "Incident already acknowledged",
    Status.RESOLVED: "Incident already resolved",
    Status.CLOSED: "Incident is closed",
}


def _add_reading(app: FastAPI, api: Api) -> None:
    @app.get("/v1/incidents")
    async def list_incidents(wanted: Annotated[Listing, Query()]) -> answers.Incidents:
        """List incidents, the last started first."""
        total = await api.service.count(wanted.wanted())
        shown = await api.service.search(wanted.wanted(), wanted.part(), _item)
        return {"data": shown, "meta": {"page": wanted.page, "limit": wanted.limit, "total": total}}

    @app.get("/v1/incidents/stats")
    async def stats(wanted: Annotated[Asked, Query()]) -> answers.Statistics:
        """Count incidents, with mean times in seconds."""
        return stats_json(await api.service.statistics(*wanted.stretch(), wanted.group_by, UTC))

    @app.get("/v1/incidents/{reference}")
    async def get(reference: str) -> answers.Incident:
        """Show an incident."""
        return await api.service.look(reference, _whole)

    @app.get("/v1/incidents/{reference}/timeline")
    async def timeline(reference: str) -> answers.Timeline:
        """List all that happened, oldest first."""
        return await api.service.look(
            reference, lambda told: answers.Timeline(events=events_json(told.events))
        )


def _add_making(app: FastAPI, api: Api) -> None:
    @app.post("/v1/incidents", status_code=201, responses={201: {"model": answers.Created}})
    async def create(wanted: NewIncident, request: Request) -> Response:
        """Create an incident by hand."""
        draft = wanted.as_draft()
        return await api.command(request, lambda by: api.service.declare(draft, by), _created, 201)

    @app.post("/v1/incidents/{reference}/notes", status_code=201, responses={201: {"model": answers.NewNote}})
    async def add_note(reference: str, wanted: NewNote, request: Request) -> Response:
        """Add a note for the team."""
        return await api.command(
            request, lambda by: api.service.add_note(reference, wanted.text, by), _note, 201
        )


def _add_moves(app: FastAPI, api: Api) -> None:
    @app.post("/v1/incidents/{reference}/acknowledge", responses={200: {"model": answers.Acknowledged}})
    async def acknowledge(reference: str, request: Request) -> Response:
        """Acknowledge the incident."""
        return await api.command(request, lambda by: api.service.acknowledge(reference, by), _acknowledged)

    @app.post("/v1/incidents/{reference}/resolve", responses={200: {"model": answers.Resolved}})
    async def resolve(reference: str, request: Request, how: Resolution = NO_RESOLUTION) -> Response:
        """Resolve the incident."""
        note = how.resolution_note or ""
        return await api.command(
            request,
            lambda by: api.service.resolve(reference, by, note),
            lambda told: _resolved(told, how.resolution_note),
        )

    @app.post("/v1/incidents/{reference}/reopen", responses={200: {"model": answers.Reopened}})
    async def reopen(reference: str, request: Request, why: Reopening = NO_REOPENING) -> Response:
        """Reopen the incident."""
        reason = why.reason or ""
        return await api.command(
            request, lambda by: api.service.reopen(reference, by, note=reason), _reopened
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _status(incident: Incident) -> StatusWord:
    if not incident.is_active:
        return "resolved"
    return "acknowledged" if incident.acknowledged else "open"


def _item(told: Dossier) -> answers.Item:
    incident, monitors = told.incident, told.monitors
    return {
        "id": incident_id(incident),
        "title": incident.title,
        "monitorId": monitors[0].id if monitors else None,
        "monitorName": monitors[0].name if monitors else None,
        "status": _status(incident),
        "severity": SEVERITIES.of(incident),
        "startedAt": instant(incident.started_at),
        "acknowledgedAt": maybe_instant(incident.acknowledged.at if incident.acknowledged else None),
        "resolvedAt": maybe_instant(incident.resolved_at),
        "downtime": downtime_seconds(incident, told.now),
        "failureCount": incident.failure.count,
        "lastError": incident.failure.error,
    }


def _whole(told: Dossier) -> answers.Incident:
    incident = told.incident
    return {
        **_item(told),
        "description": incident.description,
        "createdAt": instant(incident.declared.at),
        "acknowledgedBy": person_json(incident.acknowledged.by) if incident.acknowledged else None,
        "resolvedBy": person_json(incident.resolved.by) if incident.resolved else None,
        "downtimeFormatted": in_words(downtime_seconds(incident, told.now)),
        "notes": [
            {
                "id": f"note_{note.id}",
                "text": note.text,
                "createdBy": person_json(note.actor)["name"],
                "createdAt": instant(note.at),
            }
            for note in told.notes
        ],
    }


def _created(told: Dossier) -> answers.Created:
    incident = told.incident
    return {
        "id": incident_id(incident),
        "title": incident.title,
        "status": _status(incident),
        "severity": SEVERITIES.of(incident),
        "createdAt": instant(incident.declared.at),
    }


def _acknowledged(told: Dossier) -> answers.Acknowledged:
    shown = _whole(told)
    return {
        "id": shown["id"],
        "status": shown["status"],
        "acknowledgedAt": shown["acknowledgedAt"],
        "acknowledgedBy": shown["acknowledgedBy"],
    }


def _resolved(told: Dossier, note: str | None) -> answers.Resolved:
    shown = _whole(told)
    return {
        "id": shown["id"],
        "status": shown["status"],
        "resolvedAt": shown["resolvedAt"],
        "resolvedBy": shown["resolvedBy"],
        "downtime": shown["downtime"],
        "resolutionNote": note if note and note.strip() else None,
    }


def _reopened(told: Dossier) -> answers.Reopened:
    incident = told.incident
    return {
        "id": incident_id(incident),
        "status": _status(incident),
        "reopenedAt": instant(incident.moved.at),
    }


def _note(told: Dossier) -> answers.NewNote:
    note = said(told, EventKind.NOTE_ADDED)
    return {
        "id": f"note_{note.id}",
        "incidentId": incident_id(told.incident),
        "text": note.text,
        "createdBy": person_json(note.actor),
        "createdAt": instant(note.at),
    }
