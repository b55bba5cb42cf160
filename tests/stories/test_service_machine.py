"""The service under everything at once: retries, duplicates, two actors, time; checked against a small model."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from bot import outgoing
from bot.caller import Caller, Once, Outcome, Seen
from bot.service import IncidentService
from incidents.commands import Draft
from incidents.errors import Conflict, IncidentError, Stale
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door, EventKind, Incident, Severity, Status
from storage import incidents as incident_rows
from storage import open_inline, outbox, timeline

T = TypeVar("T")

PEOPLE = [Actor(ActorKind.PERSON, f"U0{name.upper()}", f"{name}.demo", Door.SLACK) for name in ("ann", "ben")]
SCRIPT = Actor(ActorKind.TOKEN, "tok_1", "ci", Door.HTTP)
POLICY = Policy(steps=(("U0BEN",), ("U0CLEO",)))

Act = Callable[[IncidentService, str, Caller], Coroutine[Any, Any, Outcome]]

ACTS: dict[str, Act] = {
    "acknowledge": lambda s, i, c: s.acknowledge(i, c),
    "unacknowledge": lambda s, i, c: s.unacknowledge(i, c),
    "identified": lambda s, i, c: s.set_status(i, Status.IDENTIFIED, c),
    "monitoring": lambda s, i, c: s.set_status(i, Status.MONITORING, c),
    "critical": lambda s, i, c: s.set_severity(i, Severity.CRITICAL, c),
    "minor": lambda s, i, c: s.set_severity(i, Severity.MINOR, c),
    "update": lambda s, i, c: s.post_update(i, "we are on it", c),
    "note": lambda s, i, c: s.add_note(i, "look here", c),
    "resolve": lambda s, i, c: s.resolve(i, c, "rolled back"),
    "reopen": lambda s, i, c: s.reopen(i, c),
    "close": lambda s, i, c: s.close(i, c),
    "snooze": lambda s, i, c: s.snooze(i, c),
    "pass_on": lambda s, i, c: s.pass_on(i, 0, c),
}


@dataclass
class CountingWorld:
    """A clock that moves when told, and ids that count."""

    time: datetime = datetime(2026, 3, 1, tzinfo=UTC)
    ids: int = 0

    def now(self) -> datetime:
        return self.time

    def new_id(self) -> str:
        self.ids += 1
        return f"{self.ids:032x}"


@dataclass
class Known:
    """What the model remembers of an incident."""

    incident: Incident
    events: int
    answers: dict[str, Any] = field(default_factory=dict)


class ServiceMachine(RuleBasedStateMachine):
    """Whatever comes, in whatever order."""

    incidents = Bundle("incidents")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = CountingWorld()
        self.store = open_inline(self.world)
        self.service = IncidentService(self.store, POLICY, lambda: None)
        self.known: dict[str, Known] = {}
        self.keys = 0

    def teardown(self) -> None:
        self.wait(self.store.close())
        self.loop.close()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end."""
        return self.loop.run_until_complete(work)

    def caller(self, actor: Actor, seen: Seen | None = None) -> Caller:
        """Give a caller whose request was never seen before."""
        self.keys += 1
        return Caller(
            actor,
            seen,
            Once(f"key {self.keys}"),
            render=lambda told: [e.kind.value for e in told.done.events],
        )

    @rule(target=incidents, severity=st.sampled_from(Severity), actor=st.sampled_from([*PEOPLE, SCRIPT]))
    def declare(self, severity: Severity, actor: Actor) -> str:
        """Open one; a repeat of the same request opens none."""
        caller = self.caller(actor)
        first = self.wait(self.service.declare(Draft("trouble", severity), caller))
        again = self.wait(self.service.declare(Draft("trouble", severity), caller))
        assert (again.change, again.answer) == (None, first.answer)
        self.known[first.incident.id] = Known(
            first.incident, len(first.change.events if first.change else ())
        )
        return first.incident.id

    @rule(incident=incidents, name=st.sampled_from(sorted(ACTS)), actor=st.sampled_from([*PEOPLE, SCRIPT]))
    def act(self, incident: str, name: str, actor: Actor) -> None:
        """Do something twice with the same key: done once or refused twice, and then nothing has changed."""
        caller, known = self.caller(actor), self.known[incident]
        try:
            outcome = self.wait(ACTS[name](self.service, incident, caller))
        except IncidentError:
            assert self.wait(self.service.find(incident)) == known.incident
            return
        assert outcome.change is not None
        assert outcome.change.before == known.incident
        again = self.wait(ACTS[name](self.service, incident, caller))
        assert (again.change, again.answer) == (None, outcome.answer)
        known.incident, known.events = outcome.incident, known.events + len(outcome.change.events)

    @rule(incident=incidents)
    def two_acknowledge_at_once(self, incident: str) -> None:
        """One winner at the most; the other hears who it was."""
        known = self.known[incident]
        results = self.wait(self._both(incident))
        won = [result for result in results if isinstance(result, Outcome)]
        lost = [result for result in results if isinstance(result, Conflict)]
        assert len(won) == (1 if known.incident.is_waiting else 0)
        assert len(won) + len(lost) == 2
        if won and won[0].change:
            assert lost[0].by == won[0].change.events[0].actor
            known.incident, known.events = won[0].incident, known.events + len(won[0].change.events)

    async def _both(self, incident: str) -> list[Outcome | BaseException]:
        calls = (self.service.acknowledge(incident, self.caller(actor)) for actor in PEOPLE)
        return await asyncio.gather(*calls, return_exceptions=True)

    @rule(incident=incidents, name=st.sampled_from(sorted(ACTS)), back=st.integers(1, 3))
    def press_a_stale_button(self, incident: str, name: str, back: int) -> None:
        """A button of another round changes nothing."""
        known = self.known[incident]
        seen = Seen(known.incident.round - back)
        try:
            self.wait(ACTS[name](self.service, incident, self.caller(PEOPLE[0], seen)))
        except Stale:
            assert self.wait(self.service.find(incident)) == known.incident
        else:
            raise AssertionError("a stale button worked")

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        """Everything else takes no time."""
        self.world.time += timedelta(minutes=minutes)

    @invariant()
    def nothing_is_lost(self) -> None:
        """Each incident is as the model says, and its timeline holds every event."""
        for known in self.known.values():
            found = self.wait(self.store.read(partial(incident_rows.by_id, incident_id=known.incident.id)))
            assert found == known.incident
            events = self.wait(self.store.read(partial(timeline.of, incident_id=known.incident.id)))
            assert len(events) == known.events
            assert [e.position for e in events] == sorted(e.position for e in events)
            acknowledged = sum(e.kind is EventKind.ACKNOWLEDGED for e in events)
            assert acknowledged <= known.incident.round

    @invariant()
    def whoever_waits_is_nagged(self) -> None:
        """An unacknowledged incident with a target always has a reminder to come, in its present round."""
        for known in self.known.values():
            incident = known.incident
            if incident.is_waiting and incident.severity in POLICY.acknowledge:
                assert any(self.is_pending(outgoing.turn_key(incident, number)) for number in range(4))

    def is_pending(self, key: str) -> bool:
        return self.wait(self.store.read(partial(outbox.is_pending, key=key)))


TestService = ServiceMachine.TestCase
TestService.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
