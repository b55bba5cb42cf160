"""Slack's own clients of Node take the playground for Slack: Bolt in both modes, and a bare socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession

from playground.delivery import socket_mode
from playground.server import Playground
from tests.node.conftest import Node, Run
from tests.playground.people import JSON, Person

CHANNEL = "C0INCIDENTS"
MANIFEST = Path(__file__).parent / "manifest.yml"
LOOK_AGAIN = 0.02
"""Seconds: another process gives no event that could be awaited."""
WITHIN = 10.0


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A workspace in which events come again soon and sockets live for about 90 s."""
    async with Playground(MANIFEST, clock_factor=200).serve() as url:
        yield url


@pytest.fixture
async def ann(url: str) -> AsyncIterator[Person]:
    async with ClientSession() as session:
        yield Person(session, url, "U0ANN")


@pytest.fixture(params=["socket", "http"])
async def bolt(request: pytest.FixtureRequest, url: str, ann: Person, run: Run) -> Node:
    """Bolt, connected: by a socket, or at a request URL that answered the challenge."""
    app = await run("app.mjs", url, request.param)
    port = (await app.tells())["port"]
    if port:
        address = f"http://127.0.0.1:{port}/slack/events"
        assert await control(ann, "request_url", url=address) == {"ok": True}
    return app


async def control(ann: Person, lever: str, /, **body: object) -> JSON:
    async with ann._session.post(f"{ann._url}/control/{lever}", json=body) as answer:
        done: JSON = await answer.json()
        return done


async def until(look: Callable[[], Awaitable[JSON | None]]) -> JSON:
    async with asyncio.timeout(WITHIN):
        while (seen := await look()) is None:  # noqa: ASYNC110 - see LOOK_AGAIN
            await asyncio.sleep(LOOK_AGAIN)
    return seen


async def sees(ann: Person, words: str, **where: str) -> JSON:
    """Wait for a message in the channel, or in a thread, with these words."""

    async def look() -> JSON | None:
        told = await ann.reads(CHANNEL, **where)
        return next((message for message in told if words in message["text"]), None)

    return await until(look)


@pytest.mark.usefixtures("bolt")
async def test_bolt_takes_commands_buttons_and_answers_by_url(ann: Person) -> None:
    assert await ann.says(CHANNEL, "/incident <b> & more") == {"ok": True}
    await sees(ann, "Heard &lt;b&gt; &amp; more")
    card = await sees(ann, "Card of")
    assert await ann.presses(CHANNEL, card, "acknowledge") == {"ok": True}
    answer = await sees(ann, "Yours, <@U0ANN>")
    assert answer["ephemeral"] is True


@pytest.mark.usefixtures("bolt")
async def test_bolt_opens_a_form_and_finds_fault_with_it(ann: Person) -> None:
    await ann.says(CHANNEL, "/incident checkout")
    await ann.presses(CHANNEL, await sees(ann, "Card of"), "edit")
    await until(lambda: opened(ann))
    assert await ann.submits(title="x") == {"ok": False, "errors": {"title": "Too short"}}
    assert await ann.submits(title="search is down") == {"ok": True}
    await sees(ann, "Declared search is down")
    assert (await ann.looks("views"))["views"] == []


@pytest.mark.usefixtures("bolt")
async def test_bolt_takes_a_global_shortcut(ann: Person) -> None:
    assert await ann.does("shortcut", callback_id="declare") == {"ok": True}
    assert (await until(lambda: opened(ann)))["callback_id"] == "declare"


async def opened(ann: Person) -> JSON | None:
    views = (await ann.looks("views"))["views"]
    return views[-1] if views else None


@pytest.mark.usefixtures("bolt")
async def test_bolt_hears_events_and_reacts_uploads_and_publishes(ann: Person) -> None:
    said = await ann.says(CHANNEL, "@bell are you there?")
    await sees(ann, "You called?", thread_ts=said["ts"])
    [root] = [message for message in await ann.reads(CHANNEL) if message["ts"] == said["ts"]]
    assert [reaction["name"] for reaction in root["reactions"]] == ["eyes"]
    await ann.does("react", channel=CHANNEL, ts=said["ts"], name="page_facing_up", on=True)

    async def file() -> JSON | None:
        files = [file for message in await ann.reads(CHANNEL) for file in message.get("files", [])]
        return files[0] if files else None

    assert (await until(file))["name"] == "timeline.txt"
    async with ann._session.get(f"{ann._url}/page/exchanges") as answer:
        seen = {row["name"] for row in (await answer.json())["exchanges"]}
    assert {"reactions.add", "files.getUploadURLExternal", "upload", "app_mention"} <= seen

    async def home() -> JSON | None:
        view: JSON | None = (await ann.does("home", tab="home"))["view"]
        return view

    assert (await until(home))["blocks"][0]["text"]["text"] == "Home of U0ANN"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled", "abort"])
async def test_a_client_that_is_sent_away_comes_back_and_takes_commands(
    url: str, ann: Person, run: Run, reason: str
) -> None:
    bare = await run("bare.mjs", url)
    assert await bare.tells() == {"connected": True}
    await control(ann, "disconnect", reason=reason)
    assert await bare.tells() == {"connected": True}
    assert await ann.says(CHANNEL, "/incident again") == {"ok": True}
    told = await bare.tells()
    assert (told["command"], told["accepts_response_payload"]) == ("again", True)
    assert (await ann.reads(CHANNEL))[-1]["text"] == "By hand: again"


async def test_a_client_leaves_when_its_time_is_over_and_comes_back_by_itself(ann: Person, run: Run) -> None:
    """A day of Slack's in a second: it is warned, goes, and is there again."""
    async with Playground(MANIFEST, clock_factor=60_000).serve() as hasty:
        bare = await run("bare.mjs", hasty)
        assert [await bare.tells() for _ in range(3)] == [{"connected": True}] * 3


async def test_a_client_is_told_that_an_event_comes_again(
    url: str, ann: Person, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first delivery is left unanswered; the same event comes with its retry fields."""
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.5)
    bare = await run("bare.mjs", url)
    await bare.tells()
    await control(ann, "channels/C0INCIDENTS", members=["U0ANN", "U0BEN", "U0CLEO", "U0BOT"])
    await ann.says(CHANNEL, "@bell hello")
    assert await bare.tells() == {"refused": "app_mention", "retry_num": 0}
    again = await bare.tells()
    assert (again["event"], again["retry_num"], again["retry_reason"]) == ("app_mention", 1, "timeout")
