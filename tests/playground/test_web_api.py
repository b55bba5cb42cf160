"""The door of the Web API refuses what Slack refuses, in Slack's words."""

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.methods import METHODS
from playground.web_api.documented import documented

JSON = dict[str, Any]


async def called(session: ClientSession, url: str, method: str, **request: Any) -> JSON:
    async with session.post(f"{url}/api/{method}", **request) as answer:
        assert answer.status == 200
        body: JSON = await answer.json()
        return body


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-somebody-else", "invalid_auth"),
        ("auth.test", "xapp-playground", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-playground", "not_allowed_token_type"),
        ("chat.postMassage", "xoxb-playground", "unknown_method"),
    ],
)
async def test_a_call_needs_the_right_token_and_a_method_that_exists(
    session: ClientSession, url: str, method: str, token: str | None, error: str
) -> None:
    answer = await called(session, url, method, headers=bearer(token) if token else {})
    assert answer["ok"] is False
    assert answer["error"] == error


async def test_the_token_may_be_an_argument(session: ClientSession, url: str) -> None:
    assert (await called(session, url, "auth.test", data={"token": "xoxb-playground"}))["user_id"] == "U0BOT"


async def test_the_bot_learns_who_it_is_and_which_scopes_it_has(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer["bot_id"] == "B0BOT"
    assert answer["team_id"] == "T0DEMO"
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


async def test_api_test_gives_back_what_it_got(session: ClientSession, url: str) -> None:
    assert (await called(session, url, "api.test", json={"foo": "bar"}))["args"] == {"foo": "bar"}
    assert (await called(session, url, "api.test", json={"error": "my_error"}))["error"] == "my_error"


async def test_a_scope_that_the_manifest_lacks_is_named(client: AsyncWebClient) -> None:
    """Listing direct messages needs im:read, which this manifest does not ask for."""
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_list(types="im")
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "im:read"
    assert "chat:write" in refused.value.response["provided"]


async def test_a_missing_argument_is_named(session: ClientSession, url: str) -> None:
    answer = await called(session, url, "chat.update", headers=bearer("xoxb-playground"), json={"text": "x"})
    assert answer["error"] == "invalid_arguments"
    missing = ["[ERROR] missing required field: channel", "[ERROR] missing required field: ts"]
    assert answer["response_metadata"]["messages"] == missing


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"data": b"\xff{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"data": b"[]", "headers": {"Content-Type": "application/json"}}, "json_not_object"),
        ({"data": b"<a/>", "headers": {"Content-Type": "text/xml"}}, "invalid_post_type"),
    ],
)
async def test_a_body_must_be_a_form_or_a_json_object(
    session: ClientSession, url: str, request_: JSON, error: str
) -> None:
    assert (await called(session, url, "auth.test", **request_))["error"] == error


async def test_forms_carry_blocks_as_json_text(
    session: ClientSession, url: str, client: AsyncWebClient
) -> None:
    await client.conversations_join(channel="C0GENERAL")
    form = {"channel": "C0GENERAL", "blocks": '[{"type": "divider"}]', "metadata": '{"event_type": "e"}'}
    answer = await called(session, url, "chat.postMessage", headers=bearer("xoxb-playground"), data=form)
    assert answer["error"] == "invalid_metadata_schema"
    form["metadata"] = '{"event_type": "e", "event_payload": {"id": 7}}'
    answer = await called(session, url, "chat.postMessage", headers=bearer("xoxb-playground"), data=form)
    assert answer["message"]["blocks"][0]["type"] == "divider"
    form["blocks"] = "[{"
    answer = await called(session, url, "chat.postMessage", headers=bearer("xoxb-playground"), data=form)
    assert answer["error"] == "invalid_blocks_format"


async def test_every_method_that_is_served_is_one_that_slack_documents() -> None:
    assert set(METHODS) <= set(documented())
