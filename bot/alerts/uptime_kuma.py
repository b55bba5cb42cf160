"""Reads Uptime Kuma's webhook, "application/json" (https://github.com/louislam/uptime-kuma, webhook.js)."""

from typing import Annotated

from pydantic import Field

from bot.alerts.reading import NOTHING, Filled, Moment, Payload, Reading, Received, Text, first_of, read_as
from incidents.alerts import Alert, AlertState, severity_of

NAME = "uptime-kuma"

STATES = {0: AlertState.FIRING, 1: AlertState.RESOLVED}  # 2 is pending, 3 is maintenance: nothing to tell yet


class Tag(Payload):
    """A tag of a monitor."""

    name: Text = None
    value: Text = None


class Monitor(Payload):
    """What is watched. Those that watch no web page have the address `https://`."""

    id: Filled
    name: Filled
    url: Text = None
    hostname: Text = None
    type: Text = None
    tags: Annotated[list[Tag], Field(max_length=1000, fail_fast=True)] | None = None

    @property
    def labels(self) -> dict[str, str]:
        """Give the tags and the host, by name."""
        tags = {tag.name: tag.value or "" for tag in self.tags or () if tag.name}
        return {"hostname": self.hostname or "", "type": self.type or ""} | tags


class Heartbeat(Payload):
    """What a check found. Its time is UTC, without saying so."""

    status: int
    time: Moment = None
    msg: Text = None


class Notice(Payload):
    """What is sent. The test button, and a certificate that will expire, tell of no heartbeat."""

    heartbeat: Heartbeat | None
    monitor: Monitor | None


def read(received: Received) -> Reading:
    """Give the monitor's alert, if it went down or came up."""
    notice = read_as(Notice, received.payload)
    heartbeat, monitor = notice.heartbeat, notice.monitor
    if heartbeat is None or monitor is None or heartbeat.status not in STATES:
        return NOTHING
    return Reading((_alert(heartbeat, monitor),))


def _alert(heartbeat: Heartbeat, monitor: Monitor) -> Alert:
    state, labels = STATES[heartbeat.status], monitor.labels
    firing = state is AlertState.FIRING
    return Alert(
        source=NAME,
        fingerprint=monitor.id,
        state=state,
        title=f"{monitor.name} is {'down' if firing else 'up'}",
        severity=severity_of(labels.get("severity"), labels.get("priority")),
        service=first_of(labels.get("service"), monitor.name),
        description=heartbeat.msg or "",
        labels=labels,
        links=(("Monitored address", monitor.url or ""),),
        started_at=heartbeat.time if firing else None,
        ended_at=None if firing else heartbeat.time,
    )
