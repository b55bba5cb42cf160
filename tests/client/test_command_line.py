"""`tocsin incident ...` as a person types it, against a running server."""

import asyncio
import json
import os
import sys
from typing import NamedTuple

from bot.auth import Scope
from tests.api.conftest import Programs


class Said(NamedTuple):
    """What a command has printed, and how it ended."""

    out: str
    err: str
    code: int | None


async def tocsin(programs: Programs, *words: str, token: str) -> Said:
    """Run a command beside the server."""
    environment = {**os.environ, "TOCSIN_URL": programs.url, "TOCSIN_TOKEN": token, "COLUMNS": "150"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "incident",
        *words,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Said(out.decode(), err.decode(), process.returncode)


async def test_an_incident_from_the_terminal(programs: Programs) -> None:
    """Declared, listed, acknowledged, told of, resolved, shown."""
    token = await programs.token(Scope.WRITE, name="terminal")
    declared = await tocsin(programs, "declare", "checkout is failing", "--severity", "critical", token=token)
    acknowledged = await tocsin(programs, "ack", "INC-1", token=token)
    await tocsin(programs, "update", "INC-1", "rolling back", "--status", "identified", token=token)
    noted = await tocsin(programs, "note", "INC-1", "restarted it", token=token)
    listed = await tocsin(programs, "list", token=token)
    resolved = await tocsin(programs, "resolve", "INC-1", "--note", "rolled back", token=token)
    nothing = await tocsin(programs, "list", token=token)
    shown = await tocsin(programs, "show", "INC-1", token=token)
    as_json = await tocsin(programs, "show", "INC-1", "--json", token=token)

    assert declared.out == "INC-1 is critical, investigating, not acknowledged: checkout is failing\n"
    assert "acknowledged by terminal" in acknowledged.out
    assert noted.out == "Noted: restarted it\n"
    assert "identified" in listed.out
    assert resolved.out.startswith("INC-1 is resolved")
    assert nothing.out == "Nothing is open.\n"
    for words in ("checkout is failing", "rolling back", "restarted it", "rolled back"):
        assert words in shown.out
    assert json.loads(as_json.out)["timeline"][0]["kind"] == "declared"


async def test_a_refusal_is_told_in_the_servers_words(programs: Programs) -> None:
    """On standard error, with exit code 1."""
    token = await programs.token(Scope.WRITE)
    missing = await tocsin(programs, "ack", "INC-9", token=token)
    stranger = await tocsin(programs, "list", token="tocsin_nonsense")

    assert (missing.code, missing.out, missing.err) == (1, "", "There is no incident INC-9.\n")
    assert stranger.code == 1
    assert "no token of Tocsin's" in stranger.err
