"""Webhooks: who is told of what, and what became of each message."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from bot.http.api import Api
from bot.http.fields import InDigits, Moment
from bot.http.native import answers
from bot.webhooks import ADDRESS, Message, Webhook, event_names
from bot.wire import instant, maybe_instant

Address = Annotated[str, Field(max_length=2000, json_schema_extra={"pattern": ADDRESS})]
EventName = Annotated[str, Field(json_schema_extra={"enum": event_names()})]
Events = Annotated[
    list[EventName], Field(max_length=100, description="The events that are wanted; none means all.")
]
Description = Annotated[str, Field(max_length=255)]


class NewWebhook(BaseModel):
    """Where to send, and what."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"url": "https://example.com/hooks", "events": ["incident.declared", "incident.resolved"]}
            ]
        }
    )

    url: Address
    events: Events = []
    description: Description = ""


class Change(BaseModel):
    """What to change; what is left out stays. `enabled` switches it on again, and what waited is sent."""

    url: Address = ""
    events: Events = []
    description: Description = ""
    enabled: Annotated[bool, Field(strict=True)] = True


class Replay(BaseModel):
    """Which of the failed are sent once more."""

    since: Moment


def routes(api: Api) -> APIRouter:
    """Give the routes of the webhooks themselves, and of what was sent to them."""
    router = APIRouter(tags=["webhooks"])
    _add_webhooks(router, api)
    _add_messages(router, api)
    return router


def _add_webhooks(router: APIRouter, api: Api) -> None:
    hooks = api.webhooks

    @router.get("/webhooks")
    async def list_webhooks() -> answers.Webhooks:
        """List all, oldest first."""
        return {"webhooks": [_webhook_json(webhook) for webhook in await hooks.listed()]}

    @router.post("/webhooks", status_code=201)
    async def create_webhook(wanted: NewWebhook) -> answers.WebhookWithSecret:
        """Make a webhook. The secret by which its messages are signed is in this answer and never again."""
        webhook = await hooks.create(wanted.url, wanted.events, wanted.description)
        return {**_webhook_json(webhook), "secret": webhook.secret}

    @router.get("/webhooks/{webhook}")
    async def get_webhook(webhook: str) -> answers.Webhook:
        """Show a webhook."""
        return _webhook_json(await hooks.get(webhook))

    @router.patch("/webhooks/{webhook}")
    async def change_webhook(webhook: str, wanted: Change) -> answers.Webhook:
        """Change what is given, or switch it off and on."""
        given = {name: getattr(wanted, name) for name in wanted.model_fields_set}
        changes = given | ({"events": tuple(wanted.events)} if "events" in given else {})
        return _webhook_json(await hooks.change(webhook, changes))

    @router.delete("/webhooks/{webhook}", status_code=204)
    async def delete_webhook(webhook: str) -> Response:
        """Forget a webhook, and what is still to be sent to it."""
        await hooks.delete(webhook)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @router.post("/webhooks/{webhook}/rotate", status_code=201)
    async def rotate_secret(webhook: str) -> answers.WebhookWithSecret:
        """Make a new secret. For a day both sign each message, so that the receiver can change over."""
        rotated = await hooks.rotate(webhook)
        return {**_webhook_json(rotated), "secret": rotated.secret}


def _add_messages(router: APIRouter, api: Api) -> None:
    hooks = api.webhooks

    @router.post("/webhooks/{webhook}/test", status_code=202)
    async def send_test(webhook: str) -> answers.Sent:
        """Send a message of the type `tocsin.test`."""
        await hooks.test(webhook)
        return {"sent": True}

    @router.get("/webhooks/{webhook}/deliveries")
    async def list_deliveries(
        webhook: str,
        limit: Annotated[int, Query(ge=1, le=200), InDigits] = 50,
        before: Annotated[int | None, Query(ge=1, le=2**53), InDigits] = None,
    ) -> answers.Deliveries:
        """List what was and is to be sent, newest first; `next_before` leads on."""
        found = await hooks.messages(webhook, limit, before)
        further = found[-1].position if len(found) == limit else None
        return {"deliveries": [_message_json(message) for message in found], "next_before": further}

    @router.post("/webhooks/{webhook}/deliveries/{message}/replay", status_code=202)
    async def replay(webhook: str, message: str) -> answers.Replayed:
        """Send a message once more, under the same id."""
        await hooks.replay(webhook, message)
        return {"replayed": 1}

    @router.post("/webhooks/{webhook}/replay", status_code=202)
    async def replay_failed(webhook: str, wanted: Replay) -> answers.Replayed:
        """Send all that was given up since then once more."""
        since: datetime = wanted.since
        return {"replayed": await hooks.replay_failed(webhook, since)}


def _webhook_json(webhook: Webhook) -> answers.Webhook:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "description": webhook.description,
        "events": list(webhook.events),
        "created_at": instant(webhook.created_at),
        "enabled": webhook.disabled_at is None,
        "disabled_at": maybe_instant(webhook.disabled_at),
        "disabled_because": webhook.disabled_because,
        "former_secret_until": maybe_instant(webhook.former_until),
    }


def _message_json(message: Message) -> answers.Message:
    return {
        "id": message.id,
        "position": message.position,
        "event": message.event,
        "state": message.state,
        "attempts": message.attempts,
        "status": message.status,
        "error": message.error,
        "created_at": instant(message.created_at),
        "tried_at": maybe_instant(message.tried_at),
        "next_try_at": instant(message.due_at) if message.state == "pending" else None,
    }
