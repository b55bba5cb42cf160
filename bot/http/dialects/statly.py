"""Speaks statly: updates with a status, and maintenance as a severity."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from bot.caller import Dossier
from bot.http.answers import statly as answers
from bot.http.answers.statly import Word
from bot.http.api import Api, application, caller_of
from bot.http.document import Examples
from bot.http.fields import VISIBLE, InDigits
from bot.http.native.saying import said
from bot.http.problems import ProblemJson, problem_of
from bot.http.refused import invalid
from bot.http.sample import MONITOR, UPDATED, WORDS
from bot.http.words import (
    ChangedTitle,
    Changes,
    Free,
    Monitors,
    Severities,
    StatusWord,
    Title,
    Words,
    scopes_of,
    status_then,
    status_wish,
    status_word,
    title_shown,
    title_wish,
    update_id,
    with_closed,
)
from bot.wire import incident_id, instant, maybe_instant
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.model import EventKind, Incident, Kind, Severity, Status, TimelineEvent
from incidents.search import Filter, Stretch

MAINTENANCE: Literal["maintenance"] = "maintenance"
Beginning = Literal["investigating", "identified", "monitoring"]
TITLE_LIMIT = 200

SEVERITIES: Severities[Literal["major", "minor"]] = Severities(
    {
        Severity.CRITICAL: "major",
        Severity.MAJOR: "major",
        Severity.MINOR: "minor",
        Severity.WARNING: "minor",
        Severity.NONE: "minor",
    },
    {"major": Severity.MAJOR, "minor": Severity.MINOR},
)


class NewIncident(BaseModel):
    """What makes an incident; the description becomes its first update."""

    title: Annotated[Title, Field(max_length=TITLE_LIMIT)]
    description: Free | None = None
    status: Beginning | None = None
    severity: Word | None = None
    affected_monitors: Annotated[Monitors | None, Field(alias="affectedMonitors")] = None

    def as_draft(self) -> Draft:
        """Give the draft of the rules."""
        described = self.description if self.description and self.description.strip() else None
        word = self.severity or "minor"
        return Draft(
            self.title,
            SEVERITIES.meant.get(word, Severity.NONE),
            described or "",
            tuple(self.affected_monitors or ()),
            kind=Kind.MAINTENANCE if word == MAINTENANCE else Kind.INCIDENT,
            status=Status(self.status or "investigating"),
            update=described,
        )


class Patch(Changes):
    """What may be changed; a new status needs a message. A long title of another door may be sent back."""

    title: Annotated[ChangedTitle, Field(json_schema_extra=VISIBLE | {"maxLength": TITLE_LIMIT})] = ""
    description: Free | None = ""
    status: StatusWord = "investigating"
    severity: Word = "minor"
    message: Words = ""

    def wishes(self, incident: Incident) -> Wishes:
        """Give what is asked of the incident as it is."""
        if len(self.title) > TITLE_LIMIT and self.title != title_shown(incident):
            raise invalid({"title": f"title: should have at most {TITLE_LIMIT} characters."})
        status = status_wish(self.given("status"), incident)
        if status is not None and self.given("message") is None:
            raise invalid({"message": "A change of the status needs a message that tells of it."})
        kind, severity = _gravity(self.given("severity"), incident)
        described = "description" in self.model_fields_set
        return Wishes(
            title=title_wish(self.given("title"), incident),
            description=(self.description or "") if described else None,
            kind=kind,
            severity=severity,
            status=status,
            update=self.given("message"),
        )


class NewUpdate(Changes):
    """A message; with a status the incident moves to it."""

    message: Words
    status: StatusWord | None = None

    def wishes(self, incident: Incident) -> Wishes:
        """Give what is asked of the incident as it is."""
        return Wishes(status=status_wish(self.status, incident), update=self.message)


class Listing(BaseModel):
    """Which incidents, and how many."""

    status: StatusWord | None = None
    limit: Annotated[int, Field(ge=1, le=100), InDigits] = 50


def build(api: Api) -> FastAPI:
    """Make the application."""
    app = application(api, "statly dialect", problem_of, ProblemJson, scopes_of, _examples())
    _add_reading(app, api)

    @app.post("/api/v1/incidents", status_code=201, responses={201: {"model": answers.Incident}})
    async def create(wanted: NewIncident, request: Request) -> Response:
        """Create an incident."""
        draft = wanted.as_draft()
        return await api.command(request, lambda by: api.service.declare(draft, by), _whole, 201)

    @app.patch("/api/v1/incidents/{reference}", responses={200: {"model": answers.Incident}})
    async def change(reference: str, wanted: Patch, request: Request) -> Response:
        """Change what is given, or add an update."""
        return await api.command(request, lambda by: api.service.amend(reference, wanted.wishes, by), _whole)

    @app.delete("/api/v1/incidents/{reference}", status_code=204)
    async def delete(reference: str, request: Request) -> Response:
        """Delete an incident and all its updates."""
        await api.service.delete(reference, caller_of(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @app.post(
        "/api/v1/incidents/{reference}/updates", status_code=201, responses={201: {"model": answers.Update}}
    )
    async def post_update(reference: str, wanted: NewUpdate, request: Request) -> Response:
        """Add an update."""
        return await api.command(
            request,
            lambda by: api.service.amend(reference, wanted.wishes, by),
            lambda told: _entry(said(told, EventKind.UPDATE_POSTED)),
            201,
        )

    return app


def _examples() -> Examples:
    whole, update = _whole(UPDATED), _entry(said(UPDATED, EventKind.UPDATE_POSTED))
    return {
        "NewIncident": {"title": whole["title"], "severity": "major", "affectedMonitors": [MONITOR.id]},
        "Incident": whole,
        "Incidents": {"incidents": [whole], "count": 1},
        "Patch": {"status": "identified", "message": WORDS},
        "NewUpdate": {"message": WORDS, "status": "identified"},
        "Update": update,
    }


def _add_reading(app: FastAPI, api: Api) -> None:
    @app.get("/api/v1/incidents")
    async def list_incidents(wanted: Annotated[Listing, Query()]) -> answers.Incidents:
        """List incidents, newest first."""
        filter_ = Filter(statuses=with_closed(wanted.status))
        shown = await api.search(filter_, Stretch(wanted.limit), _whole)
        return {"incidents": shown, "count": len(shown)}

    @app.get("/api/v1/incidents/{reference}")
    async def get(reference: str) -> answers.Incident:
        """Show an incident with all updates."""
        return await api.service.look(reference, _whole)


def _gravity(word: str | None, incident: Incident) -> tuple[Kind | None, Severity | None]:
    """Give the kind and the severity that the word asks for; the one that is shown asks for nothing."""
    if word in (None, _word(incident)):
        return None, None
    if word == MAINTENANCE:
        return Kind.MAINTENANCE, None
    kind = Kind.INCIDENT if incident.kind is Kind.MAINTENANCE else None
    return kind, SEVERITIES.meant[str(word)]


def _word(incident: Incident) -> Word:
    return MAINTENANCE if incident.kind is Kind.MAINTENANCE else SEVERITIES.of(incident)


def _entry(event: TimelineEvent) -> answers.Update:
    return {
        "id": update_id(event),
        "status": status_then(event),
        "message": event.text,
        "createdAt": instant(event.at),
    }


def _whole(told: Dossier) -> answers.Incident:
    incident = told.incident
    return {
        "id": incident_id(incident),
        "title": title_shown(incident),
        "description": incident.description,
        "status": status_word(incident),
        "severity": _word(incident),
        "createdAt": instant(incident.declared.at),
        "updatedAt": instant(incident.changed_at),
        "resolvedAt": maybe_instant(incident.resolved_at),
        "updates": [_entry(event) for event in told.updates],
    }
