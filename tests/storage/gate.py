"""Keeps the writing thread of a store busy, so that what is asked for meanwhile makes one batch."""

import asyncio
import threading
from typing import Self

from storage import Store, Transaction

PATIENCE = 10.0


class Gate:
    """Shut while the block runs; open after it, or when told so."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reached = threading.Event()
        self._open = threading.Event()

    async def __aenter__(self) -> Self:
        self._held = asyncio.create_task(self._store.run(self._wait))
        await asyncio.to_thread(self._reached.wait, PATIENCE)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0)  # whoever was started asks now
        self.open()
        await asyncio.wait([self._held])

    def open(self) -> None:
        """Let the writing thread go on."""
        self._open.set()

    def _wait(self, _: Transaction) -> None:
        self._reached.set()
        assert self._open.wait(PATIENCE)
