"""`GET /events`: all that happens to any incident, as server-sent events, from a position on."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from bot.auth import Token
from bot.http.api import Api
from bot.http.document import Responses
from bot.http.fields import InDigits
from bot.http.native.parts import part
from bot.http.native.streams import STILL_HERE_EVERY, Stream, Streams
from bot.http.sample import ACKNOWLEDGED
from bot.wire import event_json
from incidents.model import TimelineEvent

AT_ONCE = 100


def _line(event: TimelineEvent) -> str:
    return f"id: {event.position}\nevent: {event.kind}\ndata: {json.dumps(event_json(event))}\n\n"


_TOLD: Responses = {
    200: {
        "description": "What happens, for as long as you listen.",
        "content": {
            Stream.media_type: {"schema": {"type": "string"}, "example": _line(ACKNOWLEDGED.done.events[0])}
        },
    }
}


def routes(api: Api) -> APIRouter:
    """Give the stream."""
    router = part("events")
    streams = Streams(api.catalogue.last_position, api.stopping)

    @router.get("/events", response_class=StreamingResponse, responses=_TOLD)
    async def events(
        request: Request,
        after: Annotated[int | None, Query(ge=0, le=2**53), InDigits] = None,
        last_event_id: Annotated[int | None, Header(ge=0, lt=10**16), InDigits] = None,
    ) -> StreamingResponse:
        """Follow the timeline of all incidents; `id` is the position, so that `Last-Event-ID` goes on behind it.

        Without a position it begins with what happens from now on. A deleted incident's events are gone, and
        `deleted` is told in their place.
        """
        begin = last_event_id if last_event_id is not None else after
        if begin is None:
            begin = await api.catalogue.last_position()
        token: Token = request.state.token
        return streams.answer(token, _stream(api, streams, begin, token))

    return router


async def _stream(api: Api, streams: Streams, position: int, token: Token) -> AsyncIterator[str]:
    """Tell what happens until the bot stops, or the token is taken back."""
    yield ": Tocsin tells what happens\n\n"
    quiet, behind = 0, True
    while not api.stopping.is_set():
        still_here = quiet % STILL_HERE_EVERY == 0
        if (behind or still_here) and not await api.guard.tokens.is_in_force(token):
            return
        events = await api.catalogue.events(position, AT_ONCE) if behind else []
        for event in events:
            position = event.position
            yield _line(event)
        if quiet and still_here:
            yield ": still here\n\n"
        behind = bool(events) or await streams.next_look() > position
        quiet = 0 if behind else quiet + 1
