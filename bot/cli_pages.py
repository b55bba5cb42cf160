"""`tocsin export-page`: a status page as a folder of files."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from bot.beside import beside_server
from bot.pages.export import files
from bot.public import StatusPages
from bot.settings import load_storage_settings
from storage.store import Store


def export(page: str, folder: Path) -> int:
    """Write the page into the folder; give how many files it has."""
    _ensure_may_replace(folder)

    async def work(store: Store) -> int:
        count = 0
        with Console(stderr=True).status("") as progress, _replacing(folder) as new:
            async for place, content in files(StatusPages(store), page):
                target = new / place
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                count += 1
                progress.update(f"{count} files, {place}")
            if not count:
                raise typer.BadParameter(f"There is no status page {page}. policy.toml names them: [[page]].")
        return count

    return beside_server(load_storage_settings().database_url, work)


def _ensure_may_replace(folder: Path) -> None:
    if not folder.exists() or (folder / "api/v2/summary.json").is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise typer.BadParameter(f"{folder} holds something else than an export. Name another folder.")


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """Give a folder beside this one, which takes its place at the end; after an error nothing has changed."""
    folder = folder.absolute()
    new, old = (folder.with_name(f".{folder.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    try:
        new.mkdir(parents=True)
        yield new
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except OSError as error:
        raise typer.BadParameter(f"{folder} cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
