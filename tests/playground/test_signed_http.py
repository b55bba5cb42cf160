"""Delivery by signed HTTP requests, to a bot built on Bolt and to one that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from playground.delivery import signed_http
from playground.server import Playground
from tests.playground.conftest import MANIFEST
from tests.playground.forms import modal
from tests.playground.people import JSON, Person
from tests.ports import free_port

Door = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Door], Awaitable[str]]
HERE = "C0INCIDENTS"


@pytest.fixture
async def served() -> AsyncIterator[Serve]:
    """Return a function: it serves a bot's door, and says at which URL."""
    async with AsyncExitStack() as opened:

        async def serve(door: Door) -> str:
            server = web.Application()
            server.router.add_post("/slack/events", door)
            runner = web.AppRunner(server)
            await runner.setup()
            opened.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

        yield serve


@pytest.fixture
async def behind(served: Serve, subscribed: Path) -> AsyncIterator[Serve]:
    """Return a function: it serves a bot's door, and a playground that knows the way there."""
    async with AsyncExitStack() as opened:

        async def serve(door: Door) -> str:
            playground = Playground(subscribed, request_url=await served(door), clock_factor=6_000)
            return await opened.enter_async_context(playground.serve())

        yield serve


async def test_bolt_takes_command_button_and_modal_by_signed_http(
    behind: Serve, session: ClientSession
) -> None:
    """The whole round over HTTP: Bolt checks every signature itself."""

    async def door(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    url = await behind(door)
    client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/")
    app = AsyncApp(client=client, signing_secret="playground-signing-secret", process_before_response=True)
    button = {"type": "button", "action_id": "open", "text": {"type": "plain_text", "text": "Open"}}
    field = {"type": "plain_text_input", "action_id": "typed"}
    blocks = [{"type": "input", "block_id": "title", "label": button["text"], "element": field}]
    view = {
        "type": "modal",
        "callback_id": "v",
        "title": button["text"],
        "submit": button["text"],
        "blocks": blocks,
    }

    @app.command("/incident")
    async def heard(ack: AsyncAck, command: JSON) -> None:
        await ack(text=f"heard {command['text']}", blocks=[{"type": "actions", "elements": [button]}])

    @app.action("open")
    async def opened(ack: AsyncAck, body: JSON) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("v")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"title": "Too short"})

    ann = Person(session, url, "U0ANN")
    assert await ann.says(HERE, "/incident & <b>") == {"ok": True}
    [answer] = await ann.reads(HERE)
    assert answer["text"] == "heard &amp; &lt;b&gt;"
    assert await ann.presses(HERE, answer, "open") == {"ok": True}
    assert await ann.submits(title="x") == {"ok": False, "errors": {"title": "Too short"}}


async def test_the_signature_is_slacks(behind: Serve, session: ClientSession) -> None:
    """Checked with the official verifier, on the bytes that came."""
    valid: list[bool] = []

    async def door(request: web.Request) -> web.Response:
        verifier = SignatureVerifier("playground-signing-secret")
        valid.append(verifier.is_valid_request(await request.read(), dict(request.headers)))
        return web.Response(text="plain words")

    ann = Person(session, await behind(door), "U0ANN")
    await ann.says(HERE, "/incident ünïcode")
    assert valid == [True]
    assert (await ann.reads(HERE))[-1]["text"] == "plain words"


