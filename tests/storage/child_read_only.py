"""Run as a process of its own: open a database that this user may not write to, and print what is said about it."""

import asyncio
import os
import sys

from storage import StorageError, open_store
from tests.storage.examples import StillWorld

NOBODY = 65_534


async def main(path: str) -> str:
    """Open it as somebody who is not root: root may write everywhere."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        store = await open_store(f"sqlite:///{path}", StillWorld())
    except StorageError as error:
        return f"{type(error).__name__}: {error}"
    await store.close()
    return "opened"


if __name__ == "__main__":
    print(asyncio.run(main(sys.argv[1])))  # noqa: T201
