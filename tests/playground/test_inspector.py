"""What the Inspector is told: every request both ways, masked, whole when it is asked for."""

import asyncio

import pytest
from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground.conftest import MANIFEST
from tests.playground.people import JSON, Person, SocketBot
from tests.playground.test_signed_http import Serve, served

HERE = "C0INCIDENTS"
__all__ = ["served"]


async def rows(session: ClientSession, url: str) -> list[JSON]:
    """Newest first."""
    async with session.get(f"{url}/page/exchanges") as answer:
        found: list[JSON] = (await answer.json())["exchanges"]
        return found


async def whole(session: ClientSession, url: str, name: str) -> JSON:
    row = next(row for row in await rows(session, url) if row["name"] == name)
    async with session.get(f"{url}/page/exchanges/{row['id']}") as answer:
        found: JSON = (await answer.json())["exchange"]
        return found


async def test_a_call_is_there_with_what_was_asked_and_answered(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    """Arguments that a form carries as JSON text are unfolded."""
    await client.conversations_join(channel=HERE)
    blocks = [{"type": "divider"}]
    metadata = {"event_type": "card", "event_payload": {"key": "1"}}
    await client.chat_postMessage(channel=HERE, text="All the words", blocks=blocks, metadata=metadata)
    call = await whole(session, url, "chat.postMessage")
    assert (call["to_bot"], call["status"], call["error"], call["gist"]) == (
        False,
        200,
        None,
        f"{HERE} · All the words",
    )
    assert call["request"]["blocks"] == blocks
    assert call["request"]["metadata"] == metadata
    assert call["answer"]["message"]["text"] == "All the words"
    assert call["took"] > 0


async def test_a_payload_is_there_with_the_bots_answer(
    bot: SocketBot, session: ClientSession, url: str, ann: Person
) -> None:
    async def answer() -> None:
        await bot.answers(await bot.envelopes.get(), {"text": "taken"})

    async with asyncio.TaskGroup() as group:
        group.create_task(ann.says(HERE, "/incident what is wrong"))
        group.create_task(answer())
    payload = await whole(session, url, "/incident")
    assert (payload["to_bot"], payload["by_http"], payload["gist"]) == (True, False, "what is wrong")
    assert payload["answer"] == {"text": "taken"}
    [socket] = [row for row in await rows(session, url) if row["name"] == "socket"]
    assert socket["status"] is None, "it is open yet"


async def test_no_token_and_no_signature_is_shown(
    served: Serve, session: ClientSession, client: AsyncWebClient, url: str
) -> None:
    await client.auth_test()
    async with session.post(f"{url}/api/apps.connections.open", data={"token": "xapp-playground"}):
        pass

    async def door(_request: web.Request) -> web.Response:
        return web.Response()

    async with Playground(MANIFEST, request_url=await served(door)).serve() as other:
        await Person(session, other, "U0ANN").says(HERE, "/incident")
        signed = await whole(session, other, "/incident")
    assert signed["headers"]["X-Slack-Signature"] == "v0=…"
    assert signed["request"]["token"] == "…"
    assert (await whole(session, url, "auth.test"))["headers"]["Authorization"] == "Bearer xoxb-…"
    assert "ticket=…" in (await whole(session, url, "apps.connections.open"))["answer"]["url"]


async def test_what_happens_is_pushed_when_it_begins_and_when_it_ends(
    client: AsyncWebClient, session: ClientSession, url: str
) -> None:
    async with session.ws_connect(f"{url}/page/exchanges/socket") as socket:
        await client.auth_test()
        seen: list[JSON] = []
        while not seen or seen[-1]["status"] is None:
            seen += (await socket.receive_json())["exchanges"]
    assert {row["name"] for row in seen} == {"auth.test"}
    assert seen[-1]["status"] == 200


@pytest.mark.parametrize(("kind", "status"), [("down", 503), ("lost", 0)])
async def test_a_fault_is_named_beside_what_it_struck(
    client: AsyncWebClient, session: ClientSession, url: str, kind: str, status: int
) -> None:
    async with session.post(f"{url}/control/faults", json={"kind": kind, "method": "auth.test"}):
        pass
    with pytest.raises(Exception, match=r"503|disconnected"):
        await client.auth_test()
    struck = await whole(session, url, "auth.test")
    assert (struck["fault"], struck["status"]) == (kind, status)


async def test_an_exchange_that_never_was_is_not_found(session: ClientSession, url: str) -> None:
    async with session.get(f"{url}/page/exchanges/4711") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("method", "content_type", "sent", "shown"),
    [
        (
            "conversations.info",
            "application/json",
            '{"channel": "C0INCIDENTS", "token": "mine"}',
            {"channel": HERE, "token": "…"},
        ),
        ("chat.postMessage", "application/json", '{"text": "half', '{"text": "half'),
        ("chat.postMessage", "application/json", '{"client_secret": "half', '{"client_secret": "…'),
        ("chat.postMessage", "application/json", "[1]", "[1]"),
        ("chat.postMessage", "text/plain", "text=x&token=mine&user=U0ANN", "text=x&token=…&user=U0ANN"),
        ("chat.postMessage", "application/json", '{"text": "whole"}', ""),
    ],
    ids=["reading method", "broken", "broken secret", "list", "plain text", "read"],
)
async def test_a_body_that_slack_did_not_read_is_shown_as_such(
    session: ClientSession, url: str, method: str, content_type: str, sent: str, shown: object
) -> None:
    """And no fault is aimed by it."""
    fault = {"kind": "down", "method": method, "where": {"channel": "*"}}
    async with session.post(f"{url}/control/faults", json=fault) as answer:
        assert answer.ok
    headers = {"Authorization": "Bearer xoxb-playground", "Content-Type": content_type}
    async with session.post(f"{url}/api/{method}", data=sent, headers=headers) as answer:
        assert answer.status == 200
    call = await whole(session, url, method)
    assert call["unread"] == shown
    assert call["request"] == ({} if shown else {"text": "whole"})


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Basic bWU6c2VjcmV0", "Basic …"),
        ("bearer mysecret", "bearer …"),
        ("bearer xoxb-mine", "bearer xoxb-…"),
        ("mysecret", "…"),
    ],
)
async def test_no_way_to_authorize_shows_the_secret(
    session: ClientSession, url: str, sent: str, shown: str
) -> None:
    async with session.post(f"{url}/api/auth.test", headers={"Authorization": sent}):
        pass
    assert (await whole(session, url, "auth.test"))["headers"]["Authorization"] == shown


