"""What alerts should come to, told once more and otherwise: a few dictionaries, where nothing can race or be lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby

from incidents.alerts import Alert, AlertState
from incidents.model import Severity

BURST = 2
WITHIN, REOPEN = timedelta(minutes=5), timedelta(minutes=10)
# What the labels of a team and the name of a service say to the policy of these tests.
QUIET, LOUD, AT_WORK = "quiet", "loud", "at work"


@dataclass(eq=False)
class Trouble:
    """An incident as far as alerts are concerned; `said_at` is when anything was last said of it."""

    severity: Severity
    said_at: datetime
    service: str | None = None
    is_by_person: bool = False
    is_open: bool = True
    is_closed: bool = False
    is_acknowledged: bool = False
    ended: datetime | None = None
    ended_by_person: bool = False
    severity_is_chosen: bool = False

    def ends(self, now: datetime, *, by_person: bool) -> None:
        """It is over."""
        self.is_open, self.ended, self.ended_by_person = False, now, by_person

    def begins_again(self, now: datetime) -> None:
        """It is not over: nobody is on it any more."""
        self.is_open, self.is_acknowledged, self.ended, self.said_at = True, False, None, now

    def is_taken(self, now: datetime) -> None:
        """Somebody is on it."""
        self.is_acknowledged, self.said_at = True, now

    def worsens(self, severity: Severity, now: datetime) -> None:
        """Something worse fires; a person knows better."""
        if severity.is_worse_than(self.severity) and not (self.severity_is_chosen or self.is_by_person):
            self.severity, self.said_at = severity, now


@dataclass
class Last:
    """What was last told of an alert, and the trouble that it belongs to. `told` is there while it is silenced."""

    group: str
    severity: Severity | None
    fires: bool
    trouble: Trouble | None
    is_acknowledged: bool = False
    told: Alert | None = None


@dataclass
class Model:
    """All that is remembered. `together` and `at_work` (from, to) are the policy's."""

    now: datetime
    together: timedelta | None
    at_work: tuple[datetime, datetime]
    troubles: list[Trouble] = field(default_factory=list)
    said: dict[str, Last] = field(default_factory=dict)
    of_group: dict[str, Trouble] = field(default_factory=dict)
    swallowed: set[str] = field(default_factory=set)
    opened: dict[str, datetime] = field(default_factory=dict)
    storm: Trouble | None = None

    def take(self, told: Sequence[Alert]) -> None:
        """Take a request: group by group what fires, what is acknowledged, and what is over."""
        news = [alert for alert in told if self._is_news(alert)]
        for state, act in (
            (AlertState.FIRING, self._fires),
            (AlertState.ACKNOWLEDGED, self._is_acknowledged),
            (AlertState.RESOLVED, self._is_over),
        ):
            of_state = sorted((alert for alert in news if alert.state is state), key=lambda a: a.group)
            for _, members in groupby(of_state, key=lambda a: a.group):
                act(list(members))

    def maintenance_may_have_ended(self) -> None:
        """What was silenced, fires still and is silenced no more is taken as if it were told now."""
        silenced = [last for _, last in sorted(self.said.items()) if last.told and last.fires]
        burning = [last for last in silenced if not (last.trouble and last.trouble.is_open)]
        self.take([last.told for last in burning if last.told and not self._is_silenced(last.told)])

    def declare(self, service: str) -> Trouble:
        """A person declares something of the service."""
        self.troubles.append(Trouble(Severity.MINOR, self.now, service, is_by_person=True))
        return self.troubles[-1]

    def forget(self, trouble: Trouble) -> None:
        """It was deleted: its groups have no past, and its alerts fire for nothing."""
        self.troubles.remove(trouble)
        for group in [group for group, its in self.of_group.items() if its is trouble]:
            del self.of_group[group]
            self.opened.pop(group, None)
            self.swallowed.discard(group)
        for last in self.said.values():
            if last.trouble is trouble:
                last.fires, last.trouble, last.is_acknowledged = False, None, False

    def _is_news(self, told: Alert) -> bool:
        last = self.said.get(told.fingerprint)
        if last is None or told.state is AlertState.ACKNOWLEDGED:
            return True
        if (last.fires, last.group) != (told.state is AlertState.FIRING, told.group):
            return True
        for_something = last.trouble is not None and last.trouble.is_open
        return last.fires and not (for_something and last.severity == told.severity)

    def _fires(self, members: Sequence[Alert]) -> None:
        ruled = {alert.fingerprint: self._ruled(alert) for alert in members}
        counting = [alert for alert in members if self._counts(ruled[alert.fingerprint])]
        for alert in members:
            if alert not in counting:
                self._remember(alert, self._trouble_of(alert))
        if not counting:
            return
        left = [self._fired_for(alert) for alert in counting]
        trouble = self._trouble_for([ruled[alert.fingerprint] for alert in counting])
        for alert in counting:
            self._remember(alert, trouble or self._trouble_of(alert))
        if trouble:
            self._settle(each for each in left if each is not trouble)

    @staticmethod
    def _ruled(alert: Alert) -> Alert:
        return replace(alert, severity=Severity.CRITICAL) if alert.labels.get("team") == LOUD else alert

    def _counts(self, alert: Alert) -> bool:
        return not self._is_silenced(alert) and alert.severity is not None

    def _is_silenced(self, alert: Alert) -> bool:
        begin, end = self.at_work
        return alert.service == AT_WORK and begin <= self.now < end

    def _trouble_for(self, firing: Sequence[Alert]) -> Trouble | None:
        """Find the trouble that a group belongs to from now on; None when it only annotates, and nothing is open."""
        group, worst = firing[0].group, self._worst(firing)
        may_declare = any(alert.labels.get("team") != QUIET for alert in firing)
        trouble = self.of_group.get(group)
        lately = trouble is not None and trouble.ended is not None and self.now - trouble.ended < REOPEN
        if trouble and lately and may_declare and trouble.ended_by_person:
            return trouble
        if trouble and lately and may_declare and not trouble.is_closed:
            trouble.begins_again(self.now)
        if not (trouble and trouble.is_open):
            trouble = self._of_service(firing[0].service)
        if trouble is None and not may_declare:
            return None
        if trouble:
            self._join(trouble, firing, worst)
        elif sum(at > self.now - WITHIN for at in self.opened.values()) < BURST:
            trouble = self._new(worst)
            self.opened[group] = self.now
        else:
            self._belongs(group, trouble := self._in_the_storm(firing, worst))
            self.opened[group] = self.now
            self.swallowed.add(group)
        self._belongs(group, trouble)
        return trouble

    def _belongs(self, group: str, trouble: Trouble) -> None:
        if self.of_group.get(group) is not trouble:
            self.swallowed.discard(group)
        self.of_group[group] = trouble

    def _of_service(self, service: str | None) -> Trouble | None:
        if self.together is None or service is None:
            return None
        since = self.now - self.together
        of_it = (each for each in reversed(self.troubles) if each.service == service)
        return next((each for each in of_it if each.is_open and each.said_at > since), None)

    def _join(self, trouble: Trouble, firing: Sequence[Alert], worst: Alert) -> None:
        trouble.worsens(worst.severity or Severity.NONE, self.now)
        if any(self._fired_for(alert) is not trouble for alert in firing):
            trouble.said_at = self.now

    def _in_the_storm(self, firing: Sequence[Alert], worst: Alert) -> Trouble:
        if self.storm not in self.troubles or not self.storm.is_open:
            self.storm = self._new(replace(worst, service=None))
        self._join(self.storm, firing, worst)
        return self.storm

    def _new(self, worst: Alert) -> Trouble:
        self.troubles.append(Trouble(worst.severity or Severity.NONE, self.now, worst.service))
        return self.troubles[-1]

    def _is_acknowledged(self, members: Sequence[Alert]) -> None:
        known = [self.said[alert.fingerprint] for alert in members if alert.fingerprint in self.said]
        news = [last for last in known if last.fires and not last.is_acknowledged]
        for last in news:
            last.is_acknowledged = True
        group = members[0].group
        trouble = self.of_group.get(group)
        if trouble is None or not trouble.is_open or trouble.is_acknowledged:
            return
        if group not in self.swallowed and not self._burns(trouble, but_for_acknowledged=True):
            trouble.is_taken(self.now)
        elif news:
            trouble.said_at = self.now

    def _is_over(self, members: Sequence[Alert]) -> None:
        fired_for = [self._fired_for(alert) for alert in members]
        for alert in members:
            self._remember(alert, self._trouble_of(alert))
        self._settle(fired_for)

    def _settle(self, troubles: Iterable[Trouble | None]) -> None:
        """What has nothing left that fires is over, unless a person declared it: then it is only said."""
        for trouble in troubles:
            if trouble and trouble.is_open and not self._burns(trouble):
                trouble.said_at = self.now
                if not trouble.is_by_person:
                    trouble.ends(self.now, by_person=False)

    def _burns(self, trouble: Trouble, *, but_for_acknowledged: bool = False) -> bool:
        its = [last for last in self.said.values() if last.fires and last.trouble is trouble]
        return any(not (but_for_acknowledged and last.is_acknowledged) for last in its)

    def _remember(self, told: Alert, trouble: Trouble | None) -> None:
        fires, last = told.state is AlertState.FIRING, self.said.get(told.fingerprint)
        acknowledged = fires and last is not None and last.is_acknowledged
        silenced = told if fires and self._is_silenced(told) else None
        self.said[told.fingerprint] = Last(told.group, told.severity, fires, trouble, acknowledged, silenced)

    def _trouble_of(self, told: Alert) -> Trouble | None:
        last = self.said.get(told.fingerprint)
        return last.trouble if last else None

    def _fired_for(self, told: Alert) -> Trouble | None:
        last = self.said.get(told.fingerprint)
        return last.trouble if last and last.fires else None

    @staticmethod
    def _worst(members: Sequence[Alert]) -> Alert:
        return min(members, key=lambda alert: (alert.severity or Severity.NONE).rank)
