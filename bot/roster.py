"""The checks that there are: those of the policy, which are changed there, and those that were made over HTTP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple, TypeVar

from bot.repeats import Doing
from bot.watching import Watching
from incidents.checks import USUAL, Check, CheckKind
from incidents.errors import Invalid, NotFound, Taken
from storage import made_checks
from storage.store import Transaction

T = TypeVar("T")

_DEFAULTS = {field.name: field.default for field in fields(Check)}


class Entry(NamedTuple):
    """A check, and whether it was made over HTTP."""

    check: Check
    is_made: bool


@dataclass
class Roster:
    """Makes, changes and takes out checks. Whatever is done is followed at once, without a restart."""

    watching: Watching

    def make(self, check_id: str | None, kind: CheckKind, wishes: Mapping[str, Any]) -> Doing[Entry]:
        """Have a monitor watched, one of ours when no id is given. `Taken` when it is watched already."""

        def unit(tx: Transaction) -> Entry:
            usual = USUAL.get(kind, {})
            check = Check(id=check_id or f"mon_{tx.new_id()}", kind=kind, **{**usual, **wishes})
            self._ensure_fit(check)
            if not made_checks.insert(tx, check):
                raise Taken(f"{check.id} is watched already. Change its check, or take another id.")
            return Entry(check, is_made=True)

        return Doing(self._followed, unit)

    async def listed(self, limit: int, after: str) -> list[Entry]:
        """List the checks by id, those behind `after`."""
        everything = await self.watching.store.read(self._entries)
        return [entry for entry in everything if entry.check.id > after][:limit]

    async def get(self, check_id: str) -> Entry:
        """Give the check of a monitor, or raise `NotFound`."""
        everything = await self.watching.store.read(self._entries)
        found = next((entry for entry in everything if entry.check.id == check_id), None)
        if found is None:
            raise NotFound(check_id, "check")
        return found

    def change(self, check_id: str, wishes: Mapping[str, Any]) -> Doing[Entry]:
        """Change what is given; None puts back what is usual for the kind."""

        def unit(tx: Transaction) -> Entry:
            check = self._made(tx, check_id)
            usual = {**_DEFAULTS, "name": check.id, **USUAL.get(check.kind, {})}
            changed = replace(
                check, **{name: usual[name] if value is None else value for name, value in wishes.items()}
            )
            self._ensure_fit(changed)
            made_checks.save(tx, changed)
            return Entry(changed, is_made=True)

        return Doing(self._followed, unit)

    async def remove(self, check_id: str) -> None:
        """Watch a monitor no more. What it opened stays, for a person to resolve."""

        def unit(tx: Transaction) -> None:
            made_checks.delete(tx, self._made(tx, check_id).id)

        await self._followed(unit)

    def _entries(self, tx: Transaction) -> Sequence[Entry]:
        of_policy = {check.id for check in self.watching.policy.monitors}
        everything = self.watching.checks(tx)
        entries = (Entry(check, is_made=check.id not in of_policy) for check in everything)
        return sorted(entries, key=lambda entry: entry.check.id)

    def _made(self, tx: Transaction, check_id: str) -> Check:
        """Find a check that can be changed here."""
        self._ensure_not_of_policy(check_id)
        check = made_checks.by_id(tx, check_id)
        if check is None:
            raise NotFound(check_id, "check")
        return check

    def _ensure_fit(self, check: Check) -> None:
        self._ensure_not_of_policy(check.id)
        named = self.watching.policy.escalations
        if check.escalation is not None and check.escalation not in named:
            known = ", ".join(sorted(named)) or "none"
            raise Invalid(
                "escalation", f"The policy has no escalation {check.escalation}; named are {known}."
            )

    def _ensure_not_of_policy(self, check_id: str) -> None:
        if any(check.id == check_id for check in self.watching.policy.monitors):
            raise Taken(f"{check_id} stands in the policy: change it in that file, and have it read again.")

    async def _followed(self, unit: Callable[[Transaction], T]) -> T:
        result = await self.watching.store.run(unit)
        await self.watching.follow()
        return result
