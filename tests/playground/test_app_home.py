"""The App Home: published by the bot, looked at and used by people, one for each of them."""

from asyncio import TaskGroup
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground.people import JSON, Person, SocketBot

PRESS = {
    "type": "actions",
    "block_id": "b",
    "elements": [{"type": "button", "action_id": "all", "text": {"type": "plain_text", "text": "All"}}],
}
NOTE = {
    "type": "input",
    "block_id": "note",
    "label": {"type": "plain_text", "text": "Note"},
    "element": {"type": "plain_text_input", "action_id": "typed"},
}


@pytest.fixture
def manifest() -> Path:
    return Path(__file__).parent / "surfaces.yml"


def home(*blocks: JSON, **more: object) -> JSON:
    return {"type": "home", "blocks": list(blocks) or [PRESS], **more}


async def refusal(client: AsyncWebClient, **args: object) -> str:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("views.publish", json=args)
    code: str = refused.value.response["error"]
    return code


async def test_each_person_has_a_home_of_their_own(client: AsyncWebClient, ann: Person, ben: Person) -> None:
    """It comes to the open page at once; publishing again keeps its id and changes its hash."""
    async with await ann.watches() as watching:
        first = (await client.views_publish(user_id="U0ANN", view=home(callback_id="start")))["view"]
        frame = await watching.receive_json(timeout=20)
    assert (frame["type"], frame["view"]["id"]) == ("home_published", first["id"])
    assert (first["root_view_id"], first["bot_id"], first["callback_id"]) == (first["id"], "B0BOT", "start")
    again = (await client.views_publish(user_id="U0ANN", view=home(), hash=first["hash"]))["view"]
    assert (again["id"], again["hash"] == first["hash"]) == (first["id"], False)
    assert (await ann.does("home", tab="home"))["view"] == again
    assert (await ben.does("home", tab="home"))["view"] is None
    assert (await ann.looks("views"))["views"] == []


async def test_an_old_hash_a_wrong_person_and_a_wrong_view_are_refused(client: AsyncWebClient) -> None:
    first = (await client.views_publish(user_id="U0ANN", view=home()))["view"]
    await client.views_publish(user_id="U0ANN", view=home(external_id="anns"))
    assert await refusal(client, user_id="U0ANN", view=home(), hash=first["hash"]) == "hash_conflict"
    assert await refusal(client, user_id="U0BEN", view=home(), hash=first["hash"]) == "hash_conflict"
    assert await refusal(client, user_id="U0NOBODY", view=home()) == "invalid_arguments"
    assert await refusal(client, user_id="U0BEN", view={"type": "modal", "blocks": []}) == "invalid_arguments"
    assert await refusal(client, user_id="U0BEN", view=home(external_id="anns")) == "duplicate_external_id"
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}}
    assert await refusal(client, user_id="U0BEN", view=home(*[long] * 90)) == "view_too_large"
    assert await refusal(client, user_id="U0BEN") == "invalid_arguments"


async def test_without_a_home_tab_in_the_manifest_nothing_can_be_published() -> None:
    async with Playground(Path(__file__).parent / "manifest.yml").serve() as url:
        client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/")
        assert await refusal(client, user_id="U0ANN", view=home()) == "not_enabled"


async def test_the_bot_hears_which_tab_is_opened_and_what_is_on_it(
    client: AsyncWebClient, bot: SocketBot, ann: Person
) -> None:
    """The view comes along with the Home tab only, and only once there is one."""
    shown: list[tuple[str, str | None]] = []
    for tab in ("home", "messages", "home"):
        await ann.does("home", tab=tab)
        envelope = await bot.envelopes.get()
        await bot.answers(envelope)
        event = envelope.payload["event"]
        assert (event["type"], event["user"], event["channel"]) == ("app_home_opened", "U0ANN", "D0ANN")
        shown.append((event["tab"], event.get("view", {}).get("callback_id")))
        await client.views_publish(user_id="U0ANN", view=home(callback_id="start"))
    assert shown == [("home", None), ("messages", None), ("home", "start")]


async def test_a_press_at_home_brings_the_view_and_what_was_entered(
    client: AsyncWebClient, bot: SocketBot, ann: Person, ben: Person
) -> None:
    """A modal can be opened from it, but not pushed, and a home cannot be submitted."""
    view = (await client.views_publish(user_id="U0ANN", view=home(PRESS, NOTE)))["view"]
    typed = {"values": {"note": {"typed": {"type": "plain_text_input", "value": "half"}}}}
    where = {"view_id": view["id"], "block_id": "b", "action_id": "all", "element": {}, "state": typed}
    async with TaskGroup() as group:
        press = group.create_task(ann.does("action", **where))
        envelope = await bot.envelopes.get()
        await bot.answers(envelope)
    assert press.result() == {"ok": True}
    payload = envelope.payload
    assert payload["type"] == "block_actions"
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert (payload["view"]["type"], payload["view"]["state"]) == ("home", typed)
    assert "channel" not in payload
    assert "response_url" not in payload
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "All"}, "blocks": [PRESS]}
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_push(trigger_id=payload["trigger_id"], view=modal)
    assert (await ben.does("action", **where))["error"] == "not_found"
    assert (await ann.does("view/submit", view_id=view["id"]))["error"] == "not_found"
    again = (await client.views_publish(user_id="U0ANN", view=home(NOTE)))["view"]
    assert again["state"] == typed


async def test_a_home_survives_a_restart(tmp_path: Path, manifest: Path) -> None:
    """And what was entered on it."""
    state = tmp_path / "workspace.db"
    async with Playground(manifest, state=state).serve() as url:
        client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/")
        view = (await client.views_publish(user_id="U0ANN", view=home()))["view"]
    async with Playground(manifest, state=state).serve() as url:
        client = AsyncWebClient("xoxb-playground", base_url=f"{url}/api/")
        again = await client.views_publish(user_id="U0ANN", view=home(), hash=view["hash"])
        assert again["view"]["id"] == view["id"]
