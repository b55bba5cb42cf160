"""The rows of postings: where a Slack message of ours lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from storage.columns import micros
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

PostingKind = Literal["card", "page", "thread", "here", "notice", "announcement"]


@dataclass(frozen=True, slots=True)
class Posting:
    """A message of ours. `channel` and `ts` name it in Slack; `shown` is what an updated page shows now."""

    kind: PostingKind
    incident_id: str | None
    channel: str
    ts: str
    person: str = ""
    round: int = 0
    event_id: str | None = None
    thread_ts: str | None = None
    outbox_key: str = ""
    shown: str = ""


def remember(tx: Transaction, *postings: Posting) -> None:
    """Write down where each message is; a repeat does nothing."""
    tx.run_each(SQL["remember"], [_columns(tx, posting) for posting in postings])


def card(tx: Transaction, incident_id: str) -> Posting | None:
    """Find the incident's card."""
    return cards(tx, [incident_id]).get(incident_id)


def cards(tx: Transaction, incident_ids: Sequence[str]) -> dict[str, Posting]:
    """Find the cards of incidents, by the incident's id: of several, the one that was hung up last."""
    return {row["incident_id"]: _posting(row) for row in tx.all(SQL["cards"], incident_ids=incident_ids)}


def pages(tx: Transaction, incident_id: str) -> list[Posting]:
    """List the incident's pages, oldest first."""
    return [_posting(row) for row in tx.all(SQL["pages"], incident_id=incident_id)]


def of(tx: Transaction, incident_id: str) -> list[Posting]:
    """List every message of ours about the incident, oldest first."""
    return [_posting(row) for row in tx.all(SQL["of"], incident_id=incident_id)]


def delete(tx: Transaction, incident_id: str) -> None:
    """Forget every message about the incident."""
    tx.run(SQL["delete"], incident_id=incident_id)


def calls_to_channel(tx: Transaction) -> list[Posting]:
    """List the messages that called the channel and still show something as waiting, the last first."""
    return [_posting(row) for row in tx.all(SQL["calls_to_channel"])]


def mark_shown(tx: Transaction, posting: Posting, shown: str) -> None:
    """Note what the message shows now."""
    tx.run(SQL["mark_shown"], channel=posting.channel, ts=posting.ts, shown=shown)


def forget(tx: Transaction, posting: Posting) -> None:
    """Note that the message is gone."""
    tx.run(SQL["forget"], channel=posting.channel, ts=posting.ts)


def permalink(workspace_url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """Give the address of a message that chat.getPermalink would give, without asking Slack."""
    address = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts else address


def _columns(tx: Transaction, posting: Posting) -> dict[str, Any]:
    return {
        "id": tx.new_id(),
        "kind": posting.kind,
        "incident_id": posting.incident_id,
        "channel": posting.channel,
        "ts": posting.ts,
        "thread_ts": posting.thread_ts,
        "person": posting.person,
        "round": posting.round,
        "event_id": posting.event_id,
        "outbox_key": posting.outbox_key,
        "shown": posting.shown,
        "now": micros(tx.now),
    }


def _posting(row: Row) -> Posting:
    return Posting(
        kind=row["kind"],
        incident_id=row["incident_id"],
        channel=row["channel"],
        ts=row["ts"],
        person=row["person"],
        round=row["round"],
        event_id=row["event_id"],
        thread_ts=row["thread_ts"],
        outbox_key=row["outbox_key"],
        shown=row["shown"],
    )
