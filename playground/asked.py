"""How the playground's own JSON routes are asked, and how what they refuse is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from playground.errors import JSON, Refused
from playground.state.access import acting
from playground.state.workspace import Workspace

Act = Callable[[str, JSON], Awaitable[JSON]]


def answering(workspace: Workspace, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler of an act: `(user, body) -> answer`."""

    async def answer(request: web.Request) -> web.Response:
        body = await json_object(request)
        return web.json_response(await act(acting(workspace, body.get("as")), body))

    return answer


async def json_object(request: web.Request) -> JSON:
    """Return the body. Other content types are refused: a foreign web site may send those unasked."""
    if request.content_type != "application/json":
        raise Refused("invalid_post_type")
    try:
        body = await request.json()
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


@web.middleware
async def refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer what is refused as Slack does, in the body."""
    try:
        return await handler(request)
    except Refused as refused:
        return web.json_response(refused.answer)
