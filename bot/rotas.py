"""Questions and commands about rotas: who is on call, and who covers for a while."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot import outgoing
from bot.repeats import Doing
from bot.service import IncidentService
from incidents.errors import Invalid
from incidents.escalation import Policy, reached
from incidents.model import Actor
from incidents.rota import LONGEST_COVER, Cover, OnCall, Rota, on_call, stands_back
from storage import audit, covers, people
from storage.store import Transaction

NO_ROTA = "There is no rota to cover. [[rota]] in policy.toml makes one; policy.example.toml shows it."


@dataclass(frozen=True, slots=True)
class Covered:
    """What a cover changed: who stands back for it, and which covers it wins over, as they were said."""

    cover: Cover
    instead: tuple[str, ...]
    over: tuple[Cover, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on call: in each rota, in the order of the policy; and what the steps are resolved with.

    `names` are those of the people that we have met, by id.
    """

    policy: Policy
    present: tuple[OnCall, ...]
    covers: tuple[Cover, ...]
    now: datetime
    names: Mapping[str, str] = field(default_factory=dict)

    def escalations(self) -> Iterator[tuple[str | None, list[tuple[str, ...]]]]:
        """Give whom each step would remind now, of the default escalation (None) and of those with a name."""
        for name, steps in [(None, self.policy.steps), *self.policy.escalations.items()]:
            if steps:
                yield name, [reached(self.policy, step, self.covers, self.now) for step in steps]


@dataclass(frozen=True)
class Rotas:
    """Acts through the service: its policy is the one in force."""

    service: IncidentService

    async def duty(self) -> Duty:
        """Say who is on call, as one snapshot shows it."""
        policy = self.service.policy

        def unit(tx: Transaction) -> Duty:
            standing = tuple(covers.standing(tx))
            present = tuple(on_call(rota, standing, tx.now) for rota in policy.rotas.values())
            duty = Duty(policy, present, standing, tx.now)
            return replace(duty, names=_names(tx, duty))

        return await self.service.store.read(unit)

    def cover(self, name: str, person: str, until: datetime, by: Actor) -> Doing[Covered]:
        """Have somebody cover a rota from now on. `Invalid` when there is none of that name, or not until then."""

        def unit(tx: Transaction) -> Covered:
            rota = self._named(name)
            _ensure_to_come(until, tx.now)
            said = covers.standing(tx)
            cover = covers.put(tx, name, person, until, by)
            over = tuple(each for each in said if each.rota == name and each.start < until)
            instead = stands_back(rota, said, cover)
            _note(tx, cover, by, (*instead, *stands_back(rota, [], cover)), taken_back=False)
            return Covered(cover, instead, over)

        return self._doing(unit)

    def take_back(self, number: int, by: Actor) -> Doing[Covered]:
        """Undo a cover. `Invalid` when it is over, or was taken back."""

        def unit(tx: Transaction) -> Covered:
            cover = covers.take_back(tx, number)
            if cover is None:
                raise Invalid(
                    "button", "That is over, or was taken back already. /incident oncall says who is on call."
                )
            said = covers.standing(tx)
            rota = self.service.policy.rotas.get(cover.rota)
            rest = replace(cover, start=tx.now)
            instead = stands_back(rota, said, rest) if rota else ()
            whose_shift = stands_back(rota, [], rest) if rota else ()
            _note(tx, cover, by, (*instead, *whose_shift), taken_back=True)
            return Covered(cover, instead, ())

        return self._doing(unit)

    def _named(self, name: str) -> Rota:
        rotas = self.service.policy.rotas
        if not rotas:
            raise Invalid("rota", NO_ROTA)
        if name not in rotas:
            raise Invalid("rota", f"There is no rota “{name}”. There is {', '.join(rotas)}.")
        return rotas[name]

    def _doing(self, unit: Callable[[Transaction], Covered]) -> Doing[Covered]:
        async def run(wanted: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401 - what the unit gives
            result = await self.service.store.run(wanted)
            self.service.wake()
            return result

        return Doing(run, unit)


def _ensure_to_come(until: datetime, now: datetime) -> None:
    if until <= now:
        raise Invalid("until", "That time is over already. Name one that is to come.")
    if until > now + LONGEST_COVER:
        raise Invalid(
            "until", "That is more than a year away. Change the people of the rota in policy.toml instead."
        )


def _names(tx: Transaction, duty: Duty) -> dict[str, str]:
    of_rotas = [person for each in duty.present for person in (each.person, each.then) if person]
    of_steps = [target for _, steps in duty.escalations() for step in steps for target in step]
    known = (people.known(tx, person) for person in dict.fromkeys([*of_rotas, *of_steps]))
    return {each.id: each.name for each in known if each and each.name}


def _note(tx: Transaction, cover: Cover, by: Actor, others: Iterable[str], *, taken_back: bool) -> None:
    """Write it down, and tell who covers, who else would and whose shift it is, but for whoever said it."""
    deed = "cover.taken_back" if taken_back else "cover.made"
    audit.append(tx, by, deed, cover.rota, {"person": cover.person, "until": cover.end.isoformat()})
    for person in dict.fromkeys([cover.person, *others]):
        if person != by.id:
            outgoing.tell_of_cover(tx, cover, person, by, taken_back=taken_back)
