"""The Slack door: what Slack sends is taken by Bolt here and goes to the words, the actions and the modals.

One listener for each kind of payload, for Bolt tries them one by one. Whoever asks Bolt has checked the signature.
"""

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import actions, home, modals, words
from bot.slack.asking import Asked, somebody
from bot.slack.desk import Desk, as_json, way_back
from bot.slack.failures import Failures
from bot.slack.identity import Identity
from incidents.model import Actor

ANY = re.compile(r"")

Payload = dict[str, Any]


class SlackDoor:
    """Takes what Slack sends. `bolt` is for Socket Mode, `dispatch` for HTTP; `drain` waits for what was put off.

    Errors of the types in `polite` have messages for people.
    """

    def __init__(
        self,
        desk: Desk,
        identity: Callable[[], Identity | None],
        user_changed: Callable[[Payload], None],
        polite: tuple[type[Exception], ...],
    ) -> None:
        self.desk = desk
        self.bolt = _bolt(identity)
        _listen(self.bolt, desk, user_changed, Failures(desk, polite))

    async def dispatch(self, payload: Payload) -> BoltResponse:
        """Answer what came by HTTP; 400 when Slack cannot have sent it."""
        try:
            request = AsyncBoltRequest(body=payload, mode="socket_mode")
        except (ValueError, TypeError, AttributeError):
            return BoltResponse(status=400, body="")
        return await self.bolt.async_dispatch(request)

    async def drain(self) -> None:
        """Wait until everything that was put off is done."""
        await self.desk.drain()


def _bolt(identity: Callable[[], Identity | None]) -> AsyncApp:
    """Make Bolt ask nobody: the identity is known, or does not matter for a command."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        known = identity()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=known.team_id if known else team_id,
            bot_id=known.bot_id if known else None,
            bot_user_id=known.bot_user_id if known else None,
        )

    return AsyncApp(
        name="tocsin",  # or else Bolt looks through the source of everything that calls it
        logger=_errors_only(),
        client=AsyncWebClient(retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
        # Done by the door, which answers the probe itself; and there are no functions.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )


def _errors_only() -> logging.Logger:
    """Bolt warns of a token in the environment that it was not given, which is as it should be here."""
    logger = logging.getLogger("bot.slack.bolt")
    logger.setLevel(logging.ERROR)
    return logger


def _listen(bolt: AsyncApp, desk: Desk, user_changed: Callable[[Payload], None], failures: Failures) -> None:
    """Register the one listener of each kind."""

    @bolt.command(ANY)
    async def command(ack: AsyncAck, body: Payload) -> None:
        text = body.get("text", "")
        answer = await words.answer(_of_command(desk, body), text)
        desk.count(words.counted_as(desk.words, text), "done")
        await ack(**({"response_type": "ephemeral", **as_json(answer)} if answer else {}))

    @bolt.block_action(ANY)
    async def action(ack: AsyncAck, body: Payload) -> None:
        asked, pressed, question = _of_interaction(desk, body), body["actions"][0], _private_message(body)
        answer = await actions.answer(asked, pressed, question, body.get("view"))
        if answer:
            in_place = bool(question) and actions.answers_in_place(pressed)
            desk.reply(asked.reply_to, answer, replace=in_place)
        await ack()

    @bolt.view_submission(ANY)
    async def submission(ack: AsyncAck, body: Payload) -> None:
        asked = _of_submission(desk, body)
        desk.reply(asked.reply_to, await modals.answer(asked, body["view"]))
        await ack()

    @bolt.view_closed(ANY)
    async def closed(ack: AsyncAck) -> None:
        await ack()

    @bolt.event(ANY)
    async def event(event: Payload) -> None:
        if event["type"] == "user_change":
            user_changed(event["user"])
        elif event["type"] == "app_home_opened" and event.get("tab") == "home":
            desk.later(home.show(desk, event["user"]))

    @bolt.error
    async def failed(error: Exception, body: Payload) -> BoltResponse:
        return failures.answer(error, body)


def _of_command(desk: Desk, body: Payload) -> Asked:
    return Asked(
        desk,
        somebody(body["user_id"], body.get("user_name", "")),
        key=f"slack:{body['trigger_id']}",
        trigger=body["trigger_id"],
        channel=body["channel_id"],
        reply_to=body.get("response_url", ""),
    )


def _of_interaction(desk: Desk, body: Payload) -> Asked:
    return Asked(
        desk,
        _user(body),
        key=f"slack:{body['trigger_id']}",
        trigger=body["trigger_id"],
        channel=(body.get("channel") or {}).get("id", ""),
        reply_to=way_back(body),
    )


def _of_submission(desk: Desk, body: Payload) -> Asked:
    """A form is sent off once, however often the button is pressed: its key is the view, not the press."""
    view = body["view"]
    return Asked(
        desk,
        _user(body),
        key=f"slack:view:{view['id']}:{view.get('hash', '')}",
        trigger=body.get("trigger_id", ""),
        reply_to=way_back(body),
    )


def _user(body: Payload) -> Actor:
    user = body["user"]
    return somebody(user["id"], user.get("username") or user.get("name") or "")


def _private_message(body: Payload) -> str:
    """Name the private message that a button was on; nothing when all could see it."""
    container = body.get("container") or {}
    return f"{container.get('channel_id')}:{container['message_ts']}" if container.get("is_ephemeral") else ""
