"""Speaks blacktide: acknowledge, resolve, reopen, notes, timeline, statistics."""

from datetime import UTC
from typing import Annotated

from fastapi import FastAPI, Query, Request
from starlette.responses import JSONResponse, Response

from bot.http.answers import blacktide as answers
from bot.http.api import Api, application
from bot.http.dialects.blacktide.asked import Asked, Listing, NewIncident, NewNote, Reopening, Resolution
from bot.http.dialects.blacktide.examples import EXAMPLES
from bot.http.dialects.blacktide.timeline import events_json
from bot.http.dialects.blacktide.told import (
    acknowledged_json,
    created_json,
    item_json,
    note_json,
    reopened_json,
    resolved_json,
    stats_json,
    whole_json,
)
from bot.http.refused import Refused
from bot.http.words import scopes_of
from incidents.model import Status

NO_RESOLUTION, NO_REOPENING = Resolution(), Reopening()


def build(api: Api) -> FastAPI:
    """Make the application."""
    app = application(api, "blacktide dialect", worded, answers.Error, scopes_of, EXAMPLES)
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
        shown, total = await api.page(wanted.wanted(), wanted.part(), item_json)
        return {"data": shown, "meta": {"page": wanted.page, "limit": wanted.limit, "total": total}}

    @app.get("/v1/incidents/stats")
    async def stats(wanted: Annotated[Asked, Query()]) -> answers.Statistics:
        """Count incidents, with mean times in seconds."""
        return stats_json(await api.service.statistics(*wanted.stretch(), wanted.group_by, UTC))

    @app.get("/v1/incidents/{reference}")
    async def get(reference: str) -> answers.Incident:
        """Show an incident."""
        return await api.service.look(reference, whole_json)

    @app.get("/v1/incidents/{reference}/timeline")
    async def timeline(reference: str) -> answers.Timeline:
        """List all that happened, oldest first."""
        return await api.service.look(
            reference, lambda told: answers.Timeline(events=events_json(told.changes))
        )


def _add_making(app: FastAPI, api: Api) -> None:
    @app.post("/v1/incidents", status_code=201, responses={201: {"model": answers.Created}})
    async def create(wanted: NewIncident, request: Request) -> Response:
        """Create an incident by hand."""
        draft = wanted.as_draft()
        return await api.command(request, lambda by: api.service.declare(draft, by), created_json, 201)

    @app.post("/v1/incidents/{reference}/notes", status_code=201, responses={201: {"model": answers.NewNote}})
    async def add_note(reference: str, wanted: NewNote, request: Request) -> Response:
        """Add a note for the team."""
        return await api.command(
            request, lambda by: api.service.add_note(reference, wanted.text, by), note_json, 201
        )


def _add_moves(app: FastAPI, api: Api) -> None:
    @app.post("/v1/incidents/{reference}/acknowledge", responses={200: {"model": answers.Acknowledged}})
    async def acknowledge(reference: str, request: Request) -> Response:
        """Acknowledge the incident."""
        return await api.command(
            request, lambda by: api.service.acknowledge(reference, by), acknowledged_json
        )

    @app.post("/v1/incidents/{reference}/resolve", responses={200: {"model": answers.Resolved}})
    async def resolve(reference: str, request: Request, how: Resolution = NO_RESOLUTION) -> Response:
        """Resolve the incident."""
        note = how.resolution_note or ""
        return await api.command(
            request,
            lambda by: api.service.resolve(reference, by, note),
            lambda told: resolved_json(told, how.resolution_note),
        )

    @app.post("/v1/incidents/{reference}/reopen", responses={200: {"model": answers.Reopened}})
    async def reopen(reference: str, request: Request, why: Reopening = NO_REOPENING) -> Response:
        """Reopen the incident."""
        reason = why.reason or ""
        return await api.command(
            request, lambda by: api.service.reopen(reference, by, note=reason), reopened_json
        )
