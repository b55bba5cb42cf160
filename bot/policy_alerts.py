"""The `[alerts]`, `[[alert]]` and `[[maintenance]]` tables of policy.toml: what alerts come to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.policy_senders import Networks
from bot.policy_times import Duration
from incidents.alerting import AlertPolicy, Match, Recovery, Rule, Silence
from incidents.model import Severity
from incidents.senders import Sender
from incidents.telling import Listener

WISHES = AlertPolicy()


def _recovery(value: object) -> Recovery:
    if value not in set(Recovery):
        message = 'is not known; write "resolve", or "tell" to have a person resolve'
        raise ValueError(message)
    return Recovery(str(value))


def _severity(value: object) -> Severity:
    if value not in set(Severity):
        message = f"is no severity; known are {', '.join(Severity)}"
        raise ValueError(message)
    return Severity(str(value))


def _with_zone(at: datetime) -> datetime:
    if at.tzinfo is None:
        message = "has no time zone; write it like 2026-12-01T22:00:00Z"
        raise ValueError(message)
    return at


SeverityWord = Annotated[Severity | None, BeforeValidator(_severity)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class AlertsTable(_Table):
    """What holds for all alerts."""

    recovery: Annotated[Recovery, BeforeValidator(_recovery)] = WISHES.recovery
    reopen: Duration = WISHES.reopen
    together: Duration | None = WISHES.together
    burst: Annotated[int, Field(ge=1, le=10_000)] = WISHES.burst
    within: Duration = WISHES.within
    sns_topics: list[str] = []
    proxies: Networks = []


class _Match(_Table):
    source: str = "*"
    service: str | None = None
    title: str | None = None
    labels: dict[str, str] = {}

    def match(self) -> Match:
        return Match(self.source, self.service, self.title, self.labels)


class RuleTable(_Match):
    """What is wished of some."""

    declare: bool = True
    severity: SeverityWord = None
    as_service: str | None = None
    escalation: str | None = None

    def rule(self) -> Rule:
        return Rule(self.match(), self.declare, self.severity, self.as_service, self.escalation)


class SilenceTable(_Match):
    """Work that is announced."""

    begin: Annotated[datetime, AfterValidator(_with_zone)]
    end: Annotated[datetime, AfterValidator(_with_zone)]

    def silence(self) -> Silence:
        return Silence(self.match(), self.begin, self.end)


def wishes_of(
    alerts: AlertsTable,
    rules: Sequence[RuleTable],
    silences: Sequence[SilenceTable],
    senders: tuple[Sender, ...],
    listeners: tuple[Listener, ...],
) -> AlertPolicy:
    """Give the wishes of the rules."""
    return AlertPolicy(
        rules=tuple(each.rule() for each in rules),
        silences=tuple(each.silence() for each in silences),
        topics=frozenset(alerts.sns_topics),
        senders=senders,
        listeners=listeners,
        proxies=tuple(alerts.proxies),
        **alerts.model_dump(exclude={"sns_topics", "proxies"}),
    )
