"""The rows of webhooks and of what is sent to them. What is sent is kept as the text that is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.columns import from_json, maybe, micros, moment, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

State = Literal["pending", "delivered", "failed"]

_NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where messages go. `events` names the kinds that are wanted, none means all; both secrets sign until then.

    One with a `page` belongs to a subscriber of that status page, and is told what the public may know.
    """

    id: str
    url: str
    description: str
    events: tuple[str, ...]
    secret: str
    created_at: datetime
    former_secret: str | None = None
    former_until: datetime | None = None
    disabled_at: datetime | None = None
    disabled_because: str | None = None
    page: str | None = None

    def wants(self, event: str) -> bool:
        """Whether it is to hear of such an event."""
        return not self.events or event in self.events

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """Give the secrets that sign now, the present one first."""
        if self.former_secret and self.former_until and now < self.former_until:
            return self.secret, self.former_secret
        return (self.secret,)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one webhook. The id is the same at every try; `position` is the order in which they go."""

    id: str
    webhook_id: str
    position: int
    event: str
    body: str
    state: State
    due_at: datetime
    attempts: int
    created_at: datetime
    status: int | None = None
    error: str | None = None
    tried_at: datetime | None = None


def insert(tx: Transaction, webhook: Webhook) -> None:
    """Write a new webhook down."""
    words = {
        "id": webhook.id,
        "url": webhook.url,
        "description": webhook.description,
        "secret": webhook.secret,
        "page": webhook.page,
    }
    tx.run(SQL["insert"], **words, events=to_json(webhook.events), now=micros(webhook.created_at))
    tx.forget(SQL["enabled"])


def save(tx: Transaction, webhook: Webhook) -> None:
    """Write down what was changed."""
    tx.run(
        SQL["save"],
        id=webhook.id,
        url=webhook.url,
        description=webhook.description,
        events=to_json(webhook.events),
        secret=webhook.secret,
        former_secret=webhook.former_secret,
        former_until=maybe(micros, webhook.former_until),
        disabled_at=maybe(micros, webhook.disabled_at),
        disabled_because=webhook.disabled_because,
    )
    tx.forget(SQL["enabled"])


def everyone(tx: Transaction) -> list[Webhook]:
    """List all webhooks, oldest first."""
    return [_webhook(row) for row in tx.all(SQL["all"])]


def inside(tx: Transaction) -> list[Webhook]:
    """List those that are told what happens inside, oldest first."""
    return [_webhook(row) for row in tx.all(SQL["inside"])]


def enabled(tx: Transaction) -> list[Webhook]:
    """List those that are sent to and told what happens inside."""
    return [_webhook(row) for row in tx.known(SQL["enabled"])]


def by_id(tx: Transaction, webhook_id: str) -> Webhook | None:
    """Find a webhook."""
    return maybe(_webhook, tx.one(SQL["by_id"], id=webhook_id))


def delete(tx: Transaction, webhook: Webhook) -> None:
    """Forget a webhook and all that was or was to be sent to it."""
    tx.run(SQL["delete_deliveries"], id=webhook.id)
    tx.run(SQL["delete"], id=webhook.id)
    tx.forget(SQL["enabled"])


def put(
    tx: Transaction, webhooks: Sequence[Webhook], event: str, body: str, incident_id: str | None = None
) -> None:
    """Have each of them told."""
    for webhook in webhooks:
        position = tx.take("webhook_deliveries")
        told = {
            "webhook_id": webhook.id,
            "incident_id": incident_id,
            "event": event,
            "body": body,
            "now": micros(tx.now),
        }
        tx.run(SQL["put"], position=position, id=f"msg_{tx.new_id()}", **told)


def delete_of(tx: Transaction, incident_id: str) -> None:
    """Forget every message about an incident, sent or not."""
    tx.run(SQL["delete_of_incident"], incident_id=incident_id)


def take_back(tx: Transaction, incident_id: str, page: str) -> None:
    """Tell the subscribers of a page nothing more of what waits about an incident."""
    tx.run(SQL["take_back"], incident_id=incident_id, page=page)


def next_message(tx: Transaction, webhook_id: str) -> Message | None:
    """Give what goes next to a webhook: nothing overtakes."""
    return maybe(_message, tx.one(SQL["next"], webhook_id=webhook_id))


def tried(
    tx: Transaction, message: Message, state: State, due: datetime, status: int | None, error: str | None
) -> None:
    """Write down what came of a try."""
    told = {"state": state, "due_at": micros(due), "status": status, "error": error, "now": micros(tx.now)}
    tx.run(SQL["tried"], id=message.id, **told)


def hasten(tx: Transaction, webhook_id: str) -> None:
    """Have what waits for a later try be due now."""
    tx.run(SQL["hasten"], webhook_id=webhook_id, now=micros(tx.now))


def message(tx: Transaction, webhook_id: str, message_id: str) -> Message | None:
    """Find a message to a webhook."""
    return maybe(_message, tx.one(SQL["delivery"], id=message_id, webhook_id=webhook_id))


def messages(tx: Transaction, webhook_id: str, limit: int, before: int | None = None) -> list[Message]:
    """List the messages to a webhook, newest first, those with a position below `before`."""
    place = _NEWEST if before is None else before
    return [
        _message(row) for row in tx.all(SQL["deliveries"], webhook_id=webhook_id, before=place, limit=limit)
    ]


def send_again(tx: Transaction, message: Message) -> None:
    """Have a message sent once more, with the same id."""
    tx.run(SQL["again"], webhook_id=message.webhook_id, id=message.id, now=micros(tx.now))


def send_failed_again(tx: Transaction, webhook_id: str, since: datetime) -> int:
    """Have all that failed since then sent once more; how many."""
    return tx.run(SQL["all_failed_again"], webhook_id=webhook_id, since=micros(since), now=micros(tx.now))


def count_failed(tx: Transaction) -> int:
    """Count what was given up."""
    [row] = tx.all(SQL["count_failed"])
    return int(row["failed"])


def count_disabled(tx: Transaction) -> int:
    """Count the webhooks that are switched off."""
    [row] = tx.all(SQL["count_disabled"])
    return int(row["disabled"])


def forget_before(tx: Transaction, at: datetime) -> int:
    """Delete what was sent or given up before; how many."""
    return tx.run(SQL["forget_before"], at=micros(at))


def _webhook(row: Row) -> Webhook:
    return Webhook(
        id=row["id"],
        url=row["url"],
        description=row["description"],
        events=tuple(from_json(row["events"])),
        secret=row["secret"],
        created_at=moment(row["created_at"]),
        former_secret=row["former_secret"],
        former_until=maybe(moment, row["former_until"]),
        disabled_at=maybe(moment, row["disabled_at"]),
        disabled_because=row["disabled_because"],
        page=row["page"],
    )


def _message(row: Row) -> Message:
    return Message(
        id=row["id"],
        webhook_id=row["webhook_id"],
        position=row["position"],
        event=row["event"],
        body=row["body"],
        state=row["state"],
        due_at=moment(row["due_at"]),
        attempts=row["attempts"],
        created_at=moment(row["created_at"]),
        status=row["status"],
        error=row["error"],
        tried_at=maybe(moment, row["tried_at"]),
    )
