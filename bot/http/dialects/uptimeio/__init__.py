"""Speaks uptimeio: a strict workflow, an envelope with pagination, internal comments."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Query, Request
from starlette.responses import JSONResponse, Response

from bot.caller import Caller, Outcome
from bot.http.answers import uptimeio as answers
from bot.http.answers.uptimeio import StatusWord
from bot.http.api import Api, application
from bot.http.dialects.uptimeio.asked import Comment, Listing, NewIncident, NewStatus, Put, Stretched
from bot.http.dialects.uptimeio.changes import part_json
from bot.http.dialects.uptimeio.examples import EXAMPLES
from bot.http.dialects.uptimeio.told import check_json, commented, incident_json, whole
from bot.http.dialects.uptimeio.words import status_word
from bot.http.document import Responses
from bot.http.refused import Refused, in_words, standing
from bot.http.words import scopes_of
from incidents.edits import Wishes
from incidents.errors import Conflict
from incidents.model import ACTIVE, Deed, Incident

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

_WHOLE: Responses = {200: {"model": answers.Whole}}


def build(api: Api) -> FastAPI:
    """Make the application."""
    app = application(api, "uptimeio dialect", worded, answers.ErrorEnvelope, scopes_of, EXAMPLES)
    _add_incidents(app, api)
    _add_moves(app, api)
    _add_lists_of_one(app, api)
    return app


def worded(refused: Refused) -> Response:
    """Word an error as uptimeio does: validation is 400, and `details` is always there."""
    status = HTTPStatus.BAD_REQUEST if refused.status == HTTPStatus.UNPROCESSABLE_ENTITY else refused.status
    code = CODES.get(refused.code, "CONFLICT" if status == HTTPStatus.CONFLICT else "VALIDATION_ERROR")
    message = _in_its_words(refused.conflict) if refused.conflict else refused.message
    told: answers.ErrorEnvelope = {
        "success": False,
        "error": {"code": code, "message": message, "details": refused.fields},
    }
    return JSONResponse(told, status, refused.headers)


def _in_its_words(conflict: Conflict) -> str:
    """Say where the incident stands: the statuses of ours that are not over read open or acknowledged here."""
    if conflict.state not in ACTIVE:
        return in_words(conflict)
    since = conflict.incident.acknowledged or Deed(conflict.by, conflict.at)
    return standing(conflict.incident, f"still {status_word(conflict.incident)}", since)


def _add_incidents(app: FastAPI, api: Api) -> None:
    @app.get("/api/incidents")
    async def list_incidents(wanted: Annotated[Listing, Query()]) -> answers.Incidents:
        """List incidents with filters and pagination."""
        shown, total = await api.page(wanted.as_filter(), wanted.as_stretch(), incident_json)
        return {"success": True, "data": shown, "pagination": wanted.place(total)}

    @app.post("/api/incidents", status_code=201, responses={201: {"model": answers.Whole}})
    async def create(wanted: NewIncident, request: Request) -> Response:
        """Create an incident record."""
        draft = wanted.as_draft()
        return await api.command(request, lambda by: api.service.declare(draft, by), whole, 201)

    @app.get("/api/incidents/{reference}")
    async def get(reference: str) -> answers.Whole:
        """Show an incident."""
        return await api.service.look(reference, whole)

    @app.put("/api/incidents/{reference}", responses=_WHOLE)
    async def put(reference: str, wanted: Put, request: Request) -> Response:
        """Change the fields that are given."""
        return await api.command(request, lambda by: api.service.amend(reference, wanted.wishes, by), whole)


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
        return await api.command(request, lambda by: moved(reference, wanted.status, by), whole)

    @app.post("/api/incidents/{reference}/acknowledge", responses=_WHOLE)
    async def acknowledge(reference: str, request: Request) -> Response:
        """Acknowledge the incident."""
        return await api.command(request, lambda by: moved(reference, "acknowledged", by), whole)


def _add_lists_of_one(app: FastAPI, api: Api) -> None:
    @app.get("/api/incidents/{reference}/affected-checks")
    async def affected(reference: str, wanted: Annotated[Stretched, Query()]) -> answers.Checks:
        """List the monitors that are affected."""
        monitors = await api.service.look(reference, lambda told: told.monitors)
        failing = await api.catalogue.failing([monitor.id for monitor in monitors])
        shown = [check_json(monitor, failing) for monitor in wanted.part_of(monitors)]
        return {"success": True, "data": shown, "pagination": wanted.place(len(monitors))}

    @app.get("/api/incidents/{reference}/updates")
    async def updates(reference: str, wanted: Annotated[Stretched, Query()]) -> answers.Events:
        """List all that happened, oldest first."""
        shown, total = await api.service.look(
            reference, lambda told: (part_json(told, wanted.offset, wanted.limit), told.change_count)
        )
        return {"success": True, "data": shown, "pagination": wanted.place(total)}

    @app.post(
        "/api/incidents/{reference}/updates", status_code=201, responses={201: {"model": answers.Commented}}
    )
    async def comment(reference: str, wanted: Comment, request: Request) -> Response:
        """Comment among the team; no status page shows it."""
        return await api.command(
            request,
            lambda by: api.service.add_note(reference, wanted.message, by),
            commented,
            201,
        )


def _no_way_back(incident: Incident) -> Wishes:
    raise Conflict.with_its_status(incident)
