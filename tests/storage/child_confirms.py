"""Run as a process of its own: commit on and on, and print each number once it is confirmed, until killed."""

import asyncio
import sys
from functools import partial
from itertools import count

from storage import Store, kept, open_store
from tests.storage.examples import StillWorld

NUMBERS = count()


async def confirm(store: Store) -> None:
    """Commit and print without an end."""
    for n in NUMBERS:
        await store.run(partial(kept.keep, name=f"n{n}", value=n))
        print(n, flush=True)  # noqa: T201


async def main(path: str) -> None:
    """Commit from eight tasks at once."""
    store = await open_store(f"sqlite:///{path}", StillWorld())
    await asyncio.gather(*(confirm(store) for _ in range(8)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
