"""The database as commands use it beside the server that may hold it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from bot.world import RealWorld
from incidents.errors import IncidentError
from storage import StorageError, Store, hold_lock, open_store
from storage.visit import is_there, newest_schema, visit

T = TypeVar("T")


def beside_server(url: str, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do something with the database; what the rules refuse is told as a wrong parameter of the command."""
    return asyncio.run(_opened(url, work))


async def _opened(url: str, work: Callable[[Store], Awaitable[T]]) -> T:
    store = await _open(url)
    try:
        return await work(store)
    except IncidentError as error:
        raise typer.BadParameter(str(error)) from None
    finally:
        await store.close()


async def _open(url: str) -> Store:
    """Open it; one that is new or empty is made, alone.

    Another schema than this version's is left as it is: a server that runs would not know it.
    """
    world = RealWorld()
    schema = _schema(url, world)
    if schema == 0:
        with hold_lock(url):
            return await open_store(url, world)
    if schema < newest_schema():
        raise StorageError("The database has an older schema. Stop the server and run: tocsin migrate")
    return await open_store(url, world)


def _schema(url: str, world: RealWorld) -> int:
    if not is_there(url):
        return 0
    with visit(url, world) as visitor:
        return visitor.schema()
