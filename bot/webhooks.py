"""Outgoing webhooks as Standard Webhooks 1.0 has them: signed, in order, tried for three days.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp

from bot import outgoing
from bot.delivery import Claimed, Paced
from bot.net import PrivateAddress
from bot.remembering import name_of
from bot.wire import instant
from incidents import text
from incidents.errors import Invalid, NotFound
from incidents.model import EventKind
from storage import outbox, webhooks
from storage.store import Store, Transaction
from storage.webhooks import Message, Webhook

__all__ = ["Message", "Sender", "Webhook", "Webhooks"]

T = TypeVar("T")

SECRET_BYTES = 32
BOTH_SIGN_FOR = timedelta(hours=24)
WITHIN = 15.0
HEARD = 2048
TEST = "tocsin.test"

# The pauses before each try, as the specification proposes: ten tries over three days and four hours.
PAUSES = (
    timedelta(),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)


@dataclass
class Webhooks:
    """Who is told of what, kept in the database."""

    store: Store
    wake: Callable[[], None]
    random_bytes: Callable[[int], bytes]

    async def create(self, url: str, events: list[str], description: str) -> Webhook:
        """Make a webhook with a secret of its own."""
        _ensure_fit(url, events)

        def unit(tx: Transaction) -> Webhook:
            words = text.one_line("description", description) if description.strip() else ""
            webhook = Webhook(f"whk_{tx.new_id()}", url, words, tuple(events), self._secret(), tx.now)
            webhooks.insert(tx, webhook)
            return webhook

        return await self.store.run(unit)

    async def listed(self) -> list[Webhook]:
        """List all, oldest first."""
        return await self.store.read(webhooks.everyone)

    async def get(self, webhook_id: str) -> Webhook:
        """Give a webhook, or raise `NotFound`."""
        return await self.store.read(lambda tx: _found(tx, webhook_id))

    async def change(self, webhook_id: str, changes: dict[str, Any]) -> Webhook:
        """Change url, events, description, or whether it is `enabled`; what waits for it goes on then."""
        enabled = changes.pop("enabled", None)

        def unit(tx: Transaction) -> Webhook:
            changed = replace(_found(tx, webhook_id), **changes)
            _ensure_fit(changed.url, list(changed.events))
            if enabled is True:
                changed = replace(changed, disabled_at=None, disabled_because=None)
                outgoing.send_webhook(tx, webhook_id)
            elif enabled is False:
                changed = replace(changed, disabled_at=tx.now, disabled_because="switched off")
            webhooks.save(tx, changed)
            return changed

        return await self._woken(unit)

    async def rotate(self, webhook_id: str) -> Webhook:
        """Make a new secret; the former one signs beside it for a day, so that the receiver may change over."""

        def unit(tx: Transaction) -> Webhook:
            webhook = _found(tx, webhook_id)
            until = tx.now + BOTH_SIGN_FOR
            rotated = replace(
                webhook, secret=self._secret(), former_secret=webhook.secret, former_until=until
            )
            webhooks.save(tx, rotated)
            return rotated

        return await self.store.run(unit)

    async def delete(self, webhook_id: str) -> None:
        """Forget a webhook, and what is still to be sent to it."""

        def unit(tx: Transaction) -> None:
            webhooks.delete(tx, _found(tx, webhook_id))

        await self.store.run(unit)

    async def test(self, webhook_id: str) -> None:
        """Send a message that says it is a test."""

        def unit(tx: Transaction) -> None:
            body = json.dumps({"type": TEST, "timestamp": instant(tx.now), "data": {"webhook": webhook_id}})
            webhooks.put(tx, [_found(tx, webhook_id)], TEST, body)
            outgoing.send_webhook(tx, webhook_id)

        await self._woken(unit)

    async def messages(self, webhook_id: str, limit: int, before: int | None) -> list[Message]:
        """List what was and is to be sent, newest first."""

        def unit(tx: Transaction) -> list[Message]:
            return webhooks.messages(tx, _found(tx, webhook_id).id, limit, before)

        return await self.store.read(unit)

    async def replay(self, webhook_id: str, message_id: str) -> None:
        """Send a message once more, under the same id."""

        def unit(tx: Transaction) -> None:
            message = webhooks.message(tx, _found(tx, webhook_id).id, message_id)
            if message is None:
                raise NotFound(message_id, "message")
            webhooks.send_again(tx, message)
            outgoing.send_webhook(tx, webhook_id)

        await self._woken(unit)

    async def replay_failed(self, webhook_id: str, since: datetime) -> int:
        """Send all that was given up since then once more; how many."""

        def unit(tx: Transaction) -> int:
            count = webhooks.send_failed_again(tx, _found(tx, webhook_id).id, since)
            outgoing.send_webhook(tx, webhook_id)
            return count

        return await self._woken(unit)

    async def _woken(self, unit: Callable[[Transaction], T]) -> T:
        result = await self.store.run(unit)
        self.wake()
        return result

    def _secret(self) -> str:
        return "whsec_" + base64.b64encode(self.random_bytes(SECRET_BYTES)).decode()


@dataclass
class Sender:
    """The lane: a row stands for a webhook, and sends its next message. Nothing overtakes, nobody else waits."""

    store: Store
    session: aiohttp.ClientSession
    now: Callable[[], datetime]

    async def send(self, row: Claimed) -> None:
        """Send the next message, if there is one whose time has come; then ask to be called again for the one after."""
        webhook, message = await self.store.read(lambda tx: _next(tx, row.payload["webhook"]))
        if webhook is None or message is None:
            await self.store.run(lambda tx: outbox.finish(tx, row))
            return
        if message.due_at > self.now():
            raise Paced("its next try is later", message.due_at - self.now())
        answer = await self._answer(webhook, message)
        pause = await self.store.run(lambda tx: _written_down(tx, webhook, message, answer))
        raise Paced("the next message, or the next try", pause)

    async def _answer(self, webhook: Webhook, message: Message) -> "Answer":
        try:
            async with self.session.post(
                webhook.url,
                data=message.body.encode(),
                headers=headers_of(webhook, message, self.now()),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=WITHIN),
            ) as response:
                await response.content.read(HEARD)
                return Answer(response.status, None, _asked_pause(response.headers.get("retry-after")))
        except PrivateAddress as refused:
            return Answer(None, str(refused))
        except aiohttp.ClientConnectorError as error:
            return Answer(None, str(error.os_error) or type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Answer(
                None, "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
            )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or why there was none; and how long the receiver asks to be left alone."""

    status: int | None
    error: str | None = None
    pause: timedelta = timedelta()

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def in_words(self) -> str | None:
        """What is kept of it in the log of messages."""
        if self.status is not None and HTTPStatus.MULTIPLE_CHOICES <= self.status < HTTPStatus.BAD_REQUEST:
            return "it redirects, which is not followed: give the address itself"
        return self.error


