"""Alerts in any order, in any group, with people in between and restarts: checked against a small model."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.alerting import Known
from incidents.alerting import Match, Rule, Silence
from incidents.alerts import Alert, AlertState
from incidents.commands import Draft
from incidents.model import Incident, Severity
from storage import alerts
from tests.alerts.acting import PROMETHEUS, Desk, alert, over
from tests.alerts.model import AT_WORK, BURST, LOUD, QUIET, REOPEN, WITHIN, Model, Trouble
from tests.storage.examples import NOON

T = TypeVar("T")

SEVERITIES = [Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, None]
FINGERPRINTS = [f"f{number}" for number in range(6)]
GROUPS = [*(f"group {number}" for number in range(5)), "beside"]

SERVICES = [None, "web", "db", AT_WORK]
TEAMS = [None, None, QUIET, LOUD]
TOGETHER, WORK = timedelta(minutes=7), (NOON + timedelta(minutes=2), NOON + timedelta(minutes=12))


def told_of(*what: Any) -> Alert:
    """Give an alert of what was drawn."""
    fingerprint, group, severity, service, team, state = what
    labels = {"team": team} if team else {}
    fires = alert(fingerprint, severity, group=group, service=service, labels=labels)
    return replace(fires, state=state)


told = st.builds(
    told_of,
    st.sampled_from(FINGERPRINTS),
    st.sampled_from(GROUPS),
    st.sampled_from(SEVERITIES),
    st.sampled_from(SERVICES),
    st.sampled_from(TEAMS),
    st.sampled_from(AlertState),
)
requests = st.lists(told, min_size=1, max_size=4, unique_by=lambda each: each.fingerprint)
places = st.integers(0, 100)


class AlertMachine(RuleBasedStateMachine):
    """What is taken, what people do, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        self.desk = Desk(path=str(Path(self.folder.name) / "tocsin.db"))
        self.numbers: dict[Trouble, str] = {}

    @initialize(together=st.sampled_from([None, TOGETHER]))
    def the_policy_is(self, together: timedelta | None) -> None:
        """With a rule that has some only annotate, one that makes some critical, and a window of maintenance."""
        self.desk.wishes(
            burst=BURST,
            within=WITHIN,
            reopen=REOPEN,
            together=together,
            rules=(
                Rule(Match(labels={"team": QUIET}), declare=False),
                Rule(Match(labels={"team": LOUD}), severity=Severity.CRITICAL),
            ),
            silences=(Silence(Match(service=AT_WORK), *WORK),),
        )
        self.model = Model(NOON, together, WORK)

    def teardown(self) -> None:
        self.wait(self.desk.store.close())
        self.loop.close()
        self.folder.cleanup()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end."""
        return self.loop.run_until_complete(work)

    def takes(self, *request: Alert) -> None:
        """Rehearse and then take it: what was foretold becomes of it."""
        would = self.wait(self.desk.alerting.rehearse(request, PROMETHEUS))
        assert self.wait(self.desk.takes(*request)) == would
        self.model.take(request)
        self.number_what_is_new()

    def number_what_is_new(self) -> None:
        """Numbers are given in the order in which incidents are declared."""
        for trouble in self.model.troubles:
            self.numbers.setdefault(trouble, f"INC-{len(self.numbers) + 1}")

    @rule(request=requests)
    def a_request_comes(self, request: list[Alert]) -> None:
        """Of any mixture."""
        self.takes(*request)

    @rule(request=requests)
    def a_group_fires(self, request: list[Alert]) -> None:
        """All of it, as Alertmanager tells it, and tells it again a while later."""
        firing = [replace(each, state=AlertState.FIRING, group=request[0].group) for each in request]
        self.takes(*firing)
        self.takes(*firing)

    @rule(each=told, times=st.integers(1, 3), minutes=st.integers(0, 4))
    def one_flaps(self, each: Alert, times: int, minutes: int) -> None:
        """Up and down and up."""
        for _ in range(times):
            self.takes(replace(each, state=AlertState.FIRING))
            self.time_passes(minutes)
            self.takes(over(each))

    @rule(service=st.sampled_from([each for each in SERVICES if each]))
    def a_person_declares(self, service: str) -> None:
        """What they declare no alert worsens, and no recovery resolves."""
        draft = Draft("it is slow", monitors=(service,))
        self.wait(self.desk.service.declare(draft, self.desk.ann()))
        self.numbers[self.model.declare(service)] = f"INC-{len(self.numbers) + 1}"

    @precondition(lambda self: self.model.troubles)
    @rule(place=places, each=told)
    def something_fires_beside_it(self, place: int, each: Alert) -> None:
        """Of the same service, in a group of its own."""
        service = self.one_of(place)[0].service
        self.takes(replace(each, service=service, state=AlertState.FIRING, group="beside"))

    @rule()
    def all_is_over(self) -> None:
        """In one request, whatever was told in how many."""
        known = self.model.said.items()
        firing = [over(alert(name, last.severity, group=last.group)) for name, last in known if last.fires]
        fired_for = [last.trouble for _, last in known if last.fires and last.trouble]
        if firing:
            self.takes(*firing)
        assert not any(trouble.is_open and not trouble.is_by_person for trouble in fired_for)

    @rule(minutes=st.sampled_from([1, 3, 6, 11]))
    def time_passes(self, minutes: int) -> None:
        """Everything else takes no time."""
        self.desk.passes(minutes=minutes)
        self.model.now = self.desk.world.time

    @rule(each=told, minutes=st.sampled_from([0, 3, 11]))
    def the_bot_looks_after_maintenance(self, each: Alert, minutes: int) -> None:
        """As it does again and again, also when something fired during it."""
        self.takes(replace(each, service=AT_WORK, state=AlertState.FIRING))
        self.time_passes(minutes)
        self.wait(self.desk.alerting.look_after_maintenance())
        self.model.maintenance_may_have_ended()
        self.number_what_is_new()

    @rule()
    def the_bot_restarts(self) -> None:
        """It knows what it knew."""
        self.wait(self.desk.restarts())

    def one_of(self, place: int) -> tuple[Trouble, str]:
        """Give one of the incidents that there are."""
        trouble = self.model.troubles[place % len(self.model.troubles)]
        return trouble, self.numbers[trouble]

    @precondition(lambda self: self.model.troubles)
    @rule(place=places)
    def a_person_moves_it_on(self, place: int) -> None:
        """What is open is resolved, what is resolved is closed."""
        trouble, reference = self.one_of(place)
        if trouble.is_open:
            self.wait(self.desk.service.resolve(reference, self.desk.ann()))
            trouble.ends(self.model.now, by_person=True)
        elif not trouble.is_closed:
            self.wait(self.desk.service.close(reference, self.desk.ann()))
            trouble.is_closed = True

    @precondition(lambda self: self.model.troubles)
    @rule(place=places)
    def a_person_acknowledges_or_reopens_it(self, place: int) -> None:
        """Whichever it needs."""
        trouble, reference = self.one_of(place)
        if trouble.is_open and not trouble.is_acknowledged:
            self.wait(self.desk.service.acknowledge(reference, self.desk.ann()))
            trouble.is_taken(self.model.now)
        elif not trouble.is_open and not trouble.is_closed:
            self.wait(self.desk.service.reopen(reference, self.desk.ann()))
            trouble.begins_again(self.model.now)

    @precondition(lambda self: self.model.troubles)
    @rule(place=places, severity=st.sampled_from([Severity.CRITICAL, Severity.MINOR, Severity.WARNING]))
    def a_person_chooses_its_severity(self, place: int, severity: Severity) -> None:
        """From then on no alert does."""
        trouble, reference = self.one_of(place)
        if trouble.is_open and severity is not trouble.severity:
            self.wait(self.desk.service.set_severity(reference, severity, self.desk.ann()))
            trouble.severity, trouble.severity_is_chosen = severity, True
            trouble.said_at = self.model.now

    @precondition(lambda self: self.model.troubles)
    @rule(place=places)
    def a_person_deletes_it(self, place: int) -> None:
        """Its alerts may open another one."""
        trouble, reference = self.one_of(place)
        self.wait(self.desk.service.delete(reference, self.desk.ann()))
        self.model.forget(trouble)

    @invariant()
    def the_incidents_are_those_of_the_model(self) -> None:
        """Open or not, waiting or not, and as bad."""
        found = {each.reference: _told(each) for each in self.wait(self.desk.incidents())}
        assert found == {self.numbers[each]: _modelled(each) for each in self.model.troubles}

    @invariant()
    def what_fires_belongs_to_what_it_fires_for(self) -> None:
        """Each alert, and each group."""
        for trouble in self.model.troubles:
            incident = self.wait(self.desk.service.find(self.numbers[trouble]))
            rows = self.wait(self.alerts_of(incident))
            assert {row.fingerprint: (row.group, row.firing, row.acknowledged) for row in rows} == {
                name: (last.group, last.fires, last.is_acknowledged)
                for name, last in self.model.said.items()
                if last.trouble is trouble
            }
        for group in GROUPS:
            its, expected = self.wait(self.incident_of(group)), self.model.of_group.get(group)
            assert (its and its.reference) == (self.numbers[expected] if expected else None)

    async def alerts_of(self, incident: Incident) -> list[Known]:
        known = await self.desk.store.read(lambda tx: alerts.known(tx, "alertmanager", FINGERPRINTS))
        return [each for each in known.values() if each.incident_id == incident.id]

    async def incident_of(self, group: str) -> Incident | None:
        return await self.desk.store.read(lambda tx: alerts.incident_of_group(tx, "alertmanager", group))


def _told(incident: Incident) -> tuple[object, ...]:
    return incident.is_active, incident.is_waiting, incident.closed is not None, incident.severity


def _modelled(trouble: Trouble) -> tuple[object, ...]:
    waiting = trouble.is_open and not trouble.is_acknowledged
    return trouble.is_open, waiting, trouble.is_closed, trouble.severity


TestAlerts = AlertMachine.TestCase
TestAlerts.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
