"""Webhooks: who is told of what, and what became of each message."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field
from starlette.responses import Response

from bot.http.api import Api, once_of
from bot.http.bodies import Exact, Making
from bot.http.fields import InDigits, Moment
from bot.http.native import answers
from bot.http.native.parts import part
from bot.webhooks import ADDRESS, Message, Webhook, event_names
from bot.wire import instant, maybe_instant

Address = Annotated[str, Field(max_length=2000, json_schema_extra={"pattern": ADDRESS})]
EventName = Annotated[str, Field(json_schema_extra={"enum": event_names()})]
Events = Annotated[
    list[EventName], Field(max_length=100, description="The events that are wanted; none means all.")
]
Description = Annotated[str, Field(max_length=255)]


class NewWebhook(Making):
    """Where to send, and what."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"url": "https://example.com/hooks", "events": ["incident.declared", "incident.resolved"]}
            ]
        }
    )

    url: Address
    events: Annotated[Events, Field(default_factory=list)]
    description: Description = ""


class Change(Exact):
    """What to change; what is left out stays. `enabled` switches it on again, and what waited is sent.

    Null clears what may be empty: without events everything is told.
    """

    url: Address = ""
    events: Events | None = None
    description: Description | None = None
    enabled: Annotated[bool, Field(strict=True)] = True

    def changes(self) -> dict[str, Any]:
        """Give what is asked for, by name."""
        wanted = {"url": self.url, "enabled": self.enabled}
        wanted |= {"events": tuple(self.events or ()), "description": self.description or ""}
        return {name: wanted[name] for name in self.model_fields_set}


class Replay(Exact):
    """Which of the failed are sent once more."""

    since: Moment


def routes(api: Api) -> APIRouter:
    """Give the routes of the webhooks themselves, and of what was sent to them."""
    router = part("webhooks")
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
    async def create_webhook(wanted: NewWebhook, request: Request) -> answers.WebhookWithSecret:
        """Make a webhook. The secret by which its messages are signed is in this answer and in no other."""
        made = hooks.create(wanted.url, wanted.events, wanted.description)
        return await made.answered(await once_of(request), _with_secret)

    @router.get("/webhooks/{webhook}")
    async def get_webhook(webhook: str) -> answers.Webhook:
        """Show a webhook."""
        return _webhook_json(await hooks.get(webhook))

    @router.patch("/webhooks/{webhook}")
    async def change_webhook(webhook: str, wanted: Change, request: Request) -> answers.Webhook:
        """Change what is given, or switch it off and on."""
        changed = hooks.change(webhook, wanted.changes())
        return await changed.answered(await once_of(request), _webhook_json)

    @router.delete("/webhooks/{webhook}", status_code=204)
    async def delete_webhook(webhook: str) -> Response:
        """Forget a webhook, and what is still to be sent to it."""
        await hooks.delete(webhook)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @router.post("/webhooks/{webhook}/rotate", status_code=201)
    async def rotate_secret(webhook: str, request: Request) -> answers.WebhookWithSecret:
        """Make a new secret. For a day both sign each message, so that the receiver can change over."""
        return await hooks.rotate(webhook).answered(await once_of(request), _with_secret)


def _add_messages(router: APIRouter, api: Api) -> None:
    hooks = api.webhooks

    @router.post("/webhooks/{webhook}/test", status_code=202)
    async def send_test(webhook: str, request: Request) -> answers.Sent:
        """Send a message of the type `tocsin.test`."""
        return await hooks.test(webhook).answered(await once_of(request), lambda _: answers.Sent(sent=True))

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
    async def replay(webhook: str, message: str, request: Request) -> answers.Replayed:
        """Send a message once more, under the same id."""
        replayed = hooks.replay(webhook, message)
        return await replayed.answered(await once_of(request), lambda _: answers.Replayed(replayed=1))

    @router.post("/webhooks/{webhook}/replay", status_code=202)
    async def replay_failed(webhook: str, wanted: Replay, request: Request) -> answers.Replayed:
        """Send all that was given up since then once more."""
        replayed = hooks.replay_failed(webhook, wanted.since)
        return await replayed.answered(await once_of(request), lambda count: answers.Replayed(replayed=count))


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


def _with_secret(webhook: Webhook) -> answers.WebhookWithSecret:
    return {**_webhook_json(webhook), "secret": webhook.secret}


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
