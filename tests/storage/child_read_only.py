"""Run as a process of its own: open a database that may not be written, and print what is said about it."""

import asyncio
import ctypes
import os
import sys

from storage import StorageError, open_store
from tests.storage.examples import StillWorld

VERSION_3, WRITE_ANYWHERE = 0x20080522, 1 << 1  # linux/capability.h: CAP_DAC_OVERRIDE


def respect_modes() -> None:
    """Give up root's right to write everywhere, if this is root."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(VERSION_3, 0)
    rights = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    assert libc.capget(header, rights) == 0
    rights[0] &= ~WRITE_ANYWHERE
    assert libc.capset(header, rights) == 0


async def main(path: str) -> str:
    """Open it, and give what was said."""
    respect_modes()
    try:
        store = await open_store(f"sqlite:///{path}", StillWorld())
    except StorageError as error:
        return f"{type(error).__name__}: {error}"
    await store.close()
    return "opened"


if __name__ == "__main__":
    print(asyncio.run(main(sys.argv[1])))  # noqa: T201
