"""Reads the webhooks of a Sentry integration: issue alerts, metric alerts, and issues.

Described at https://docs.sentry.io/organization/integrations/integration-platform/webhooks/. The header
`Sentry-Hook-Resource` names the kind; what is no alert (an installation, a comment) is passed over.
"""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.alerts.reading import (
    NOTHING,
    Filled,
    Labels,
    Moment,
    Payload,
    Reading,
    Received,
    Text,
    first_of,
    read_as,
)
from incidents.alerts import Alert, AlertState, severity_of

NAME = "sentry"

ISSUE_ACTIONS = {
    "created": AlertState.FIRING,
    "unresolved": AlertState.FIRING,
    "resolved": AlertState.RESOLVED,
}
METRIC_ACTIONS = {
    "critical": AlertState.FIRING,
    "warning": AlertState.FIRING,
    "resolved": AlertState.RESOLVED,
}


def _by_name(pairs: object) -> object:
    """Give the tags by name: Sentry writes them as a list of pairs."""
    if not isinstance(pairs, list):
        return pairs
    return dict(_named(pairs))


def _named(pairs: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for pair in pairs:
        match pair:
            case [str(name), value]:
                yield name, value
            case {"key": str(name), "value": value}:
                yield name, value


Tags = Annotated[Labels, BeforeValidator(_by_name)]


class Event(Payload):
    """The event that triggered an issue alert."""

    issue_id: Filled
    title: Filled
    culprit: Text = None
    level: Text = None
    datetime: Moment = None
    tags: Tags
    web_url: Text = None


class Project(Payload):
    """Where an issue belongs."""

    slug: Text = None


class Issue(Payload):
    """An issue that was made or changed."""

    id: Filled
    title: Filled
    culprit: Text = None
    level: Text = None
    last_seen: Moment = Field(None, alias="lastSeen")
    project: Project | None = None
    web_url: Text = None


class Rule(Payload):
    """The rule of a metric alert."""

    name: Text = None


class Metric(Payload):
    """What Sentry calls the incident of a metric alert."""

    id: Filled
    title: Text = None
    alert_rule: Rule | None = None
    projects: Annotated[list[Text], Field(max_length=1000, fail_fast=True)] | None = None
    date_started: Moment = None
    date_closed: Moment = None

    @property
    def rule(self) -> str | None:
        """Give the rule's name, which is the same for each of its incidents."""
        return self.alert_rule.name if self.alert_rule else None


class Told(Payload):
    """One of three, and what is said of it."""

    event: Event | None = None
    issue: Issue | None = None
    metric_alert: Metric | None = None
    triggered_rule: Text = None
    description_title: Text = None
    description_text: Text = None
    web_url: Text = None


class Hook(Payload):
    """What is sent."""

    action: Filled
    data: Told


def read(received: Received) -> Reading:
    """Give the alert of an event, an issue or a metric, if the action says anything of its state."""
    hook = read_as(Hook, received.payload)
    told = hook.data
    if told.event:
        return Reading((_of_event(told.event, told.triggered_rule or ""),))
    if told.issue and hook.action in ISSUE_ACTIONS:
        return Reading((_of_issue(told.issue, ISSUE_ACTIONS[hook.action]),))
    if told.metric_alert and hook.action in METRIC_ACTIONS:
        return Reading((_of_metric(told.metric_alert, told, hook.action),))
    return NOTHING


def _of_event(event: Event, rule: str) -> Alert:
    """An issue alert is known by its issue, so that the issue's own webhook resolves it."""
    return Alert(
        source=NAME,
        fingerprint=f"issue {event.issue_id}",
        state=AlertState.FIRING,
        title=event.title,
        severity=severity_of(event.level),
        service=event.tags.get("service"),
        description=event.culprit or "",
        labels={"rule": rule} | event.tags,
        links=(("Sentry", event.web_url or ""),),
        started_at=event.datetime,
    )


def _of_issue(issue: Issue, state: AlertState) -> Alert:
    """An issue that comes back was first seen long before this trouble."""
    return Alert(
        source=NAME,
        fingerprint=f"issue {issue.id}",
        state=state,
        title=issue.title,
        severity=severity_of(issue.level),
        service=issue.project.slug if issue.project else None,
        description=issue.culprit or "",
        links=(("Sentry", issue.web_url or ""),),
        started_at=issue.last_seen if state is AlertState.FIRING else None,
    )


def _of_metric(metric: Metric, told: Told, action: str) -> Alert:
    """The action of a firing one is its severity."""
    return Alert(
        source=NAME,
        fingerprint=f"metric alert {metric.id}",
        state=METRIC_ACTIONS[action],
        title=first_of(
            metric.rule,
            told.description_title,
            metric.title,
            "A metric alert",
        ),
        severity=severity_of(action),
        service=first_of(*(metric.projects or ())),
        description=told.description_text or "",
        links=(("Sentry", told.web_url or ""),),
        started_at=metric.date_started,
        ended_at=metric.date_closed,
    )
