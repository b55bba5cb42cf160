"""Reads Datadog's webhook (https://docs.datadoghq.com/integrations/webhooks/).

What it sends is a template of the operator's. The one that ships with Datadog works, by its title; this one says all:

    {"title": "$EVENT_TITLE", "body": "$TEXT_ONLY_MSG", "date": "$DATE", "link": "$LINK", "tags": "$TAGS",
     "alert_transition": "$ALERT_TRANSITION", "alert_priority": "$ALERT_PRIORITY", "alert_type": "$ALERT_TYPE",
     "alert_cycle_key": "$ALERT_CYCLE_KEY", "alert_id": "$ALERT_ID", "alert_scope": "$ALERT_SCOPE",
     "alert_title": "$ALERT_TITLE", "hostname": "$HOSTNAME"}
"""

import re
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BeforeValidator

from bot.alerts.reading import NOTHING, Moment, Payload, Reading, Received, Text, first_of, read_as
from incidents.alerts import Alert, AlertState, severity_of
from incidents.errors import Invalid

NAME = "datadog"

FIRING = ("triggered", "re-triggered", "no data", "re-no data", "warn", "re-warn", "renotify", "alert")
RECOVERED = "recovered"  # Warn Recovered and No Data Recovered are over, too

_STATE = r"(?:re-)?(?:triggered|renotify|warn|no data|alert|recovered)(?: recovered)?"
_HEADING = re.compile(rf"(?:\[(P[1-5])\]\s*)?\[({_STATE})([^\]]*)\]\s*(.*)", re.IGNORECASE | re.DOTALL)


class Heading(NamedTuple):
    """A title such as `[P2] [Triggered on {host:api-1}] Load is high`, taken apart."""

    priority: str | None
    transition: str | None
    title: str


def _unless_unset(text: str | None) -> str | None:
    """Leave out what Datadog did not fill in: `null`, or the variable as it was written."""
    return None if text is None or text.strip() in ("", "null") or text.startswith("$") else text


Variable = Annotated[Text, AfterValidator(_unless_unset)]


def _unless_variable(value: object) -> object:
    return _unless_unset(value) if isinstance(value, str) else value


class Notice(Payload):
    """What the template is filled with."""

    title: Variable = None
    alert_title: Variable = None
    alert_transition: Variable = None
    alert_priority: Variable = None
    alert_type: Variable = None
    alert_cycle_key: Variable = None
    aggreg_key: Variable = None
    alert_id: Variable = None
    alert_scope: Variable = None
    body: Variable = None
    date: Annotated[Moment, BeforeValidator(_unless_variable)] = None
    hostname: Variable = None
    link: Variable = None
    tags: Variable = None

    @property
    def heading(self) -> Heading:
        """Give what the title says beside itself; the title stays the same from the trigger to the recovery."""
        title = first_of(self.title, self.alert_title).strip()
        found = _HEADING.match(title)
        return (
            Heading(found[1], found[2], f"{found[4]}{found[3]}".strip())
            if found
            else Heading(None, None, title)
        )

    @property
    def transition(self) -> str:
        """Give what happened, in lower case."""
        return first_of(self.alert_transition, self.heading.transition).strip().lower()

    @property
    def state(self) -> AlertState | None:
        """Give the state; None when the transition says none."""
        if self.transition.endswith(RECOVERED):
            return AlertState.RESOLVED
        return AlertState.FIRING if self.transition in FIRING else None

    @property
    def fingerprint(self) -> str:
        """Give Datadog's own key, which links the recovery to the trigger, else the title."""
        monitor = f"{self.alert_id} {self.alert_scope or ''}".strip() if self.alert_id else None
        return first_of(self.alert_cycle_key, self.aggreg_key, monitor, self.heading.title)

    @property
    def labels(self) -> dict[str, str]:
        """Give the tags by name; a tag without a value is a name alone, and left out."""
        pairs = (tag.strip().partition(":") for tag in (self.tags or "").split(","))
        return {"hostname": self.hostname or ""} | {name: value for name, _, value in pairs if name and value}


def read(received: Received) -> Reading:
    """Give the monitor's alert; the test button of a monitor tells of nothing."""
    notice = read_as(Notice, received.payload)
    if notice.heading.title.upper().startswith("[TEST"):
        return NOTHING
    if notice.state is None:
        raise Invalid(
            "alert_transition", 'Put "alert_transition": "$ALERT_TRANSITION" into the webhook\'s payload.'
        )
    if not notice.fingerprint:
        raise Invalid(
            "alert_cycle_key", 'Put "alert_cycle_key": "$ALERT_CYCLE_KEY" into the webhook\'s payload.'
        )
    return Reading((_alert(notice, notice.state),))


def _alert(notice: Notice, state: AlertState) -> Alert:
    """A warning is a warning whatever the monitor's type says; a priority comes before both."""
    firing, labels = state is AlertState.FIRING, notice.labels
    warning = "warning" if "warn" in notice.transition else None
    return Alert(
        source=NAME,
        fingerprint=notice.fingerprint,
        state=state,
        title=first_of(notice.heading.title, notice.fingerprint),
        severity=severity_of(notice.alert_priority, notice.heading.priority, warning, notice.alert_type),
        service=labels.get("service"),
        description=notice.body or "",
        labels=labels,
        links=(("Datadog", notice.link or ""),),
        started_at=notice.date if firing else None,
        ended_at=None if firing else notice.date,
    )
