"""The levers: each does what docs/playground.md says, and a wrong pull is answered in words."""

import re

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.__main__ import parser
from playground.server import Playground
from playground.state.access import DEACTIVATED
from playground.traffic.faults import OTHERS, SCHEMA
from tests.documents import ROOT
from tests.playground.conftest import MANIFEST
from tests.playground.people import JSON, Person

PAGE = (ROOT / "docs/playground.md").read_text(encoding="utf-8")
HERE = "C0INCIDENTS"


def test_every_lever_is_in_the_docs() -> None:
    router = Playground(MANIFEST)._app("127.0.0.1").router
    routes = {(route.method, route.resource.canonical) for route in router.routes() if route.resource}
    levers = {
        f"{method} {path}" for method, path in routes if path.startswith("/control/") and method != "HEAD"
    }
    assert set(re.findall(r"`((?:GET|POST|DELETE) /control/[^`]*)`", PAGE)) == levers


def test_every_kind_field_and_target_of_a_fault_is_in_the_docs() -> None:
    fields = SCHEMA["properties"]
    for word in [*fields, *fields["kind"]["enum"], *fields["when"]["enum"], *OTHERS]:
        assert f"`{word}`" in PAGE, word


def test_every_option_of_the_command_is_in_the_docs() -> None:
    options = {option for action in parser("playground")._actions for option in action.option_strings}
    assert set(re.findall(r"^\| `(--[\w-]+)", PAGE, re.MULTILINE)) == options - {"-h", "--help"}


def test_the_files_that_a_docstring_names_are_there() -> None:
    """From its own folder or from the playground's."""
    house = ROOT / "playground"
    for path in house.rglob("*.py"):
        for name in re.findall(r"`([\w/]+\.py)`", path.read_text(encoding="utf-8")):
            assert (path.parent / name).exists() or (house / name).exists(), f"{path}: {name}"


@pytest.mark.parametrize(
    ("lever", "asked", "complaint"),
    [
        ("users/U0BEN", {"name": "Benny"}, "one can change deleted, is_restricted, refuse_dm"),
        ("users/U0BEN", {"deleted": "yes"}, "deleted: a bool is wanted"),
        ("channels/C0GENERAL", {"members": "U0BEN"}, "members: a list is wanted"),
        ("faults", [], "a JSON object is wanted"),
        ("disconnect", {"reason": "boredom"}, "reason: one of warning, refresh_requested"),
        ("request_url", {"url": "nowhere"}, "url: http://"),
        ("people", {}, "name: a name is wanted"),
        ("people", {"name": " "}, "name: a name is wanted"),
        ("people", {"name": 7}, "name: a name is wanted"),
        ("people", [], "a JSON object is wanted"),
    ],
)
async def test_a_wrong_pull_is_answered_in_words(
    session: ClientSession, url: str, lever: str, asked: object, complaint: str
) -> None:
    async with session.post(f"{url}/control/{lever}", json=asked) as answer:
        assert answer.status == 400
        assert complaint in await answer.text()


@pytest.mark.parametrize(
    ("lever", "asked", "error"),
    [
        ("users/U0NOBODY", {"deleted": True}, "user_not_found"),
        ("channels/C0NOWHERE", {"is_archived": True}, "channel_not_found"),
        ("channels/C0GENERAL", {"members": ["U0NOBODY"]}, "user_not_found"),
        ("delete_message", {}, "channel_not_found"),
        ("delete_message", {"channel": HERE, "ts": "1.0"}, "message_not_found"),
    ],
)
async def test_what_is_not_there_cannot_be_changed(
    session: ClientSession, url: str, lever: str, asked: JSON, error: str
) -> None:
    async with session.post(f"{url}/control/{lever}", json=asked) as answer:
        assert (await answer.json())["error"] == error


async def test_a_deleted_message_an_archived_channel_and_a_deactivated_person_are_gone_for_the_bot(
    client: AsyncWebClient, session: ClientSession, url: str, ann: Person
) -> None:
    await client.conversations_join(channel=HERE)
    ts = (await client.chat_postMessage(channel=HERE, text="x"))["ts"]
    for lever, asked in (
        ("delete_message", {"channel": HERE, "ts": ts}),
        ("channels/C0INCIDENTS", {"is_archived": True}),
        ("users/U0BEN", {"deleted": True}),
    ):
        async with session.post(f"{url}/control/{lever}", json=asked) as answer:
            assert await answer.json() == {"ok": True}
    assert await ann.reads(HERE) == []
    assert (await client.users_info(user="U0BEN"))["user"]["deleted"] is True
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel=HERE, text="y")


async def test_a_deactivated_person_can_look_and_do_no_more(
    session: ClientSession, url: str, ann: Person, ben: Person
) -> None:
    """Until they are brought back."""
    await ann.says(HERE, "hello")
    for deleted, answer in ((True, {"ok": False, "error": DEACTIVATED}), (False, {"ok": True})):
        async with session.post(f"{url}/control/users/U0BEN", json={"deleted": deleted}) as changed:
            assert await changed.json() == {"ok": True}
        said = await ben.says(HERE, "me too")
        assert {key: said[key] for key in answer} == answer
        assert (await ben.reads(HERE))[0]["text"] == "hello"
    assert [message["text"] for message in await ann.reads(HERE)] == ["hello", "me too"]
