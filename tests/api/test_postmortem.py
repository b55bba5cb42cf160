"""The draft of a postmortem over HTTP, by the client, and at the terminal: the same document."""

import asyncio

import pytest
from aiohttp import web

from bot.auth import Scope
from tests.api.conftest import Programs
from tests.client.test_command_line import tocsin
from tests.client.ways import at_once, client_of, served
from tocsin_client import ApiError, AsyncClient, Client, NotFound

PATH = "/api/v1/incidents"


async def over(programs: Programs) -> None:
    """Have an incident be published, told of, noted about and resolved."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    body = {
        "title": "checkout is *failing*",
        "severity": "critical",
        "monitors": ["checkout"],
        "page": "acme",
    }
    await programs.made(PATH, body)
    await programs.made(f"{PATH}/INC-1/updates", {"message": "We are rolling back."})
    await programs.made(f"{PATH}/INC-1/notes", {"text": "It is <b>the</b> release."})
    await programs.ask("POST", f"{PATH}/INC-1/resolve", {"note": "Rolled back."})


async def test_the_draft_tells_all_that_the_rows_know(programs: Programs) -> None:
    """As Markdown in UTF-8, with what a page shows, and foreign text that is text."""
    await over(programs)

    answer = await programs.ask("GET", f"{PATH}/INC-1/postmortem")

    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith(
        "# Postmortem of INC-1: checkout is \\*failing\\*\n\n- **Severity:** critical\n"
    )
    for words in ("### On acme: checkout", "  > We are rolling back.", "\\<b>the\\</b>", "## Action items"):
        assert words in answer.text, answer.text
    assert "> Rolled back." in answer.text.partition("## Summary")[2].partition("## Timeline")[0]


async def test_the_draft_is_for_those_who_may_look(programs: Programs) -> None:
    """And there is none of what there is not."""
    await over(programs)
    for scope, status in ((Scope.READ, 200), (Scope.ALERTS, 403)):
        token = await programs.token(scope, name=f"for {scope}")
        headers = {"Authorization": f"Bearer {token}"}
        assert (await programs.ask("GET", f"{PATH}/INC-1/postmortem", headers=headers)).status_code == status
    missing = await programs.ask("GET", f"{PATH}/INC-9/postmortem")
    assert (missing.status_code, missing.json()["detail"]) == (404, "There is no incident INC-9.")


async def test_both_clients_and_the_terminal_give_the_same_draft(programs: Programs) -> None:
    """To the last character; a missing incident raises, and ends the command with 1."""
    await over(programs)
    expected = (await programs.ask("GET", f"{PATH}/INC-1/postmortem")).text
    async with client_of(programs) as client:
        assert await client.incidents.postmortem("INC-1") == expected
        with pytest.raises(NotFound):
            await client.incidents.postmortem("INC-9")
    token = await programs.token(Scope.READ)

    def waiting() -> str:
        with Client(token, programs.url) as client:
            return client.incidents.postmortem("INC-1")

    assert await asyncio.to_thread(waiting) == expected
    printed = await tocsin(programs, "postmortem", "INC-1", token=token)
    missing = await tocsin(programs, "postmortem", "INC-9", token=token)
    assert (printed.code, printed.out) == (0, expected)
    assert (missing.code, missing.out, missing.err) == (1, "", "There is no incident INC-9.\n")


async def test_a_page_of_somebody_else_is_no_draft(programs: Programs) -> None:
    """What stands at a wrong address is never taken for success."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<p>Hello</p>", content_type="text/html")

    token = await programs.token(Scope.READ)
    async with served(page) as url, AsyncClient(token, url, sleep=at_once) as client:
        with pytest.raises(ApiError, match="not Tocsin"):
            await client.incidents.postmortem("INC-1")
