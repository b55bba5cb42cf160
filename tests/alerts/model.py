"""What alerts should come to, told once more and otherwise: a few dictionaries, where nothing can race or be lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from incidents.alerts import Alert, AlertState
from incidents.model import Severity

BURST = 2
WITHIN, REOPEN = timedelta(minutes=5), timedelta(minutes=10)


@dataclass(eq=False)
class Trouble:
    """An incident as far as alerts are concerned."""

    severity: Severity
    is_open: bool = True
    is_closed: bool = False
    is_acknowledged: bool = False
    ended: datetime | None = None
    ended_by_person: bool = False
    severity_is_chosen: bool = False

    def ends(self, now: datetime, *, by_person: bool) -> None:
        """It is over."""
        self.is_open, self.ended, self.ended_by_person = False, now, by_person

    def begins_again(self) -> None:
        """It is not over: nobody is on it any more."""
        self.is_open, self.is_acknowledged, self.ended = True, False, None

    def worsens(self, severity: Severity) -> None:
        """Something worse fires; a person knows better."""
        if severity.is_worse_than(self.severity) and not self.severity_is_chosen:
            self.severity = severity


@dataclass
class Last:
    """What was last told of an alert, and the trouble that it belongs to."""

    group: str
    severity: Severity | None
    fires: bool
    trouble: Trouble | None


@dataclass
class Model:
    """All that is remembered."""

    now: datetime
    troubles: list[Trouble] = field(default_factory=list)
    said: dict[str, Last] = field(default_factory=dict)
    of_group: dict[str, Trouble] = field(default_factory=dict)
    opened: dict[str, datetime] = field(default_factory=dict)
    storm: Trouble | None = None

    def take(self, told: Sequence[Alert]) -> None:
        """Take a request: group by group what fires, what is acknowledged, and what is over."""
        news = [alert for alert in told if self._is_news(alert)]
        for act in (self._fires, self._is_acknowledged, self._is_over):
            for _, members in groupby(sorted(news, key=lambda a: a.group), key=lambda a: a.group):
                act(list(members))

    def forget(self, trouble: Trouble) -> None:
        """It was deleted: its groups have no past, and its alerts fire for nothing."""
        self.troubles.remove(trouble)
        for group in [group for group, its in self.of_group.items() if its is trouble]:
            del self.of_group[group]
            self.opened.pop(group, None)
        for last in self.said.values():
            if last.trouble is trouble:
                last.fires, last.trouble = False, None

    def _is_news(self, told: Alert) -> bool:
        last = self.said.get(told.fingerprint)
        if last is None or told.state is AlertState.ACKNOWLEDGED:
            return True
        if (last.fires, last.group) != (told.state is AlertState.FIRING, told.group):
            return True
        for_something = last.trouble is not None and last.trouble.is_open
        return last.fires and not (for_something and last.severity == told.severity)

    def _fires(self, members: Sequence[Alert]) -> None:
        firing = [alert for alert in members if alert.state is AlertState.FIRING]
        for alert in firing:
            if alert.severity is None:
                self._remember(alert, self._trouble_of(alert))
        counting = [alert for alert in firing if alert.severity is not None]
        if not counting:
            return
        left = [self._fired_for(alert) for alert in counting]
        trouble = self._trouble_for(counting[0].group, self._worst(counting))
        self.of_group[counting[0].group] = trouble
        for alert in counting:
            self._remember(alert, trouble)
        self._settle(left)

    def _trouble_for(self, group: str, severity: Severity) -> Trouble:
        """Find the trouble that a group belongs to from now on."""
        trouble = self.of_group.get(group)
        lately = trouble is not None and trouble.ended is not None and self.now - trouble.ended < REOPEN
        if trouble and lately and trouble.ended_by_person:
            return trouble
        if trouble and lately and not trouble.is_closed:
            trouble.begins_again()
        if trouble and trouble.is_open:
            trouble.worsens(severity)
            return trouble
        if sum(at > self.now - WITHIN for at in self.opened.values()) < BURST:
            trouble = self._new(severity)
        else:
            trouble = self._in_the_storm(severity)
        self.opened[group] = self.now
        return trouble

    def _in_the_storm(self, severity: Severity) -> Trouble:
        if self.storm not in self.troubles or not self.storm.is_open:
            self.storm = self._new(severity)
        self.storm.worsens(severity)
        return self.storm

    def _new(self, severity: Severity) -> Trouble:
        self.troubles.append(Trouble(severity))
        return self.troubles[-1]

    def _is_acknowledged(self, members: Sequence[Alert]) -> None:
        trouble = self.of_group.get(members[0].group)
        if trouble and trouble.is_open and any(a.state is AlertState.ACKNOWLEDGED for a in members):
            trouble.is_acknowledged = True

    def _is_over(self, members: Sequence[Alert]) -> None:
        over = [alert for alert in members if alert.state is AlertState.RESOLVED]
        fired_for = [self._fired_for(alert) for alert in over]
        for alert in over:
            self._remember(alert, self._trouble_of(alert))
        self._settle(fired_for)

    def _settle(self, troubles: Iterable[Trouble | None]) -> None:
        """What has nothing left that fires is over."""
        for trouble in troubles:
            if trouble and trouble.is_open and not self._burns(trouble):
                trouble.ends(self.now, by_person=False)

    def _burns(self, trouble: Trouble) -> bool:
        return any(last.fires and last.trouble is trouble for last in self.said.values())

    def _remember(self, told: Alert, trouble: Trouble | None) -> None:
        fires = told.state is AlertState.FIRING
        self.said[told.fingerprint] = Last(told.group, told.severity, fires, trouble)

    def _trouble_of(self, told: Alert) -> Trouble | None:
        last = self.said.get(told.fingerprint)
        return last.trouble if last else None

    def _fired_for(self, told: Alert) -> Trouble | None:
        last = self.said.get(told.fingerprint)
        return last.trouble if last and last.fires else None

    @staticmethod
    def _worst(members: Sequence[Alert]) -> Severity:
        return min((alert.severity for alert in members if alert.severity), key=lambda each: each.rank)
