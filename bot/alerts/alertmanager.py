"""Reads Prometheus Alertmanager's webhook, version 4 (https://prometheus.io/docs/alerting/latest/configuration/)."""

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from bot.alerts.reading import (
    MOST_ALERTS,
    Labels,
    Moment,
    Payload,
    Reading,
    Received,
    Text,
    first_of,
    read_as,
)
from incidents.alerts import Alert, AlertState, Link, severity_of

NAME = "alertmanager"


class Sighting(Payload):
    """One alert of a group."""

    status: Literal["firing", "resolved"]
    labels: Labels
    annotations: Labels
    starts_at: Moment = Field(None, alias="startsAt")
    ends_at: Moment = Field(None, alias="endsAt")
    generator_url: Text = Field(None, alias="generatorURL")
    fingerprint: Text = None

    @property
    def links(self) -> Sequence[Link]:
        """Give the addresses that a responder may want, and what to call them."""
        annotations = self.annotations
        return [
            ("Runbook", annotations.get("runbook_url", "")),
            ("Dashboard", annotations.get("dashboard_url", "")),
            ("Source", self.generator_url or ""),
        ]


Each = TypeVar("Each", bound=Sighting)


class Group(Payload, Generic[Each]):
    """What is sent: the alerts of one group."""

    alerts: Annotated[list[Each], Field(max_length=MOST_ALERTS, fail_fast=True)]
    group_key: Text = Field(None, alias="groupKey")
    external_url: Text = Field(None, alias="externalURL")


def read(received: Received) -> Reading:
    """Give each alert of the group; the group's key is the source's own."""
    group = read_as(Group[Sighting], received.payload)
    return Reading(tuple(alert_of(NAME, each, group) for each in group.alerts))


def alert_of(source: str, told: Each, group: Group[Each]) -> Alert:
    """Give one alert. It ended when it says so; a firing one only says when it will be taken for over."""
    labels, annotations = told.labels, told.annotations
    over = told.status == "resolved"
    return Alert(
        source=source,
        fingerprint=told.fingerprint or _fingerprint(labels),
        group=group.group_key or "",
        state=AlertState.RESOLVED if over else AlertState.FIRING,
        title=first_of(
            annotations.get("summary"), annotations.get("title"), labels.get("alertname"), "An alert"
        ),
        severity=severity_of(labels.get("severity")),
        service=labels.get("service"),
        description=first_of(annotations.get("description"), annotations.get("message")),
        labels=labels,
        links=(*told.links, (source.title(), group.external_url or "")),
        started_at=told.starts_at,
        ended_at=told.ends_at if over else None,
    )


def _fingerprint(labels: Labels) -> str:
    """Alertmanager before 0.19 sent none: the labels are what makes an alert itself."""
    return hashlib.sha256(json.dumps(labels, sort_keys=True).encode()).hexdigest()[:16]
