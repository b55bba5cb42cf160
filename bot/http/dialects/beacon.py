"""Speaks beacon: incidents on a status page, with `impact` and `state`."""

import uuid
from typing import Annotated, Self

from fastapi import FastAPI, Request
from pydantic import Field, model_validator
from starlette.responses import JSONResponse, Response

from bot.caller import Dossier
from bot.http.answers import beacon as answers
from bot.http.answers.beacon import Impact
from bot.http.api import Api, application
from bot.http.document import Examples
from bot.http.native.saying import said
from bot.http.refused import Refused
from bot.http.sample import DECLARED, UPDATED, WORDS
from bot.http.words import (
    ChangedTitle,
    Changes,
    Severities,
    StatusWord,
    Title,
    Words,
    scopes_of,
    status_wish,
    status_word,
    title_shown,
    title_wish,
    update_id,
)
from bot.wire import instant, maybe_instant
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.model import EventKind, Incident, Severity, Status, TimelineEvent

IMPACTS: Severities[Impact] = Severities(
    {
        Severity.CRITICAL: "critical",
        Severity.MAJOR: "major",
        Severity.MINOR: "minor",
        Severity.WARNING: "none",
        Severity.NONE: "none",
    },
    {word: Severity(word) for word in ("critical", "major", "minor", "none")},
)

_CONTRADICTION = "`resolved` and `state` contradict each other. Send one of them, or both in agreement."


class NewIncident(Changes):
    """What makes an incident; with `state: resolved` it is recorded as past."""

    title: Title
    impact: Impact | None = None
    state: StatusWord | None = None
    message: Words | None = None

    def as_draft(self, page: str) -> Draft:
        """Give the draft of the rules."""
        severity = IMPACTS.meant[self.impact or "none"]
        status = Status(self.state or "investigating")
        return Draft(self.title, severity, status=status, update=self.message, page=page)


class Patch(Changes):
    """What may be changed; only what is given counts."""

    title: ChangedTitle = ""
    impact: Impact = "none"
    state: StatusWord = "investigating"
    resolved: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        state, resolved = self.given("state"), self.given("resolved")
        if state is not None and resolved is not None and resolved != (state == "resolved"):
            raise ValueError(_CONTRADICTION)
        return self

    def wishes(self, incident: Incident) -> Wishes:
        """Give what is asked of the incident as it is."""
        word = self.given("state")
        if word is None and self.given("resolved") is not None:
            word = "resolved" if self.resolved else _going_on(incident)
        impact, status = IMPACTS.wish(self.given("impact"), incident), status_wish(word, incident)
        return Wishes(title=title_wish(self.given("title"), incident), severity=impact, status=status)


class NewUpdate(Changes):
    """A new entry of the public timeline."""

    message: Words


def build(api: Api) -> FastAPI:
    """Make the application."""
    app = application(api, "beacon dialect", worded, answers.ErrorEnvelope, scopes_of, _examples())

    @app.post("/api/v1/pages/{slug}/incidents", status_code=201, responses={201: {"model": answers.Created}})
    async def create(slug: str, wanted: NewIncident, request: Request) -> Response:
        """Create an incident on a status page."""
        draft = wanted.as_draft(slug)
        return await api.command(request, lambda by: api.service.declare(draft, by), _whole, 201)

    @app.patch("/api/v1/incidents/{reference}", responses={200: {"model": answers.Changed}})
    async def change(reference: str, wanted: Patch, request: Request) -> Response:
        """Change the fields that are given."""
        return await api.command(
            request, lambda by: api.service.amend(reference, wanted.wishes, by), _without_updates
        )

    @app.post(
        "/api/v1/incidents/{reference}/updates", status_code=201, responses={201: {"model": answers.Posted}}
    )
    async def post_update(reference: str, wanted: NewUpdate, request: Request) -> Response:
        """Add an entry to the public timeline."""
        return await api.command(
            request, lambda by: api.service.post_update(reference, wanted.message, by), _update, 201
        )

    return app


def _examples() -> Examples:
    return {
        "NewIncident": {"title": DECLARED.incident.title, "impact": "critical", "message": WORDS},
        "Created": _whole(UPDATED),
        "Patch": {"impact": "major", "state": "identified"},
        "Changed": _without_updates(UPDATED),
        "NewUpdate": {"message": WORDS},
        "Posted": _update(UPDATED),
    }


def worded(refused: Refused) -> Response:
    """Word an error as beacon does."""
    code = _CODES.get(refused.status, "validation_error")
    fields = {_field(name, words): _of_itself(words) for name, words in refused.fields.items()}
    message = _of_itself(refused.message)
    told: answers.ErrorEnvelope = {"error": {"code": code, "message": message, "fields": fields}}
    return JSONResponse(told, refused.status, refused.headers)


# The page's list of codes is closed, and has no word for a method: what the address does not offer is not found.
_CODES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "not_found",
    409: "conflict",
    412: "conflict",
    429: "rate_limited",
    500: "internal_error",
}
_NAMES = {"severity": "impact", "update": "message"}


def _field(name: str, words: str) -> str:
    """A contradiction is told of the whole body, and the rules have names of their own."""
    return "resolved" if _CONTRADICTION[:10] in words else _NAMES.get(name, name)


def _of_itself(words: str) -> str:
    return words.replace(f"body: {_CONTRADICTION}", _CONTRADICTION)


def _going_on(incident: Incident) -> str:
    return status_word(incident) if incident.is_active else "investigating"


def _whole(told: Dossier) -> answers.Created:
    updates = [_entry(event) for event in told.updates]
    return {"data": {**_incident(told.incident), "updates": updates}}


def _without_updates(told: Dossier) -> answers.Changed:
    return {"data": _incident(told.incident)}


def _update(told: Dossier) -> answers.Posted:
    event = said(told, EventKind.UPDATE_POSTED)
    return {"data": {"incident_id": _uuid(told.incident), **_entry(event)}}


def _entry(event: TimelineEvent) -> answers.Entry:
    return {"id": update_id(event), "message": event.text, "created_at": instant(event.at)}


def _incident(incident: Incident) -> answers.Incident:
    return {
        "id": _uuid(incident),
        "title": title_shown(incident),
        "impact": IMPACTS.of(incident),
        "state": status_word(incident),
        "resolved": incident.status.is_over,
        "resolved_at": maybe_instant(incident.resolved_at),
        "created_at": instant(incident.declared.at),
        "updated_at": instant(incident.changed_at),
    }


def _uuid(incident: Incident) -> str:
    return str(uuid.UUID(incident.id))
