"""`tocsin export-page`: the whole page as files that need no server, written beside the one that runs."""

import asyncio
import json
import re
import subprocess
from pathlib import Path

import pytest

from bot.pages.export import files
from tests.clinic import ROOT
from tests.pages.conftest import Site
from tests.test_cli import COMMAND, KEPT


async def exported(folder: Path, database: str, page: str = "acme", to: str = "out") -> str:
    """Type the command beside the server; give what it says, well or not."""
    environment = {**KEPT, "PYTHONPATH": str(ROOT), "DATABASE_URL": database, "COLUMNS": "200"}
    typed = await asyncio.to_thread(
        subprocess.run,
        [*COMMAND, "export-page", page, to],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return typed.stdout if typed.returncode == 0 else " ".join(re.sub("[│╭╮╰╯─]", "", typed.stderr).split())


def listed(folder: Path) -> set[Path]:
    """Everything in a folder but the database."""
    return {path for path in folder.rglob("*") if "tocsin.db" not in path.name}


async def test_a_new_export_takes_the_place_of_the_old_one(site: Site, tmp_path: Path) -> None:
    """Nothing of the old one is left, and nothing lies beside it."""
    database = f"sqlite:///{tmp_path}/tocsin.db"
    await exported(tmp_path, database)
    (tmp_path / "out/stale").write_text("")
    await site.declares(page="acme", severity="critical")
    await exported(tmp_path, database)
    told = json.loads((tmp_path / "out/api/v2/status.json").read_text())
    assert told["status"]["indicator"] == "critical"
    assert not (tmp_path / "out/stale").exists()
    assert {path.name for path in listed(tmp_path) if "out" in path.name} == {"out"}


@pytest.mark.parametrize(
    ("page", "to", "words"),
    [
        ("nobody", "out", "There is no status page nobody."),
        ("acme", "full", "full holds something else than an export. Name another folder."),
        ("acme", "full/file", "full/file holds something else than an export."),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(
    site: Site, tmp_path: Path, page: str, to: str, words: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("kept")
    before = listed(tmp_path)
    assert words in await exported(tmp_path, f"sqlite:///{tmp_path}/tocsin.db", page, to)
    assert listed(tmp_path) == before
    assert (tmp_path / "full/file").read_text() == "kept"


async def test_no_private_word_is_in_any_file(site: Site) -> None:
    """The same types are shown as anywhere outside; a note is not among them."""
    incident = await site.declares("zq-public", page="acme", description="zq-private")
    await site.programs.made(f"/api/v1/incidents/{incident}/notes", {"text": "zq-private"})
    whole = b"".join([content async for _, content in files(site.programs.pages.pages, "acme")])
    assert b"zq-public" in whole
    assert b"zq-private" not in whole
