"""Who acts on the page, and what they may see; and how the page's API answers what is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from playground.errors import JSON, Refused
from playground.messages import is_tombstone
from playground.workspace import Workspace, whispered

Act = Callable[[str, JSON], Awaitable[JSON]]


def acting(workspace: Workspace, user: object) -> str:
    """Return the id of the one who acts, who must be a person in the workspace."""
    person = workspace.users.get(str(user))
    if person is None or person["is_bot"]:
        raise Refused("user_not_found")
    return str(person["id"])


def readable(workspace: Workspace, user: str, channel: object) -> JSON:
    """Return a channel that this user is in."""
    found = workspace.channel(str(channel))
    if user not in found["members"]:
        raise Refused("channel_not_found")
    return found


def clickable(workspace: Workspace, user: str, channel: str, ts: str) -> JSON:
    """Return a message, or a private answer to this user (`ephemeral` then)."""
    kept = workspace.ephemerals.get(ts)
    if kept and kept["to"] == user and kept["channel"] == channel:
        return whispered(kept)
    return shown_message(workspace, channel, ts)


def shown_message(workspace: Workspace, channel: str, ts: str) -> JSON:
    """Return a message that everybody in the channel sees."""
    message = workspace.messages.find(channel, ts)
    if message is None or is_tombstone(message):
        raise Refused("message_not_found")
    return message


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
