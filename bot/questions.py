"""Questions to the database that several have at once: one is put, and all hear its answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from storage.store import Store, Transaction

Told = TypeVar("Told")


@dataclass
class Questions(Generic[Told]):
    """Shares a question until the database begins to answer it, so that nobody hears what was so before they asked."""

    store: Store
    _asked: dict[str, asyncio.Task[Told]] = field(default_factory=dict)

    async def ask(self, name: str, question: Callable[[Transaction], Told]) -> Told:
        """Ask, or wait with those who have asked the question of that name and have yet to hear."""
        asked = self._asked.get(name)
        if asked is None:
            asked = self._asked[name] = asyncio.create_task(self._put(name, question))
        return await asyncio.shield(asked)

    async def _put(self, name: str, question: Callable[[Transaction], Told]) -> Told:
        def unit(tx: Transaction) -> Told:
            self._asked.pop(name, None)  # whoever comes from here on asks anew
            return question(tx)

        try:
            return await self.store.read(unit)
        finally:
            if self._asked.get(name) is asyncio.current_task():
                del self._asked[name]
