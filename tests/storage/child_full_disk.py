"""Run as a process of its own: the disk fills up while 64 units wait for their COMMIT, and then there is room again.

Prints one JSON object: how many units ran to their end, what each heard, and what was kept.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from storage import Transaction, kept, open_store
from storage.grouped import BATCH
from tests.storage.examples import StillWorld
from tests.storage.gate import Gate


@contextmanager
def no_file_may_grow_beyond(size: int) -> Iterator[None]:
    """What the kernel answers then is what it answers when a quota is used up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def size_of(path: str) -> int:
    """Give the size of a file, in bytes."""
    return Path(path).stat().st_size


async def main(path: str) -> dict[str, object]:
    """Fill the disk, and look."""
    store = await open_store(f"sqlite:///{path}", StillWorld())
    ran: list[int] = []

    def write(tx: Transaction, n: int) -> None:
        kept.keep(tx, f"n{n}", "x" * 4096)
        ran.append(n)

    async with Gate(store) as gate:
        asked = [asyncio.create_task(store.run(partial(write, n=n))) for n in range(BATCH)]
        await asyncio.sleep(0)
        with no_file_may_grow_beyond(size_of(f"{path}-wal")):
            gate.open()
            answers = await asyncio.gather(*asked, return_exceptions=True)
    await store.check()
    await store.run(lambda tx: kept.keep(tx, "after", 1))
    rows = await store.read(lambda tx: tx.all("SELECT name FROM kept"))
    await store.close()
    return {"ran": len(ran), "heard": [repr(answer) for answer in answers], "kept": rows}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1]))))  # noqa: T201
