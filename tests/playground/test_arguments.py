"""Arguments are what Slack documents for the method, wherever they stand, or they are refused or ignored."""

import pytest
from aiohttp import ClientSession

from tests.playground.people import JSON
from tests.playground.test_web_api import bearer, called

BOT = bearer("xoxb-playground")


@pytest.mark.parametrize(
    ("method", "arguments", "messages"),
    [
        (
            "conversations.list",
            {"exclude_archived": "perhaps"},
            ["[ERROR] must be a boolean [json-pointer:/exclude_archived]"],
        ),
        ("users.list", {"limit": "many"}, ["[ERROR] must be an integer [json-pointer:/limit]"]),
        ("conversations.info", {}, ["[ERROR] missing required field: channel"]),
        ("conversations.info", {"channel": ""}, ["[ERROR] missing required field: channel"]),
    ],
)
async def test_an_argument_of_a_wrong_type_is_named(
    session: ClientSession, url: str, method: str, arguments: JSON, messages: list[str]
) -> None:
    answer = await called(session, url, method, headers=BOT, data=arguments)
    assert (answer["error"], answer["response_metadata"]["messages"]) == ("invalid_arguments", messages)


@pytest.mark.parametrize("value", ["0", "-1", "1001", "many", "1.5"])
async def test_a_limit_out_of_bounds_is_refused_where_slack_documents_that(
    session: ClientSession, url: str, value: str
) -> None:
    answer = await called(session, url, "conversations.list", headers=BOT, data={"limit": value})
    assert answer["error"] == "invalid_limit"


@pytest.mark.parametrize("flag", ["1", "true", "True", "0", "false"])
async def test_a_flag_is_spelt_in_many_ways(session: ClientSession, url: str, flag: str) -> None:
    answer = await called(session, url, "conversations.list", headers=BOT, data={"exclude_archived": flag})
    assert answer["ok"]


async def test_an_argument_that_is_not_documented_is_ignored(session: ClientSession, url: str) -> None:
    """A message has no limit that could be wrong, and a private one no metadata."""
    await called(session, url, "conversations.join", headers=BOT, data={"channel": "C0GENERAL"})
    said = {"channel": "C0GENERAL", "text": "x", "user": "U0ANN", "limit": "many"}
    assert (await called(session, url, "chat.postMessage", headers=BOT, data=said))["ok"]
    private = said | {"metadata": "{"}
    assert (await called(session, url, "chat.postEphemeral", headers=BOT, data=private))["ok"]


async def test_a_method_that_reads_sees_nothing_of_json(session: ClientSession, url: str) -> None:
    asked = {"channel": "C0GENERAL"}
    answer = await called(session, url, "conversations.info", headers=BOT, json=asked)
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]
    assert (await called(session, url, "conversations.info", headers=BOT, data=asked))["ok"]
    assert (await called(session, url, "conversations.join", headers=BOT, json=asked))["ok"]


async def test_a_token_stands_in_the_header_or_in_a_form_and_nowhere_else(
    session: ClientSession, url: str
) -> None:
    token = {"token": "xoxb-playground"}
    assert (await called(session, url, "auth.test", data=token))["ok"]
    assert (await called(session, url, "auth.test", json=token))["error"] == "not_authed"
    assert (await called(session, url, "auth.test", params=token))["error"] == "not_authed"


@pytest.mark.parametrize(
    ("content", "body", "warning"),
    [
        ("application/json", b"{}", "missing_charset"),
        ("application/json; charset=utf-8", b"{}", None),
        ("application/x-www-form-urlencoded", b"a=b", None),
        ("application/x-www-form-urlencoded; charset=utf-8", b"a=b", "superfluous_charset"),
    ],
)
async def test_a_charset_is_warned_of_when_it_is_missing_or_one_too_many(
    session: ClientSession, url: str, content: str, body: bytes, warning: str | None
) -> None:
    for method, ok in (("auth.test", True), ("conversations.archive", False)):
        answer = await called(session, url, method, headers=BOT | {"Content-Type": content}, data=body)
        assert answer["ok"] is ok
        assert answer.get("warning") == warning
        assert answer.get("response_metadata", {}).get("warnings") == ([warning] if warning else None)
