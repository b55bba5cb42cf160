"""Who is told of what by outgoing webhooks, as Standard Webhooks 1.0 has them. How they are sent: `webhook_sending`."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from bot import outgoing
from bot.remembering import name_of
from bot.repeats import Doing
from bot.wire import instant
from incidents import text
from incidents.errors import Invalid, NotFound
from incidents.model import EventKind
from storage import webhooks
from storage.store import Store, Transaction
from storage.webhooks import Message, State, Webhook

__all__ = ["Message", "State", "Webhook", "Webhooks"]

T = TypeVar("T")

SECRET_BYTES = 32
BOTH_SIGN_FOR = timedelta(hours=24)
TEST = "tocsin.test"
ADDRESS = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\x00-\x1f\x7f-\x9f]+$"


@dataclass
class Webhooks:
    """Who is told of what, kept in the database."""

    store: Store
    wake: Callable[[], None]
    random_bytes: Callable[[int], bytes]

    def create(self, url: str, events: list[str], description: str) -> Doing[Webhook]:
        """Make a webhook with a secret of its own."""

        def unit(tx: Transaction) -> Webhook:
            _ensure_fit(url, events)
            words = text.one_line("description", description) if description.strip() else ""
            webhook = Webhook(f"whk_{tx.new_id()}", url, words, tuple(events), self._secret(), tx.now)
            webhooks.insert(tx, webhook)
            return webhook

        return Doing(self.store.run, unit)

    def made(self, tx: Transaction, url: str, page: str) -> Webhook:
        """Make the webhook of a subscriber of a status page, in the unit of whoever subscribes."""
        _ensure_fit(url, [])
        webhook = Webhook(f"whk_{tx.new_id()}", url, "", (), self._secret(), tx.now, page=page)
        webhooks.insert(tx, webhook)
        return webhook

    async def listed(self) -> list[Webhook]:
        """List all, oldest first."""
        return await self.store.read(webhooks.inside)

    async def get(self, webhook_id: str) -> Webhook:
        """Give a webhook, or raise `NotFound`."""
        return await self.store.read(lambda tx: _found(tx, webhook_id))

    def change(self, webhook_id: str, changes: dict[str, Any]) -> Doing[Webhook]:
        """Change url, events, description, or whether it is `enabled`.

        What waits goes out at once when it is switched on or has another address: what was wrong may be mended.
        """
        enabled = changes.get("enabled")
        fields = {name: value for name, value in changes.items() if name != "enabled"}

        def unit(tx: Transaction) -> Webhook:
            changed = replace(_found(tx, webhook_id), **fields)
            _ensure_fit(changed.url, list(changed.events))
            if enabled is True:
                changed = replace(changed, disabled_at=None, disabled_because=None)
            elif enabled is False:
                changed = replace(changed, disabled_at=tx.now, disabled_because="switched off")
            webhooks.save(tx, changed)
            if enabled is True or "url" in changes:
                webhooks.hasten(tx, webhook_id)
                outgoing.send_webhook(tx, webhook_id)
            return changed

        return Doing(self._woken, unit)

    def rotate(self, webhook_id: str) -> Doing[Webhook]:
        """Make a new secret; the former one signs beside it for a day, so that the receiver may change over."""

        def unit(tx: Transaction) -> Webhook:
            webhook = _found(tx, webhook_id)
            until = tx.now + BOTH_SIGN_FOR
            rotated = replace(
                webhook, secret=self._secret(), former_secret=webhook.secret, former_until=until
            )
            webhooks.save(tx, rotated)
            return rotated

        return Doing(self.store.run, unit)

    async def delete(self, webhook_id: str) -> None:
        """Forget a webhook, and what is still to be sent to it."""

        def unit(tx: Transaction) -> None:
            webhooks.delete(tx, _found(tx, webhook_id))

        await self.store.run(unit)

    def test(self, webhook_id: str) -> Doing[None]:
        """Send a message that says it is a test."""

        def unit(tx: Transaction) -> None:
            body = json.dumps({"type": TEST, "timestamp": instant(tx.now), "data": {"webhook": webhook_id}})
            webhooks.put(tx, [_found(tx, webhook_id)], TEST, body)
            outgoing.send_webhook(tx, webhook_id)

        return Doing(self._woken, unit)

    async def messages(self, webhook_id: str, limit: int, before: int | None) -> list[Message]:
        """List what was and is to be sent, newest first."""

        def unit(tx: Transaction) -> list[Message]:
            return webhooks.messages(tx, _found(tx, webhook_id).id, limit, before)

        return await self.store.read(unit)

    def replay(self, webhook_id: str, message_id: str) -> Doing[None]:
        """Send a message once more, under the same id."""

        def unit(tx: Transaction) -> None:
            message = webhooks.message(tx, _found(tx, webhook_id).id, message_id)
            if message is None:
                raise NotFound(message_id, "message")
            webhooks.send_again(tx, message)
            outgoing.send_webhook(tx, webhook_id)

        return Doing(self._woken, unit)

    def replay_failed(self, webhook_id: str, since: datetime) -> Doing[int]:
        """Send all that was given up since then once more; how many."""

        def unit(tx: Transaction) -> int:
            count = webhooks.send_failed_again(tx, _found(tx, webhook_id).id, since)
            outgoing.send_webhook(tx, webhook_id)
            return count

        return Doing(self._woken, unit)

    async def _woken(self, unit: Callable[[Transaction], T]) -> T:
        result = await self.store.run(unit)
        self.wake()
        return result

    def _secret(self) -> str:
        return "whsec_" + base64.b64encode(self.random_bytes(SECRET_BYTES)).decode()


def event_names() -> list[str]:
    """Name every event that a webhook may want."""
    return [name_of(kind) for kind in EventKind]


def _ensure_fit(url: str, events: list[str]) -> None:
    parts = _parts_of(url)
    if not parts.hostname:
        raise Invalid("url", "A webhook needs an http(s) address, such as https://example.com/hooks.")
    if parts.username or parts.password:
        raise Invalid("url", "Leave the name and password out: every message is signed.")
    unknown = sorted(set(events) - set(event_names()))
    if unknown:
        raise Invalid("events", f"There is no event {unknown[0]}. The events: {', '.join(event_names())}")


def _parts_of(url: str) -> SplitResult:
    """Take the address apart; one that cannot be, or holds what no address does, is one without a host."""
    try:
        parts = urlsplit(url if re.fullmatch(ADDRESS, url) else "")
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:  # a port that is none, too
        return urlsplit("")


def _found(tx: Transaction, webhook_id: str) -> Webhook:
    webhook = webhooks.by_id(tx, webhook_id)
    if webhook is None or webhook.page:
        raise NotFound(webhook_id, "webhook")
    return webhook