def headers_of(webhook: Webhook, message: Message, now: datetime) -> dict[str, str]:
    """Give the headers of a try: the id that stays, the time, and a signature by each secret."""
    timestamp = str(int(now.timestamp()))
    signed = f"{message.id}.{timestamp}.{message.body}".encode()
    signatures = " ".join(_signature(secret, signed) for secret in webhook.secrets_at(now))
    return {
        "content-type": "application/json",
        "user-agent": "Tocsin",
        "webhook-id": message.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signatures,
    }


def event_names() -> list[str]:
    """Name every event that a webhook may want."""
    return [name_of(kind) for kind in EventKind]


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _ensure_fit(url: str, events: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid("url", "A webhook needs an http(s) address, such as https://example.com/hooks.")
    if parts.username or parts.password:
        raise Invalid("url", "Leave the name and password out: every message is signed.")
    unknown = sorted(set(events) - set(event_names()))
    if unknown:
        raise Invalid("events", f"There is no event {unknown[0]}. The events: {', '.join(event_names())}")


def _found(tx: Transaction, webhook_id: str) -> Webhook:
    webhook = webhooks.by_id(tx, webhook_id)
    if webhook is None:
        raise NotFound(webhook_id, "webhook")
    return webhook


def _next(tx: Transaction, webhook_id: str) -> tuple[Webhook | None, Message | None]:
    webhook = webhooks.by_id(tx, webhook_id)
    if webhook is None or webhook.disabled_at is not None:
        return webhook, None  # what waits for one that is switched off waits on
    return webhook, webhooks.next_message(tx, webhook_id)


def _written_down(tx: Transaction, webhook: Webhook, message: Message, answer: Answer) -> timedelta:
    """Keep what came of a try, and give how long to wait for what comes next."""
    if answer.is_success:
        webhooks.tried(tx, message, "delivered", tx.now, answer.status, None)
        return timedelta()
    attempts = message.attempts + 1
    if answer.status == HTTPStatus.GONE:
        webhooks.save(tx, replace(webhook, disabled_at=tx.now, disabled_because="it answered 410 Gone"))
    if attempts >= len(PAUSES):
        webhooks.tried(tx, message, "failed", tx.now, answer.status, answer.in_words)
        return timedelta()
    pause = max(PAUSES[attempts], answer.pause)
    webhooks.tried(tx, message, "pending", tx.now + pause, answer.status, answer.in_words)
    return pause


def _asked_pause(words: str | None) -> timedelta:
    """Give what Retry-After asks for in seconds, at most a day."""
    if words is None or not words.isascii() or not words.isdecimal():
        return timedelta()
    return min(timedelta(seconds=int(words[:9])), timedelta(days=1))
