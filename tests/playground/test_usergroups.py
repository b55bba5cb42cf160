"""Groups of people: made, changed, switched off and on by the bot."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.granted import manifest_with, refusal


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return manifest_with(tmp_path, scopes=("usergroups:write",))


async def test_a_group_is_created_with_a_handle_of_its_name_and_gets_members(client: AsyncWebClient) -> None:
    group = (await client.usergroups_create(name="Second Line", description="Who comes next"))["usergroup"]
    assert (group["handle"], group["description"], group["users"]) == ("second-line", "Who comes next", [])
    await client.usergroups_users_update(usergroup=group["id"], users=["U0ANN", "U0CLEO"])
    assert (await client.usergroups_users_list(usergroup=group["id"]))["users"] == ["U0ANN", "U0CLEO"]
    listed = await client.usergroups_list(include_users=True, include_count=True)
    counted = {one["id"]: one["user_count"] for one in listed["usergroups"]}
    assert counted == {"S0ONCALL": 1, group["id"]: 2}
    bare = (await client.usergroups_list())["usergroups"][0]
    assert not {"users", "user_count"} & bare.keys()


async def test_a_disabled_group_is_listed_only_when_asked_for(client: AsyncWebClient) -> None:
    gone = (await client.usergroups_disable(usergroup="S0ONCALL"))["usergroup"]
    assert gone["date_delete"] > 0
    assert (await client.usergroups_list())["usergroups"] == []
    assert len((await client.usergroups_list(include_disabled=True))["usergroups"]) == 1
    assert await refusal(client.usergroups_users_list(usergroup="S0ONCALL")) == "no_such_subteam"
    back = (await client.usergroups_enable(usergroup="S0ONCALL"))["usergroup"]
    assert back["date_delete"] == 0
    assert len((await client.usergroups_list())["usergroups"]) == 1


async def test_a_group_is_renamed(client: AsyncWebClient) -> None:
    changed = await client.usergroups_update(usergroup="S0ONCALL", name="First line", handle="first")
    assert (changed["usergroup"]["name"], changed["usergroup"]["handle"]) == ("First line", "first")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": "On call"}, "name_already_exists"),
        ({"name": "x", "handle": "oncall"}, "handle_already_exists"),
        ({"name": "x", "handle": "ann.demo"}, "handle_already_exists"),
        ({"name": "x", "handle": "here"}, "forbidden_handle"),
        ({"name": "x", "handle": "With Spaces"}, "bad_handle"),
        ({"name": "x", "description": "x" * 141}, "description_too_long"),
    ],
)
async def test_a_group_that_cannot_be_is_refused(
    client: AsyncWebClient, given: dict[str, Any], error: str
) -> None:
    assert await refusal(client.usergroups_create(**given)) == error
    assert len((await client.usergroups_list())["usergroups"]) == 1


async def test_a_group_has_members_who_are_there(client: AsyncWebClient) -> None:
    update = client.usergroups_users_update
    assert await refusal(update(usergroup="S0ONCALL", users="U0NOBODY")) == "invalid_users"
    assert await refusal(update(usergroup="S0NONE", users="U0ANN")) == "no_such_subteam"
    assert await refusal(update(usergroup="S0ONCALL", users=",")) == "no_users_provided"
