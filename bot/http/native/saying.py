"""What is said about an incident: updates for the public, notes for the responders, and all that happened."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from bot.caller import Dossier
from bot.http.api import Api
from bot.http.fields import InDigits
from bot.http.native import answers
from bot.http.native.parts import part
from bot.http.native.schemas import NewNote, NewUpdate
from bot.wire import actor_json, event_json, instant
from incidents.model import EventKind, TimelineEvent

Limit = Annotated[int, Query(ge=1, le=1000), InDigits]
After = Annotated[int, Query(ge=0, le=2**53), InDigits]


def routes(api: Api) -> APIRouter:
    """Give the routes by which something is said, and read."""
    router = part("incidents")
    _add_updates(router, api)
    _add_notes(router, api)

    @router.get("/incidents/{reference}/timeline")
    async def timeline(reference: str, after: After = 0, limit: Limit = 100) -> answers.Timeline:
        """List what happened, in order, behind the position `after`; `next_after` leads on."""

        def render(dossier: Dossier) -> answers.Timeline:
            events = dossier.events_after(after, limit + 1)
            page = events[:limit]
            further = page[-1].position if len(events) > limit else None
            return {"events": [event_json(event) for event in page], "next_after": further}

        return await api.service.look(reference, render)

    return router


def update_json(event: TimelineEvent) -> answers.Update:
    """Show an update for the public, with the status of that moment."""
    return {
        "id": f"upd_{event.id}",
        "message": event.text,
        "status": event.details.get("status"),
        "by": actor_json(event.actor),
        "at": instant(event.at),
    }


def note_json(event: TimelineEvent) -> answers.Note:
    """Show a note for the responders."""
    return {
        "id": f"note_{event.id}",
        "text": event.text,
        "by": actor_json(event.actor),
        "at": instant(event.at),
    }


def said(dossier: Dossier, kind: EventKind) -> TimelineEvent:
    """Give what a command has just said."""
    return next(event for event in dossier.done.events if event.kind is kind)


def _add_updates(router: APIRouter, api: Api) -> None:
    @router.get("/incidents/{reference}/updates")
    async def updates(reference: str) -> answers.Updates:
        """List the updates for the public, oldest first."""
        return await api.service.look(
            reference, lambda told: answers.Updates(updates=list(map(update_json, told.updates)))
        )

    @router.post(
        "/incidents/{reference}/updates",
        status_code=201,
        responses={201: {"model": answers.Update}},
    )
    async def post_update(reference: str, wanted: NewUpdate, request: Request) -> Response:
        """Tell the public how it stands, and move the status with it when one is given."""
        return await api.command(
            request,
            lambda caller: api.service.post_update(reference, wanted.message, caller, wanted.status),
            lambda told: update_json(said(told, EventKind.UPDATE_POSTED)),
            201,
        )


def _add_notes(router: APIRouter, api: Api) -> None:
    @router.get("/incidents/{reference}/notes")
    async def notes(reference: str) -> answers.Notes:
        """List the notes for the responders, oldest first."""
        return await api.service.look(
            reference, lambda told: answers.Notes(notes=list(map(note_json, told.notes)))
        )

    @router.post("/incidents/{reference}/notes", status_code=201, responses={201: {"model": answers.Note}})
    async def add_note(reference: str, wanted: NewNote, request: Request) -> Response:
        """Write something down for the responders; no page shows it."""
        return await api.command(
            request,
            lambda caller: api.service.add_note(reference, wanted.text, caller),
            lambda told: note_json(said(told, EventKind.NOTE_ADDED)),
            201,
        )
