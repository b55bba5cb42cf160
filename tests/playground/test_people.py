"""People as the bot may know them: by scope, by email, by where they are; and the workspace they are in."""

from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.conftest import MANIFEST
from tests.playground.granted import manifest_with, refusal

KNOWING = ("users:read.email", "users.profile:read", "users:write", "team:read", "emoji:read", "im:read")


@pytest.fixture(params=[KNOWING, ()], ids=["all_scopes", "few_scopes"])
def scopes(request: pytest.FixtureRequest) -> tuple[str, ...]:
    scopes: tuple[str, ...] = request.param
    return scopes


@pytest.fixture
def manifest(tmp_path: Path, scopes: tuple[str, ...]) -> Path:
    return manifest_with(tmp_path, scopes=scopes) if scopes else MANIFEST


async def test_an_email_is_told_only_to_who_may_know_it(
    client: AsyncWebClient, scopes: tuple[str, ...]
) -> None:
    profile = (await client.users_info(user="U0ANN", include_locale=True))["user"]["profile"]
    assert profile.get("email") == ("ann.demo@playground.example" if scopes else None)
    lookup = client.users_lookupByEmail(email="Ann.Demo@playground.example")
    if not scopes:
        assert await refusal(lookup) == "missing_scope"
        return
    assert (await lookup)["user"]["id"] == "U0ANN"
    assert await refusal(client.users_lookupByEmail(email="nobody@x.example")) == "users_not_found"
    assert (await client.users_profile_get(user="U0BEN"))["profile"]["real_name"] == "Ben Demo"


@pytest.mark.parametrize("scopes", [KNOWING])
async def test_presence_is_told_and_the_bots_own_can_be_set(client: AsyncWebClient) -> None:
    assert (await client.users_getPresence(user="U0ANN"))["presence"] == "active"
    assert (await client.api_call("users.getPresence"))["presence"] == "active"
    await client.users_setPresence(presence="away")
    assert (await client.users_getPresence(user="U0BOT"))["manual_away"] is True
    assert await refusal(client.users_setPresence(presence="gone")) == "invalid_presence"
    assert await refusal(client.users_getPresence(user="U0NOBODY")) == "invalid_arguments"


@pytest.mark.parametrize("scopes", [KNOWING])
async def test_the_conversations_of_a_person_are_those_that_the_bot_can_see(client: AsyncWebClient) -> None:
    await client.conversations_join(channel="C0GENERAL")
    await client.conversations_open(users="U0ANN")
    mine = (await client.users_conversations(types="public_channel,im"))["channels"]
    assert {one["id"] for one in mine} == {"C0GENERAL", "D0ANN"}
    anns = (await client.users_conversations(user="U0ANN", limit=2))["channels"]
    assert [one["id"] for one in anns] == ["C0INCIDENTS", "C0GENERAL"]
    assert await refusal(client.users_conversations(types="rooms")) == "invalid_types"
    assert await refusal(client.users_conversations(limit=1001)) == "invalid_limit"


@pytest.mark.parametrize("scopes", [KNOWING])
async def test_the_workspace_says_what_it_is(client: AsyncWebClient) -> None:
    assert (await client.team_info())["team"]["domain"] == "playground"
    assert await refusal(client.team_info(team="T0OTHER")) == "team_not_found"
    assert (await client.bots_info(bot="B0BOT"))["bot"]["user_id"] == "U0BOT"
    assert await refusal(client.bots_info(bot="B0OTHER")) == "bot_not_found"
    assert (await client.emoji_list())["emoji"] == {}
    assert [team["id"] for team in (await client.auth_teams_list())["teams"]] == ["T0DEMO"]


@pytest.mark.parametrize("scopes", [()])
async def test_what_is_not_played_is_refused_as_slack_would(client: AsyncWebClient) -> None:
    assert await refusal(client.search_messages(query="x")) == "not_allowed_token_type"
    assert await refusal(client.api_call("canvases.create")) == "missing_scope"
    assert await refusal(client.api_call("dialog.open", json={"dialog": {}, "trigger_id": "1"})) == (
        "cannot_create_dialog"
    )


@pytest.mark.parametrize("scopes", [()])
async def test_a_token_that_was_given_back_works_no_more(client: AsyncWebClient) -> None:
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert await refusal(client.auth_test()) == "token_revoked"
