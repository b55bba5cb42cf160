"""The scopes of manifest.yml: exactly those that the methods which the code calls need, and none without a reason.

Which methods those are is read from the code; on which conversations they are called stands in a table here; a story
in which the bot calls everything that it can call holds both to the truth.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from bot.app import Application
from bot.doctor.examination import examine
from bot.doctor.patient import Patient
from incidents.catalogue import StatusPage
from incidents.escalation import Policy
from incidents.publishing import PagesPolicy
from tests.stories.acting import Office
from tests.stories.conftest import MANIFEST, office_open
from tests.stories.reminded import INCIDENTS, declare, until_paged
from tests.web_methods import OF_EVENTS, depends_on_conversation, methods_in_code, scopes_of

TEXT = MANIFEST.read_text(encoding="utf-8")
APP: dict[str, Any] = yaml.safe_load(TEXT)
SCOPES: list[str] = APP["oauth_config"]["scopes"]["bot"]

# The bot is in public channels and in direct messages, and its threads are in the incidents channel alone. So it asks
# for no groups: and mpim: scopes, nor for the right to list direct messages or to answer in threads of theirs.
CALLED_ON = {
    "conversations.history": frozenset({"channels", "im"}),
    "conversations.list": frozenset({"channels"}),
    "conversations.open": frozenset({"im"}),
    "conversations.replies": frozenset({"channels"}),
}
KIND_OF_ID = {"C": "channels", "D": "im"}
FOR_GROUP = Policy(steps=(("S0ONCALL",),), pages=PagesPolicy((StatusPage("acme", "Acme Cloud"),)))


def test_the_manifest_asks_for_what_the_code_needs_and_for_nothing_else() -> None:
    """A method that is called for the first time, or never again, changes the manifest."""
    needed = {
        scope
        for method in methods_in_code()
        for scope in scopes_of(method, CALLED_ON.get(method, frozenset()))
    }
    for event in APP["settings"].get("event_subscriptions", {}).get("bot_events", []):
        needed |= OF_EVENTS[event]
    needed |= (
        {"commands"} if APP["features"].get("slash_commands") or APP["features"].get("shortcuts") else set()
    )
    assert set(SCOPES) == needed
    assert len(SCOPES) == len(needed)


def test_it_is_known_on_which_conversations_each_method_is_called() -> None:
    """Slack has a scope for each kind of conversation there, and the narrowest are asked for."""
    assert CALLED_ON.keys() == {method for method in methods_in_code() if depends_on_conversation(method)}


def test_the_manifest_asks_for_nothing_without_a_reason() -> None:
    """Beside each scope stands what it is for."""
    for scope in SCOPES:
        assert re.search(rf"^ *- {scope} # \S", TEXT, re.MULTILINE), scope


async def test_the_bot_calls_what_its_code_names_and_on_those_conversations(tmp_path: Path) -> None:
    """In one story everything is called that can be called; Slack lets it all pass, with the scopes it has."""
    async with office_open(tmp_path, socket_mode=True, policy=FOR_GROUP) as (office, app):
        await everything_is_called(office, app)
        calls = await office.calls()
    assert {call["method"] for call in calls} == methods_in_code().keys()
    assert [call for call in calls if call["error"] == "missing_scope"] == []
    assert kinds_seen(calls) == CALLED_ON


async def everything_is_called(office: Office, app: Application) -> None:
    """Lose the answer to each kind of post, to have it looked for; open a form, tell a time, ask the doctor."""
    await office.fails("chat.postMessage", "lost", times=2)
    await declare(office)
    await until_paged(office, "ben", 1)
    card = await office.ann.sees("checkout is failing", INCIDENTS)
    await office.passes(seconds=20)
    await office.fails("chat.postMessage", "lost", times=1)
    await office.cleo.types("/incident note 1 looked at it")
    await office.ann.sees("looked at it", INCIDENTS, thread=card["ts"])
    await office.passes(seconds=20)
    await office.cleo.view(lambda: office.cleo.types("/incident declare"))
    await office.ann.types("/incident started 1 20 min ago")
    await office.cleo.types("/incident ack 1")
    await office.ann.sees("@cleo.demo", INCIDENTS)
    form = await office.cleo.view(lambda: office.cleo.types("/incident publish 1"))
    await office.cleo.presses_in(form, "Renew the preview")
    await office.cleo.view(office.cleo.opens_home, "home_published")
    [_ async for _ in examine(Patient(app.settings, MANIFEST, office.session))]


def kinds_seen(calls: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """Give, for each method that has a scope for each kind of conversation, the kinds it was called on."""
    seen: dict[str, set[str]] = {}
    for call in calls:
        if depends_on_conversation(call["method"]):
            seen.setdefault(call["method"], set()).add(kind_of(call["args"]))
    return {method: frozenset(kinds) for method, kinds in seen.items()}


def kind_of(args: dict[str, Any]) -> str:
    """Name the kind of conversation that a call was about."""
    if "types" in args:
        return {"public_channel": "channels"}[args["types"]]
    return "im" if "users" in args else KIND_OF_ID[args["channel"][0]]
