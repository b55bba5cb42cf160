"""The lane by which the sources of alerts hear what people do about them here: as it is when they are told."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery import Claimed, Refused, TryLater
from bot.failpoints import failpoint
from bot.net import Outside
from bot.saving import carry_out
from bot.telling_line import Line, NotReached
from bot.telling_ways import WAYS, Telling, fingerprints_firing
from incidents import commands
from incidents.alerts import Alert, AlertState
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door
from incidents.telling import Firing, Listener, News, Told, Way, Word, news, stays_loud
from storage import incidents as incident_rows
from storage import outbox, told_back
from storage.store import Store, Transaction

LONGEST_PAUSE = timedelta(minutes=5)
# How often it is asked whether what is silenced still fires.
LOOKS_EVERY = timedelta(minutes=1)


@dataclass
class SourceLane:
    """Tells a source all that it does not know of an incident. A row stands for both, and for how it stands by then.

    While silences hold the row comes back, to find out what is over: `take` is told of that.
    """

    store: Store
    outside: Outside
    policy: Callable[[], Policy]
    take: Callable[[Sequence[Alert], Actor], Awaitable[object]]
    now: Callable[[], datetime]

    async def send(self, row: Claimed) -> None:
        """Tell each thing, and write down at once that it was told; what cannot be is tried again, for ever."""
        source = row.payload["source"]
        listeners = self.policy().alerts.listeners
        listener = next((each for each in listeners if each.source == source), None)
        if listener is None:
            await self.store.run(lambda tx: outbox.finish(tx, row))
            return
        try:
            line = Line(self.outside, listener)
            await self._tell_all(row, line, await self._owed(row, listener))
            await self._look_for_ends(row, line)
        except NotReached as failure:
            raise TryLater(str(failure), pause_after(row.attempts)) from None
        await self.store.run(lambda tx: _done_for_now(tx, row))

    async def _owed(self, row: Claimed, listener: Listener) -> list[News]:
        """Give what is to be told. What is too much to be silenced is left as it is, and said to be so."""
        why = await self.store.read(lambda tx: _why_loud(tx, row))
        if why and listener.way is Way.ALERTMANAGER:
            await self.store.run(lambda tx: _leave_loud(tx, self.policy(), row, listener))
        return await self.store.read(lambda tx: _owed(tx, row))

    async def _tell_all(self, row: Claimed, line: Line, owed: Sequence[News]) -> None:
        """What is refused keeps nothing else from being told."""
        refused: list[Refused] = []
        for each in owed:
            try:
                await self._tell(row, line, each)
            except Refused as refusal:
                refused.append(refusal)
        if refused:
            raise refused[0]

    async def _tell(self, row: Claimed, line: Line, each: News) -> None:
        in_doubt = row.was_in_doubt or row.attempts > 0
        silence = await WAYS[line.listener.way](Telling(line, each, self.now(), in_doubt))
        failpoint("after_send", row.lane)
        said = Told(each.word, silence)
        incident, source = row.payload["incident"], row.payload["source"]
        await self.store.run(lambda tx: told_back.put(tx, incident, source, each.fingerprint, said))

    async def _look_for_ends(self, row: Claimed, line: Line) -> None:
        """Find out what is over among what is silenced, of which nobody will tell."""
        silenced = await self.store.read(lambda tx: _silenced(tx, row))
        firing = await fingerprints_firing(line, self.now()) if silenced else None
        if firing is None:
            return
        over = [_ended(each) for each in silenced if each.fingerprint not in firing]
        if over:
            await self.take(over, _actor_of(line.listener))


def pause_after(attempts: int) -> timedelta:
    """Wait longer from try to try, at most five minutes: 1 s, 2 s, 4 s, ..."""
    return min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts, 10)))


def _owed(tx: Transaction, row: Claimed) -> list[News]:
    incident, source = row.payload["incident"], row.payload["source"]
    return news(
        incident_rows.by_id(tx, incident),
        told_back.firing(tx, incident, source),
        told_back.told(tx, incident, source),
    )


def _why_loud(tx: Transaction, row: Claimed) -> str:
    firing = told_back.firing(tx, row.payload["incident"], row.payload["source"])
    return stays_loud(firing, _owed(tx, row))


def _leave_loud(tx: Transaction, policy: Policy, row: Claimed, listener: Listener) -> None:
    """Have nothing of what is acknowledged now owed any more, and say so once, for those who are on it."""
    incident, why = incident_rows.by_id(tx, row.payload["incident"]), _why_loud(tx, row)
    if incident is None or not why:
        return
    for each in _owed(tx, row):
        if each.word is Word.ACKNOWLEDGED:
            told_back.put(tx, incident.id, listener.source, each.fingerprint, Told(each.word))
    words = f"Nothing more is silenced in {listener.source}: {why}. Silence it there if that is wanted."
    carry_out(tx, policy, commands.add_note(incident, words, _actor_of(listener), tx.now))


def _silenced(tx: Transaction, row: Claimed) -> list[Firing]:
    """List what fires and is silenced."""
    incident, source = row.payload["incident"], row.payload["source"]
    told = told_back.told(tx, incident, source)
    firing = told_back.firing(tx, incident, source)
    return [each for name, each in firing.items() if name in told and told[name].silence]


def _done_for_now(tx: Transaction, row: Claimed) -> None:
    """Have the row come back while anything is silenced, at once when there is news by now."""
    if not _silenced(tx, row):
        outbox.finish(tx, row)
    else:
        outbox.postpone(tx, row, tx.now if _owed(tx, row) else tx.now + LOOKS_EVERY)


def _ended(firing: Firing) -> Alert:
    return Alert(firing.source, firing.fingerprint, AlertState.RESOLVED, firing.title, group=firing.group)


def _actor_of(listener: Listener) -> Actor:
    return Actor(ActorKind.MONITOR, listener.source, listener.source, Door.ALERT)
