"""Reads what Healthchecks posts (https://healthchecks.io/docs/configuring_notifications/, webhooks).

The operator writes the body. `$JSON` alone will do, so will `{"check": $JSON, "now": "$NOW"}`, which says when; or
`{"name": $NAME_JSON, "status": "$STATUS", "code": "$CODE", "tags": "$TAGS", "now": "$NOW"}`. The tags `service:...`
and `severity:...` say what is affected and how badly.
"""

import re

from bot.alerts.reading import NOTHING, Moment, Payload, Reading, Received, Text, first_of, read_as
from incidents.alerts import Alert, AlertState, severity_of
from incidents.errors import Invalid

NAME = "healthchecks"

STATES = {"down": AlertState.FIRING, "up": AlertState.RESOLVED}
TEST = "TEST"  # what the test button calls its check

_TAG = re.compile(r"([\w.-]{1,100})[:=](\S+)")


class Check(Payload):
    """A check; older versions and read-only keys name it in other ways."""

    name: Text = None
    slug: Text = None
    status: Text = None
    code: Text = None
    uuid: Text = None
    unique_key: Text = None
    tags: Text = None
    desc: Text = None

    @property
    def labels(self) -> dict[str, str]:
        """Give the tags that have a name and a value."""
        found = (_TAG.fullmatch(tag) for tag in (self.tags or "").split())
        return {tag[1]: tag[2] for tag in found if tag}


class Notice(Check):
    """What is sent: a check, or a check and when it went up or down."""

    check: Check | None = None
    now: Moment = None


def read(received: Received) -> Reading:
    """Give the check's alert, if it went down or up."""
    notice = read_as(Notice, received.payload)
    check = notice.check or notice
    if not check.status:
        raise Invalid(
            "status", 'The payload has no status. Write $JSON into the body, or "status": "$STATUS".'
        )
    state = STATES.get(check.status)
    if state is None or check.name == TEST:
        return NOTHING
    return Reading((_alert(check, state, notice.now),))


def _alert(check: Check, state: AlertState, now: Moment) -> Alert:
    key = first_of(check.code, check.uuid, check.unique_key, check.slug, check.name)
    if not key:
        raise Invalid("code", 'The payload names no check. Write $JSON into the body, or "code": "$CODE".')
    name, labels, firing = first_of(check.name, check.slug, key), check.labels, state is AlertState.FIRING
    return Alert(
        source=NAME,
        fingerprint=key,
        state=state,
        title=f"{name} is {'down' if firing else 'up'}",
        severity=severity_of(labels.get("severity"), labels.get("priority")),
        service=first_of(labels.get("service"), name),
        description=check.desc or "",
        labels=labels,
        started_at=now if firing else None,
        ended_at=None if firing else now,
    )