async def test_secrets_of_apps_and_the_secret_parts_of_addresses_are_masked(
    session: ClientSession, url: str, bot: SocketBot, ann: Person
) -> None:
    secrets = dict.fromkeys(("client_secret", "refresh_token", "access_token"), "mysecret")
    async with session.post(f"{url}/api/api.test", data=secrets | {"client_id": "1.2"}):
        pass
    call = await whole(session, url, "api.test")
    assert call["request"] == dict.fromkeys(secrets, "…") | {"client_id": "1.2"}
    assert "mysecret" not in str(call)

    async def answer() -> None:
        await bot.answers(await bot.envelopes.get())

    async with asyncio.TaskGroup() as group:
        group.create_task(ann.says(HERE, "/incident"))
        group.create_task(answer())
    assert (await whole(session, url, "/incident"))["request"]["response_url"].endswith("/commands/T0DEMO/…")


async def test_hello_and_farewell_of_a_socket_are_there(
    bot: SocketBot, session: ClientSession, url: str
) -> None:
    hello = await whole(session, url, "hello")
    assert (hello["kind"], hello["to_bot"], hello["by_http"]) == ("socket", True, False)
    assert hello["request"]["num_connections"] == 1
    async with session.post(f"{url}/control/disconnect", json={"reason": "link_disabled"}) as answer:
        assert answer.ok
    farewell = await whole(session, url, "disconnect")
    assert (farewell["kind"], farewell["gist"]) == ("socket", "link_disabled")
