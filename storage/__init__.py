"""The rows: all the SQL, and nothing but SQL. What may happen to an incident is decided elsewhere."""

from storage.errors import LostRace, StorageError
from storage.inline import open_inline
from storage.lock import hold_lock
from storage.sqlite import open_sqlite, path_of
from storage.store import Row, Store, Transaction, World

__all__ = [
    "LostRace",
    "Row",
    "StorageError",
    "Store",
    "Transaction",
    "World",
    "hold_lock",
    "open_inline",
    "open_store",
    "path_of",
]


async def open_store(url: str, world: World) -> Store:
    """Open the database at `sqlite:///path` or `postgresql://...`, brought to the newest schema.

    Raises `StorageError`, in words for whoever runs the bot, when it cannot be opened or written.
    """
    if url.startswith(("postgresql://", "postgres://")):
        from storage.postgres import open_postgres

        return await open_postgres(url, world)
    return await open_sqlite(path_of(url), world)
