"""A copy of the SQLite file as of one moment, made beside the server that writes it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.errors import StorageError
from storage.sqlite import connect_to_read, in_plain_words

OWNER_ALONE = 0o600


def back_up(path: str, target: Path) -> None:
    """Copy all that was committed in the database at `path` into `target`, which only its owner can read.

    `target` is there when it is whole and on the disk, and not before. Raises `StorageError` when that cannot be.
    """
    if not Path(path).exists():
        raise StorageError(f"There is no database {Path(path).absolute()}. DATABASE_URL says where it is.")
    if target.exists():
        raise StorageError(f"{target} is there already. Name a file that is not.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL, OWNER_ALONE))
        _copy(path, unfinished)
        unfinished.rename(target)
        _onto_the_disk(target.parent)
    except OSError as error:
        raise StorageError(f"The backup cannot be written to {target}: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(path: str, unfinished: Path) -> None:
    """Copy in one go: between two steps somebody would write, and it would begin anew for ever."""
    with closing(connect_to_read(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
        except sqlite3.Error as error:
            raise in_plain_words(error, str(unfinished)) from error
    _onto_the_disk(unfinished)


def _onto_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
