"""The database as commands use it beside the server that may hold it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer

from bot.world import RealWorld
from incidents.errors import IncidentError
from storage import StorageError, Store, open_store, path_of
from storage.visit import is_there, newest_schema, visit

T = TypeVar("T")

WHERE = (
    "in the environment or in .env of this folder. Run this in the folder that the server is started in"
    " (with systemd its WorkingDirectory). If it is to be a new one: tocsin migrate"
)


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
    """Open it. One that is not there is not made: what is asked of it lies elsewhere.

    Another schema than this version's is left as it is: a server that runs would not know it.
    """
    world = RealWorld()
    schema = _schema(url, world)
    if schema == 0:
        raise StorageError(f"{_named(url)}, by DATABASE_URL {WHERE}")
    if schema < newest_schema():
        raise StorageError("The database has an older schema. Stop the server and run: tocsin migrate")
    return await open_store(url, world)


def _named(url: str) -> str:
    """Name where it was looked for, without the password that may stand in an address."""
    if not url.startswith("sqlite:"):
        return "The PostgreSQL database holds nothing of Tocsin"
    path = Path(path_of(url)).absolute()
    return f"{path} holds nothing of Tocsin" if path.exists() else f"There is no database {path}"


def _schema(url: str, world: RealWorld) -> int:
    if not is_there(url):
        return 0
    with visit(url, world) as visitor:
        return visitor.schema()
