"""Whom status pages tell: listed, removed, and webhooks made. Who is written to has asked for it and said yes."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field
from starlette.responses import Response
from typing_extensions import TypedDict

from bot.http.api import Api, once_of
from bot.http.bodies import Making
from bot.http.fields import InDigits
from bot.http.native.parts import part
from bot.http.native.publications import MOST_COMPONENTS, Slug
from bot.http.native.webhooks import Address
from bot.shapes import Instant
from bot.subscribers import Medium, Subscriber
from bot.webhooks import Webhook
from bot.wire import instant, maybe_instant


class NewSubscriber(Making):
    """An address that is told by signed messages: of everything on the page, or of what affects these components."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://example.com/status-hook"}]})

    url: Address
    components: Annotated[list[Slug], Field(max_length=MOST_COMPONENTS, default_factory=list)]


class SubscriberJson(TypedDict):
    """Somebody whom a page tells. `refused_at` says since when nothing is sent any more, because it was refused."""

    id: str
    medium: Medium
    target: str
    components: list[str]
    created_at: Instant
    refused_at: Instant | None
    refused_because: str | None


class SubscriberWithSecret(SubscriberJson):
    """The same, with the secret by which messages are signed."""

    secret: str


class SubscribersJson(TypedDict):
    """Subscribers by id; `next_after` leads on."""

    subscribers: list[SubscriberJson]
    next_after: str | None


def routes(api: Api) -> APIRouter:
    """Give the routes."""
    router = part("status pages")

    @router.get("/pages/{slug}/subscribers")
    async def list_subscribers(
        slug: str,
        limit: Annotated[int, Query(ge=1, le=200), InDigits] = 50,
        after: Annotated[str, Query(max_length=64)] = "",
    ) -> SubscribersJson:
        """List whom a status page tells, by mail, webhook and Slack."""
        found = await api.subscribers.listed(slug, limit, after)
        further = found[-1].id if len(found) == limit else None
        return {"subscribers": [_json(each) for each in found], "next_after": further}

    @router.post("/pages/{slug}/subscribers", status_code=201)
    async def subscribe(slug: str, wanted: NewSubscriber, request: Request) -> SubscriberWithSecret:
        """Subscribe a webhook. The secret by which its messages are signed is in this answer and in no other."""
        made = api.subscribers.add_webhook(slug, wanted.url, wanted.components)
        return await made.answered(await once_of(request), _with_secret)

    @router.delete("/pages/{slug}/subscribers/{subscriber}", status_code=204)
    async def unsubscribe(slug: str, subscriber: str) -> Response:
        """Have somebody told no more, and forget what is still to be sent to them."""
        await api.subscribers.remove(slug, subscriber)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return router


def _json(subscriber: Subscriber) -> SubscriberJson:
    return {
        "id": subscriber.id,
        "medium": subscriber.medium,
        "target": subscriber.target,
        "components": list(subscriber.components),
        "created_at": instant(subscriber.created_at),
        "refused_at": maybe_instant(subscriber.refused_at),
        "refused_because": subscriber.refused_because,
    }


def _with_secret(made: tuple[Subscriber, Webhook]) -> SubscriberWithSecret:
    subscriber, webhook = made
    return {**_json(subscriber), "secret": webhook.secret}
