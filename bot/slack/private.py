"""What one person alone gets to see after doing something: private answers and forms, and trying them again.

Neither is a row of the outbox: a trigger lives for 3 s and a response_url for half an hour, and what was done stands on
the card in any case.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from slack_sdk.webhook import WebhookResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.delivery import Refused, TryLater
from bot.slack.refusals import THEIR_FAULT, pause_asked_for

ANSWER_WITHIN = 10
# Seconds before each repeat. A response_url takes 5 posts (docs.slack.dev/interactivity/handling-user-interaction).
ANSWER_AGAIN = (0.5, 2.0, 8.0, 30.0)
LONGEST_PAUSE = 60.0
# All of them within the 3 s that a trigger lives.
OPEN_AGAIN = (0.3, 0.6, 1.0)

# docs.slack.dev/reference/methods/views.open and .../interactivity/handling-user-interaction differ in the spelling.
_TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired"})
_OPEN_ALREADY = frozenset({"exchanged_trigger_id", "trigger_exchanged"})

Call = Callable[..., Awaitable[Mapping[str, Any]]]

log = structlog.get_logger(__name__)


class Came(Enum):
    """What became of one post to a response_url."""

    TAKEN = auto()
    NOT_TAKEN = auto()
    IN_DOUBT = auto()
    NEVER = auto()


async def open_form(call: Call, trigger: str, view: Mapping[str, Any]) -> bool:
    """Open a modal; whether it is open. A trigger works once, so trying again cannot open a second one."""
    for pause in (*OPEN_AGAIN, None):
        try:
            await call("views.open", trigger_id=trigger, view=view)
        except Refused as refusal:
            if refusal.error not in _TOO_LATE | _OPEN_ALREADY:
                raise
            return refusal.error in _OPEN_ALREADY
        except TryLater:
            await asyncio.sleep(pause or 0)
        else:
            return True
    return False


async def change_form(call: Call, view_id: str, view: Mapping[str, Any]) -> None:
    """Change a modal that is open; when it cannot be done, it goes on to show what it showed."""
    with suppress(Refused, TryLater):
        await call("views.update", view_id=view_id, view=view)


async def answer(session: aiohttp.ClientSession, reply_to: str, body: Mapping[str, Any]) -> None:
    """Post to a response_url until it is taken. What may have arrived is posted once more at most: two are enough.

    What takes the place of another message does so again without harm.
    """
    webhook = AsyncWebhookClient(reply_to, timeout=ANSWER_WITHIN, session=session, retry_handlers=[])
    came, doubts = Came.NOT_TAKEN, 0
    for pause in (*ANSWER_AGAIN, None):
        came, asked_to_wait = await _post(webhook, body)
        doubts += came is Came.IN_DOUBT and not body.get("replace_original")
        if came is Came.TAKEN:
            return
        if came is Came.NEVER or doubts > 1 or pause is None:
            break
        await asyncio.sleep(max(pause, asked_to_wait))
    log.warning("private answer not taken", came=came.name)


async def _post(webhook: AsyncWebhookClient, body: Mapping[str, Any]) -> tuple[Came, float]:
    """Post once: what became of it, and how many seconds Slack asks to wait."""
    try:
        response = await webhook.send_dict(dict(body))
    except aiohttp.ClientConnectorError:
        return Came.NOT_TAKEN, 0
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Came.IN_DOUBT, 0
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return Came.NOT_TAKEN, min(LONGEST_PAUSE, pause_asked_for(response.headers))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Came.IN_DOUBT, 0
    return _understood(response), 0


def _understood(response: WebhookResponse) -> Came:
    """Read an answer of Slack's own: "ok", or an error that may be told with status 200 too."""
    error = re.search(r'"error": ?"(\w+)"', response.body or "")
    if error and error[1] in THEIR_FAULT:
        return Came.IN_DOUBT
    return Came.NEVER if error or response.status_code != HTTPStatus.OK else Came.TAKEN
