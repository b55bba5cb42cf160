"""Reads AWS SNS's envelope and the CloudWatch alarm in it. Whether SNS sent it says `sns_signature`, before this.

Described at https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html. The content type is
`text/plain`. A message that is no alarm is recorded and declares nothing.
"""

from typing import Annotated, Literal

from pydantic import Field

from bot.alerts.reading import NOTHING, Filled, Moment, Payload, Reading, Received, Text, first_of, read_as
from bot.alerts.sns_signature import is_at_sns
from incidents.alerts import Alert, AlertState, severity_of
from incidents.errors import Invalid

NAME = "sns"

STATES = {"ALARM": AlertState.FIRING, "OK": AlertState.RESOLVED, "INSUFFICIENT_DATA": None}


class Envelope(Payload):
    """What SNS sends."""

    type: Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] = Field(alias="Type")
    id: Filled = Field(alias="MessageId")
    topic: Filled = Field(alias="TopicArn")
    subject: Text = Field(None, alias="Subject")
    message: str = Field(alias="Message")
    timestamp: Moment = Field(None, alias="Timestamp")
    subscribe_url: Text = Field(None, alias="SubscribeURL")


class Dimension(Payload):
    """What a metric is measured of."""

    name: Text = None
    value: Text = None


class Trigger(Payload):
    """What the alarm watches; alarms made of others have none."""

    metric: Text = Field(None, alias="MetricName")
    namespace: Text = Field(None, alias="Namespace")
    dimensions: Annotated[list[Dimension], Field(max_length=1000, fail_fast=True)] | None = Field(
        None, alias="Dimensions"
    )

    @property
    def labels(self) -> dict[str, str]:
        """Give the metric and its dimensions by name."""
        dimensions = {each.name: each.value or "" for each in self.dimensions or () if each.name}
        return {"metric": self.metric or "", "namespace": self.namespace or ""} | dimensions


class Alarm(Payload):
    """A CloudWatch alarm that changed its state."""

    name: Filled = Field(alias="AlarmName")
    description: Text = Field(None, alias="AlarmDescription")
    account: Text = Field(None, alias="AWSAccountId")
    state: Literal["ALARM", "OK", "INSUFFICIENT_DATA"] = Field(alias="NewStateValue")
    reason: Text = Field(None, alias="NewStateReason")
    changed_at: Moment = Field(None, alias="StateChangeTime")
    region: Text = Field(None, alias="Region")
    arn: Text = Field(None, alias="AlarmArn")
    trigger: Trigger | None = Field(None, alias="Trigger")


class Glance(Payload):
    """Just enough to tell whether a message is an alarm."""

    name: Text = Field(None, alias="AlarmName")


def read(received: Received) -> Reading:
    """Give the alarm of a notification. The answer to a new subscription is to visit its address."""
    envelope = read_as(Envelope, received.payload)
    if envelope.type == "Notification":
        return _notified(envelope)
    if envelope.type == "UnsubscribeConfirmation":
        return NOTHING
    if not is_at_sns(envelope.subscribe_url or ""):
        raise Invalid("SubscribeURL", "SubscribeURL is not an address of SNS.")
    return Reading(visit=envelope.subscribe_url)


def _notified(envelope: Envelope) -> Reading:
    if not _is_alarm(envelope.message):
        return Reading((_plain(envelope),))
    alarm = read_as(Alarm, envelope.message)
    state = STATES[alarm.state]
    return Reading((_alert(alarm, state, envelope),)) if state else NOTHING


def _is_alarm(message: str) -> bool:
    try:
        return read_as(Glance, message).name is not None
    except Invalid:
        return False


def _alert(alarm: Alarm, state: AlertState, envelope: Envelope) -> Alert:
    labels = alarm.trigger.labels if alarm.trigger else {}
    at, firing = alarm.changed_at or envelope.timestamp, state is AlertState.FIRING
    return Alert(
        source=NAME,
        fingerprint=first_of(alarm.arn, f"{alarm.account} {alarm.region} {alarm.name}"),
        state=state,
        title=alarm.name,
        severity=severity_of(),
        service=first_of(labels.get("service"), labels.get("Service"), labels.get("ServiceName")),
        description="\n".join(text for text in (alarm.description, alarm.reason) if text),
        labels={"account": alarm.account or "", "region": alarm.region or ""} | labels,
        started_at=at if firing else None,
        ended_at=None if firing else at,
    )


def _plain(envelope: Envelope) -> Alert:
    return Alert(
        source=NAME,
        fingerprint=f"{envelope.topic} {envelope.id}",
        state=AlertState.FIRING,
        title=first_of(envelope.subject, envelope.message, "A message"),
        severity=None,
        description=envelope.message,
        labels={"topic": envelope.topic},
        started_at=envelope.timestamp,
    )
