"""`GET /events`: all that happens to any incident, as server-sent events, from a position on."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from bot.auth import Token
from bot.http.api import Api
from bot.http.fields import InDigits
from bot.wire import event_json

AT_ONCE = 100
# Other processes write too (a token made beside the server, another replica), so the stream looks by itself.
LOOK_EVERY = 1.0
# A comment now and then keeps proxies from closing a stream on which nothing happens.
STILL_HERE_EVERY = 15


def routes(api: Api) -> APIRouter:
    """Give the stream."""
    router = APIRouter(tags=["events"])

    @router.get("/events", response_class=StreamingResponse)
    async def events(
        request: Request,
        after: Annotated[int | None, Query(ge=0, le=2**53), InDigits] = None,
        last_event_id: Annotated[str | None, Header(pattern="^[0-9]{1,16}$")] = None,
    ) -> StreamingResponse:
        """Follow the timeline of all incidents; `id` is the position, so that `Last-Event-ID` goes on behind it.

        Without a position it begins with what happens from now on.
        """
        begin = int(last_event_id) if last_event_id is not None else after
        if begin is None:
            begin = await api.catalogue.last_position()
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        stream = _stream(api, begin, request.state.token)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    return router


async def _stream(api: Api, position: int, token: Token) -> AsyncIterator[str]:
    """Tell what happens until the bot stops, or the token is taken back."""
    yield ": Tocsin tells what happens\n\n"
    quiet = 0
    while not api.stopping.is_set():
        if not await api.guard.tokens.is_in_force(token):
            return
        events = await api.catalogue.events(position, AT_ONCE)
        for event in events:
            position = event.position
            yield f"id: {position}\nevent: {event.kind}\ndata: {json.dumps(event_json(event))}\n\n"
        quiet = 0 if events else quiet + 1
        if quiet and quiet % STILL_HERE_EVERY == 0:
            yield ": still here\n\n"
        if not events:
            await _a_while(api)


async def _a_while(api: Api) -> None:
    """Wait for the next look, or until the bot stops."""
    try:
        async with asyncio.timeout(LOOK_EVERY):
            await api.stopping.wait()
    except TimeoutError:
        return
