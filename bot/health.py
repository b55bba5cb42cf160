"""Looks at every part of the running bot, for `/readyz`, `/healthz` and the gauges of `/metrics`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.http.health import Check, Report
from bot.metrics import Metrics
from bot.outgoing import LANES, is_overdue
from bot.slack.channel import IncidentsChannel
from bot.slack.identity import Introduction
from bot.slack.socket_mode import SocketMode
from storage import incidents as incident_rows
from storage import letters, outbox, subscribers, webhooks
from storage.errors import StorageError
from storage.store import Row, Store

log = structlog.get_logger(__name__)

UNREACHABLE_FOR = timedelta(minutes=1)


@dataclass
class SickBay:
    """Answers from what it can see at once; asks nobody outside."""

    store: Store
    introduction: Introduction
    channel: IncidentsChannel
    socket_mode: SocketMode | None
    metrics: Metrics
    now: Callable[[], datetime]
    _heard_at: datetime | None = None
    _said_overdue: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Count from the start: Slack has a minute to answer."""
        self._heard_at = self.now()

    async def readiness(self) -> Report:
        """Say whether commands are taken."""
        return Report((await self._database(),))

    async def health(self) -> Report:
        """Say whether anything is sick."""
        database = await self._database()
        rest = (
            (self._slack(), self._channel(), await self._outbox())
            if database.ok
            else (self._slack(), self._channel())
        )
        return Report((database, *rest))

    async def look_around(self) -> None:
        """Set the gauges."""
        metrics = self.metrics
        metrics.slack_connected.set(int(self._slack().ok))
        active, waiting = await self.store.read(incident_rows.count_active)
        metrics.incidents_active.set(active)
        metrics.incidents_unacknowledged.set(waiting)
        metrics.webhook_messages_failed.set(await self.store.read(webhooks.count_failed))
        metrics.webhooks_disabled.set(await self.store.read(webhooks.count_disabled))
        await self._look_at_letters()
        await self._look_at_outbox()

    async def _look_at_letters(self) -> None:
        waiting, since = await self.store.read(letters.waiting)
        self.metrics.letters_pending.set(waiting)
        self.metrics.letters_oldest_seconds.set((self.now() - since).total_seconds() if since else 0)
        self.metrics.letters_failed.set(await self.store.read(letters.count_failed))
        self.metrics.subscribers_refused.set(await self.store.read(subscribers.count_refused))

    async def _look_at_outbox(self) -> None:
        """Set the gauges of every lane, also of one that has become empty, and log once that it is overdue."""
        rows = await self.store.read(outbox.counts)
        for lane in LANES:
            of_lane = {row["state"]: row for row in rows if row["lane"] == lane}
            self._gauge(lane, of_lane.get("pending"), of_lane.get("set_aside"))
        overdue = self._overdue(rows)
        for lane in overdue - self._said_overdue:
            log.warning("messages are overdue; `tocsin doctor` says why", lane=lane)
        for lane in self._said_overdue - overdue:
            log.info("nothing is overdue any more", lane=lane)
        self._said_overdue = overdue

    def _gauge(self, lane: str, pending: Row | None, set_aside: Row | None) -> None:
        late = (self.now() - pending["oldest_due"]).total_seconds() if pending else 0
        self.metrics.outbox_pending.labels(lane=lane).set(pending["n"] if pending else 0)
        self.metrics.outbox_oldest_due_seconds.labels(lane=lane).set(max(0, late))
        self.metrics.outbox_set_aside.labels(lane=lane).set(set_aside["n"] if set_aside else 0)

    def _overdue(self, rows: list[Row]) -> set[str]:
        return {
            row["lane"]
            for row in rows
            if row["state"] == "pending" and is_overdue(row["lane"], self.now() - row["oldest_due"])
        }

    async def _database(self) -> Check:
        try:
            await self.store.check()
        except StorageError as error:
            return Check("database", ok=False, says=str(error))
        return Check("database", ok=True, says="Commands are taken and kept.")

    def _slack(self) -> Check:
        """Slack is within reach while the socket stands or a call was answered in the last minute."""
        if self.socket_mode and self.socket_mode.connected.is_set():
            self._heard_at = self.now()
        heard = max(filter(None, (self._heard_at, self.introduction.seen_at)), default=self.now())
        if self.now() - heard > UNREACHABLE_FOR:
            why = self.introduction.problem or "no answer"
            return Check("slack", ok=False, says=f"Slack is out of reach since {heard:%H:%M:%S} UTC: {why}.")
        return Check("slack", ok=True, says="Slack answers.")

    def _channel(self) -> Check:
        if self.channel.problem:
            return Check("incidents channel", ok=False, says=self.channel.problem)
        return Check("incidents channel", ok=True, says=f"Cards go to #{self.channel.wanted}.")

    async def _outbox(self) -> Check:
        rows = await self.store.read(outbox.counts)
        aside = sum(row["n"] for row in rows if row["state"] == "set_aside")
        overdue = sorted(self._overdue(rows), key=LANES.index)
        if overdue:
            return Check("outbox", ok=False, says=f"Messages are overdue in: {', '.join(overdue)}.")
        if aside:
            return Check(
                "outbox", ok=False, says=f"{aside} messages were set aside; `tocsin doctor` lists them."
            )
        return Check("outbox", ok=True, says="Everything that was due has been sent.")
