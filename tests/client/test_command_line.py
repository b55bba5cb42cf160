"""`tocsin incident ...` as a person types it, against a running server."""

import asyncio
import json
import os
import re
import sys
from typing import Any, NamedTuple

from bot.auth import Scope
from tests.api.conftest import Programs


class Said(NamedTuple):
    """What a command has printed, and how it ended."""

    out: str
    err: str
    code: int | None


async def tocsin(
    programs: Programs, *words: str, token: str, url: str = "", group: str = "incident", columns: int = 150
) -> Said:
    """Run a command beside the server."""
    environment = {
        **os.environ,
        "TOCSIN_URL": url or programs.url,
        "TOCSIN_TOKEN": token,
        "COLUMNS": str(columns),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        group,
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
    noted = await tocsin(programs, "note", "1", "restarted it", token=token)
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
    for words in (
        "checkout is failing",
        "rolling back",
        "restarted it",
        "investigating to identified",
        "rolled back",
    ):
        assert words in shown.out
    assert json.loads(as_json.out)["timeline"][0]["kind"] == "declared"


async def test_whatever_can_be_changed_is_changed_at_the_terminal(programs: Programs) -> None:
    """All of it or nothing; null empties. A deletion asks for its scope."""
    token = await programs.token(Scope.WRITE, name="terminal")
    await tocsin(programs, "declare", "checkout is failing", "--description", "since noon", token=token)
    words = ["severity=major", "title=pay=0", "lead=U0ANN", "monitors=db,api", "description=null"]
    changed = await tocsin(programs, "change", "INC-1", *words, token=token)
    await tocsin(programs, "ack", "INC-1", token=token)
    back = await tocsin(programs, "unack", "INC-1", token=token)
    slip = await tocsin(programs, "change", "INC-1", "severity", token=token)
    stranger = await tocsin(programs, "change", "INC-1", "severity=bad", token=token)
    kept = await tocsin(programs, "delete", "INC-1", token=token)
    incident = (await programs.ask("GET", "/api/v1/incidents/INC-1")).json()
    deleter = await programs.token(Scope.DELETE, name="deleter")
    gone = await tocsin(programs, "delete", "INC-1", token=deleter)

    assert changed.out == "INC-1 is major, investigating, not acknowledged: pay=0\n"
    assert (incident["lead"]["id"], incident["monitors"], incident["description"]) == (
        "U0ANN",
        ["db", "api"],
        "",
    )
    assert "not acknowledged" in back.out
    assert "severity is no FIELD=VALUE" in slip.err
    assert "severity: " in stranger.err
    assert "needs a token with the scope incidents:delete" in kept.err
    assert gone.out == "INC-1 is deleted.\n"
    assert (await programs.ask("GET", "/api/v1/incidents/INC-1")).status_code == 404


async def test_a_refusal_is_told_in_the_servers_words(programs: Programs) -> None:
    """On standard error, with exit code 1."""
    token = await programs.token(Scope.WRITE)
    missing = await tocsin(programs, "ack", "INC-9", token=token)
    stranger = await tocsin(programs, "list", token="tocsin_nonsense")

    assert (missing.code, missing.out, missing.err) == (1, "", "There is no incident INC-9.\n")
    assert stranger.code == 1
    assert "no token of Tocsin's" in stranger.err


async def test_a_slip_of_the_hand_is_told_in_plain_words(programs: Programs) -> None:
    """A field that nobody knows, and signs that are no text: nothing is sent, and no traceback is shown."""
    token = await programs.token(Scope.WRITE)
    unknown = await tocsin(programs, "change", "INC-1", "sevrity=major", token=token)
    broken = [
        await tocsin(programs, *words, token=token)
        for words in (("show", "INC-1\udcff"), ("declare", "half a sign \udcff"))
    ]

    assert (unknown.code, unknown.out) == (1, "")
    assert unknown.err.startswith("There is no sevrity; there are title, description, severity")
    assert [(said.code, said.out) for said in broken] == [(1, ""), (1, "")]
    assert {said.err for said in broken} == {"What was typed is not in UTF-8. Type it anew.\n"}


async def test_words_in_brackets_stand_in_the_tables_as_they_were_typed(programs: Programs) -> None:
    """Whatever they would mean to the table."""
    token = await programs.token(Scope.WRITE)
    await tocsin(programs, "declare", "[/etc] is [red]full", "--severity", "major", token=token)
    await tocsin(programs, "note", "INC-1", "see [/var]", token=token)
    listed = await tocsin(programs, "list", "--severity", "major", token=token)
    others = await tocsin(programs, "list", "--severity", "critical", token=token)
    shown = await tocsin(programs, "show", "INC-1", token=token)

    assert "[/etc] is [red]full" in listed.out
    assert others.out == "There is none.\n"
    assert "[/etc] is [red]full" in shown.out
    assert "see [/var]" in shown.out


async def test_every_command_answers_programs_too(programs: Programs) -> None:
    """With the API's own JSON."""
    token = await programs.token(Scope.WRITE)

    async def told(*words: str) -> Any:
        return json.loads((await tocsin(programs, *words, "--json", token=token)).out)

    assert (await told("declare", "checkout is failing"))["reference"] == "INC-1"
    assert (await told("ack", "INC-1"))["acknowledged"]["by"]["name"] == "ci"
    assert (await told("update", "INC-1", "rolling back"))["message"] == "rolling back"
    assert (await told("note", "INC-1", "restarted it"))["text"] == "restarted it"
    assert (await told("resolve", "INC-1"))["status"] == "resolved"
    assert (await told("reopen", "INC-1", "--note", "it is back"))["active"]
    assert (await told("resolve", "INC-1"))["status"] == "resolved"
    assert (await told("close", "INC-1"))["status"] == "closed"
    assert [incident["number"] for incident in await told("list", "--status", "all")] == [1]


async def test_a_wrong_address_or_token_is_told_in_plain_words(programs: Programs) -> None:
    """On standard error, with exit code 1 and no traceback."""
    nobody = await tocsin(programs, "list", token="x", url="http://127.0.0.1:9")
    nowhere = await tocsin(programs, "list", token="x", url="localhost:8000")
    slip = await tocsin(programs, "list", token="tök")

    assert [said.code for said in (nobody, nowhere, slip)] == [1, 1, 1]
    assert nobody.err.startswith("No answer from the server (")
    assert nowhere.err.startswith("localhost:8000 is no address of a server.")
    assert slip.err.startswith("That is no token.")
    assert not any("Traceback" in said.err for said in (nobody, nowhere, slip))


async def test_at_eighty_columns_the_list_shows_everything_that_tells_incidents_apart(
    programs: Programs,
) -> None:
    """The time with day and hour, the status in full, what is practice; a long title goes on below."""
    token = await programs.token(Scope.WRITE, name="terminal")
    await tocsin(
        programs, "declare", "checkout is failing for everybody", "--severity", "critical", token=token
    )
    await tocsin(programs, "declare", "pager", "--drill", token=token)
    await tocsin(programs, "ack", "INC-2", token=token)
    listed = (await tocsin(programs, "list", token=token, columns=80)).out

    lines = {line.split()[0]: line for line in listed.splitlines() if line.startswith(("INC-", " INC-"))}
    assert max(map(len, listed.splitlines())) <= 80
    assert re.search(
        r"critical +investigating +checkout is failing.* \d{1,2} [A-Z][a-z]{2} \d\d:\d\d", lines["INC-1"]
    )
    assert re.search(r"minor +investigating +Drill: pager +terminal", lines["INC-2"])
    assert "Times are UTC." in listed


async def test_the_timeline_says_from_what_to_what(programs: Programs) -> None:
    """And how grave it was declared."""
    token = await programs.token(Scope.WRITE, name="terminal")
    await tocsin(programs, "declare", "checkout", "--severity", "critical", token=token)
    await tocsin(programs, "update", "INC-1", "found it", "--status", "identified", token=token)
    shown = (await tocsin(programs, "show", "INC-1", token=token)).out
    assert "declared, critical" in shown
    assert "from investigating to identified" in shown


async def test_a_server_that_does_not_answer_is_named(programs: Programs) -> None:
    """With how to name another."""
    told = await tocsin(programs, "list", token="tocsin_x", url="http://127.0.0.1:9")
    assert (told.code, told.out) == (1, "")
    assert "http://127.0.0.1:9 was asked; --url or TOCSIN_URL names another." in told.err


async def test_usage_is_told_under_the_name_of_the_command() -> None:
    """However it was started inside."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "token", "create"), stderr=asyncio.subprocess.PIPE
    )
    assert b"Usage: tocsin token create" in (await process.communicate())[1]
