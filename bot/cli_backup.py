"""`tocsin backup`: the database in a file, beside a running server."""

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_storage_settings
from storage import path_of
from storage.backup import back_up


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
) -> None:
    """Copy the database into a file, beside a running server."""
    url = load_storage_settings().database_url
    if not url.startswith("sqlite:"):
        raise typer.BadParameter(
            "That is for SQLite. Back PostgreSQL up with its own tools, such as pg_dump."
        )
    back_up(path_of(url), target)
    typer.echo(
        f"{target} holds all that was committed until now. Keep SECRET_KEY with it: without it every token is void."
    )