@pytest.mark.parametrize(
    ("status", "failed"),
    [(304, "http_client_error"), (401, "http_client_error"), (500, "http_service_error")],
)
async def test_a_door_that_refuses_is_reported_as_slack_words_it(
    behind: Serve, session: ClientSession, status: int, failed: str
) -> None:
    asked: list[web.Request] = []

    async def door(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(status=status)

    ann = Person(session, await behind(door), "U0ANN")
    assert (await ann.says(HERE, "/incident"))["failed"] == failed
    assert len(asked) == 1, "commands are not sent again"


async def test_a_door_that_is_not_there_is_a_failed_dispatch(session: ClientSession) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/slack/events"
    async with Playground(MANIFEST, request_url=nowhere).serve() as url:
        ann = Person(session, url, "U0ANN")
        assert (await ann.says(HERE, "/incident"))["failed"] == "dispatch_failed"


async def test_a_door_that_does_not_answer_is_a_timeout(
    behind: Serve, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signed_http, "ACK_SECONDS", 0.1)
    given_up = asyncio.Event()

    async def door(_request: web.Request) -> web.Response:
        await given_up.wait()
        return web.Response()

    ann = Person(session, await behind(door), "U0ANN")
    assert (await ann.says(HERE, "/incident"))["failed"] == "operation_timeout"
    given_up.set()


async def test_an_external_select_is_answered_by_signed_http(behind: Serve, session: ClientSession) -> None:
    """Bolt's `ack(options=...)` is the body of the answer."""

    async def door(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    url = await behind(door)
    client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/")
    app = AsyncApp(client=client, signing_secret="playground-signing-secret", process_before_response=True)
    search = {"text": {"type": "plain_text", "text": "Search"}, "value": "search"}

    @app.options("monitor")
    async def offer(ack: AsyncAck, payload: JSON) -> None:
        await ack(options=[search] if payload["value"] == "se" else [])

    select = {"type": "external_select", "action_id": "monitor"}
    blocks = [{"type": "actions", "block_id": "which", "elements": [select]}]
    posted = await client.chat_postMessage(channel="U0ANN", text="x", blocks=blocks)
    where = {"channel": "D0ANN", "ts": posted["ts"], "block_id": "which", "action_id": "monitor"}
    ann = Person(session, url, "U0ANN")
    assert await ann.does("options", value="se", **where) == {"ok": True, "options": [search]}
    assert await ann.does("options", value="zz", **where) == {"ok": True, "options": []}


Answers = Callable[[str], web.Response]
"""What a door answers to an event, by the number of the retry, "" when it is none."""


async def retries(behind: Serve, session: ClientSession, answers: Answers) -> list[tuple[str, str]]:
    """Return the retry headers of all attempts at the event that somebody wrote to the bot, up to three."""
    seen: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def door(request: web.Request) -> web.Response:
        number = request.headers.get("X-Slack-Retry-Num", "")
        seen.put_nowait((number, request.headers.get("X-Slack-Retry-Reason", "")))
        return answers(number)

    url = await behind(door)
    ann = Person(session, url, "U0ANN")
    await ann.looks("state")
    await ann.says("D0ANN", "help")
    attempts = [await seen.get()]
    while attempts[-1][0] != "3" and answers(attempts[-1][0]).status != 200:
        attempts.append(await seen.get())
    return attempts


async def test_an_event_that_is_refused_comes_three_times_more(behind: Serve, session: ClientSession) -> None:
    attempts = await retries(behind, session, lambda _number: web.Response(status=503))
    assert attempts == [("", ""), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_an_event_that_is_taken_at_last_comes_no_more(behind: Serve, session: ClientSession) -> None:
    attempts = await retries(behind, session, lambda number: web.Response(status=200 if number else 404))
    assert attempts == [("", ""), ("1", "http_error")]


async def test_a_bot_can_ask_not_to_be_told_again(behind: Serve, session: ClientSession) -> None:
    """The next event is the next thing it hears."""
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def door(request: web.Request) -> web.Response:
        heard.put_nowait((await request.json())["event_id"])
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    url = await behind(door)
    client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session)
    await client.conversations_join(channel=HERE)
    first = await heard.get()
    await client.conversations_join(channel="C0GENERAL")
    assert await heard.get() != first


async def test_slack_follows_two_redirects_and_no_more(behind: Serve, session: ClientSession) -> None:
    hops: list[str] = []

    async def door(request: web.Request) -> web.Response:
        hops.append(request.method)
        raise web.HTTPTemporaryRedirect("/slack/events")

    ann = Person(session, await behind(door), "U0ANN")
    assert (await ann.says(HERE, "/incident"))["failed"] == "dispatch_failed"
    assert hops == ["POST"] * 3


async def test_a_request_url_is_taken_when_it_answers_the_challenge(
    served: Serve, session: ClientSession
) -> None:
    """Bolt does so itself, and takes no probe for a command. From then on commands come by HTTP."""

    async def door(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def say(ack: AsyncAck) -> None:
        await ack("by HTTP")

    async with Playground(MANIFEST).serve() as url:
        client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/")
        app = AsyncApp(client=client, signing_secret="playground-signing-secret")
        app.command("/incident")(say)
        address, ann = await served(door), Person(session, url, "U0ANN")
        nowhere = f"http://127.0.0.1:{free_port()}/"
        assert "challenge" in (await control(session, url, "request_url", url=nowhere))["error"]
        assert (await ann.says(HERE, "/incident"))["failed"] == "dispatch_failed"
        assert await control(session, url, "request_url", url=address) == {"ok": True}
        assert (await control(session, url, "ssl_check", url=address))["ok"] is True
        assert await ann.says(HERE, "/incident") == {"ok": True}
        assert (await ann.reads(HERE))[-1]["text"] == "by HTTP"


async def test_words_in_answer_to_a_submission_are_a_failure_and_the_modal_stays(
    behind: Serve, session: ClientSession
) -> None:
    """Even "ok": Slack closes it for an empty body alone."""
    triggers: list[str] = []

    async def door(request: web.Request) -> web.Response:
        form = await request.post()
        triggers.extend(str(trigger) for trigger in form.getall("trigger_id", []))
        return web.Response(text="ok" if "payload" in form else "")

    url = await behind(door)
    ann = Person(session, url, "U0ANN")
    assert await ann.says(HERE, "/incident") == {"ok": True}
    client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/", session=session)
    await client.views_open(trigger_id=triggers[0], view=modal("Declare"))
    assert await ann.submits(title="x") == {"ok": False, "error": "invalid_response_action"}
    assert (await ann.top_view())["title"]["text"] == "Declare"


async def control(session: ClientSession, base: str, what: str, /, **body: object) -> JSON:
    async with session.post(f"{base}/control/{what}", json=body) as answer:
        done: JSON = await answer.json()
        return done
