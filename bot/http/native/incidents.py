"""Incidents: declare, list, look at, change, and move along."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from bot import shapes
from bot.caller import Dossier
from bot.http.api import Api, caller_of
from bot.http.etags import etag_of, is_known
from bot.http.native import answers
from bot.http.native.listing import Listing
from bot.http.native.parts import part
from bot.http.native.schemas import Amendment, Declaration, Lead, Reason, Reopening
from bot.http.native.told import DECLARED, PAGE, TOLD, WHOLE
from bot.wire import event_json, incident_json

NO_REASON, NO_REASONS = Reason(), Reopening()


def routes(api: Api) -> APIRouter:
    """Give the routes that change an incident, and those that show some."""
    router = part("incidents")
    _add_reading(router, api)
    _add_writing(router, api)
    _add_moving(router, api)
    return router


def whole(dossier: Dossier) -> shapes.Incident:
    """Show the incident as it is."""
    return incident_json(dossier.incident, dossier.now)


def _with_timeline(dossier: Dossier) -> answers.Told:
    return {**whole(dossier), "timeline": [event_json(event) for event in dossier.events]}


def _add_reading(router: APIRouter, api: Api) -> None:
    @router.get("/incidents", responses=PAGE)
    async def list_incidents(wanted: Annotated[Listing, Query()]) -> Response:
        """List incidents, newest first, or as they changed since. Filters narrow together.

        `next_cursor` leads to the next page.
        """
        wanted.ensure_sound()
        shown = await api.search(
            wanted.as_filter(),
            wanted.as_stretch(),
            lambda told: (whole(told), wanted.cursor_at(told.incident)),
        )
        page = shown[: wanted.limit]
        further = page[-1][1] if len(shown) > wanted.limit else None
        told: answers.Incidents = {"incidents": [incident for incident, _ in page], "next_cursor": further}
        return JSONResponse(told)

    @router.get("/incidents/{reference}", responses=TOLD)
    async def get_incident(
        reference: str, request: Request, include: Literal["", "timeline"] = ""
    ) -> Response:
        """Show an incident, by `inc_...`, a UUID or `INC-42`; `include=timeline` adds all that happened."""
        render = _with_timeline if include else whole
        etag, is_moving, body = await api.service.look(
            reference, lambda told: (etag_of(told.incident), told.incident.is_active, render(told))
        )
        # The downtime of one that is not over is another each second, and reminders come onto a timeline.
        if is_known(request.headers, etag) and not is_moving and render is whole:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"etag": etag})
        return JSONResponse(body, headers={"etag": etag})


def _add_writing(router: APIRouter, api: Api) -> None:
    @router.post("/incidents", status_code=201, responses=DECLARED)
    async def declare(wanted: Declaration, request: Request) -> Response:
        """Declare an incident: its card is posted, and whoever is on call is told."""
        draft = wanted.as_draft()
        return await api.command(request, lambda caller: api.service.declare(draft, caller), whole, 201)

    @router.patch("/incidents/{reference}", responses=WHOLE)
    async def change(reference: str, wanted: Amendment, request: Request) -> Response:
        """Change what is given, all of it or nothing. An active status on a resolved incident reopens it."""
        wishes = wanted.as_wishes()
        return await api.command(request, lambda caller: api.service.edit(reference, wishes, caller), whole)

    @router.delete("/incidents/{reference}", status_code=204)
    async def delete(reference: str, request: Request) -> Response:
        """Delete an incident and all that was said about it. The audit log keeps that it was, by whom and when."""
        await api.service.delete(reference, caller_of(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @router.put("/incidents/{reference}/lead", responses=WHOLE)
    async def assign(reference: str, lead: Lead, request: Request) -> Response:
        """Make somebody the incident lead; they are told."""
        person = lead.as_person()
        return await api.command(request, lambda caller: api.service.assign(reference, person, caller), whole)


def _add_moving(router: APIRouter, api: Api) -> None:
    service = api.service

    @router.post("/incidents/{reference}/acknowledge", responses=WHOLE)
    async def acknowledge(reference: str, request: Request) -> Response:
        """Say that somebody is on it: the nagging ends. 409 tells who was first."""
        return await api.command(request, lambda caller: service.acknowledge(reference, caller), whole)

    @router.post("/incidents/{reference}/unacknowledge", responses=WHOLE)
    async def unacknowledge(reference: str, request: Request) -> Response:
        """Take the acknowledgement back: the nagging begins anew."""
        return await api.command(request, lambda caller: service.unacknowledge(reference, caller), whole)

    @router.post("/incidents/{reference}/resolve", responses=WHOLE)
    async def resolve(reference: str, request: Request, why: Reason = NO_REASON) -> Response:
        """Say that service is restored."""
        note = why.note or ""
        return await api.command(request, lambda caller: service.resolve(reference, caller, note), whole)

    @router.post("/incidents/{reference}/reopen", responses=WHOLE)
    async def reopen(reference: str, request: Request, why: Reopening = NO_REASONS) -> Response:
        """Say that it is not over."""
        status, note = why.status, why.note or ""
        return await api.command(
            request, lambda caller: service.reopen(reference, caller, status, note), whole
        )

    @router.post("/incidents/{reference}/close", responses=WHOLE)
    async def close(reference: str, request: Request, why: Reason = NO_REASON) -> Response:
        """Say that the work afterwards is done too; nothing changes after this."""
        note = why.note or ""
        return await api.command(request, lambda caller: service.close(reference, caller, note), whole)
