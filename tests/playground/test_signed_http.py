"""Delivery by signed HTTP requests, to a bot built on Bolt and to one that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from playground import signed_http
from playground.server import Playground
from tests.playground.conftest import MANIFEST
from tests.playground.people import JSON, Person

Door = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Door], Awaitable[str]]
HERE = "C0INCIDENTS"


@pytest.fixture
async def behind() -> AsyncIterator[Serve]:
    """Return a function: it serves a bot's door, and a playground that knows the way there."""
    async with AsyncExitStack() as opened:

        async def serve(door: Door) -> str:
            server = web.Application()
            server.router.add_post("/slack/events", door)
            runner = web.AppRunner(server)
            await runner.setup()
            opened.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            return await opened.enter_async_context(Playground(MANIFEST, request_url=request_url).serve())

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


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_a_door_that_refuses_is_a_failed_dispatch(
    behind: Serve, session: ClientSession, status: int
) -> None:
    async def door(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    ann = Person(session, await behind(door), "U0ANN")
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
