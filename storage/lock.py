"""One server for each SQLite file: a lock beside it that ends with its process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from storage.errors import AlreadyServed, CannotOpen
from storage.sqlite import make_room_for, path_of


@contextmanager
def hold_lock(url: str) -> Iterator[None]:
    """Keep other servers away from the file; PostgreSQL takes several. Raises `AlreadyServed`, naming who has it."""
    if not url.startswith("sqlite:"):
        yield
        return
    path = path_of(url)
    make_room_for(path)
    descriptor = _open(f"{path}.lock")
    try:
        _take(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotOpen(
            f"{path} could not be opened: {error.strerror}."
            " Make it and its folder writable for the user who runs this."
        ) from error


def _take(descriptor: int, path: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode().strip() or "unknown"
        raise AlreadyServed(
            f"{path} is served by process {holder} already."
            " Stop that one first, or give DATABASE_URL another file."
        ) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
