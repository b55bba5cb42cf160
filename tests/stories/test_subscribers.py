"""What is typed once in Slack, or sent by a client of beacon, reaches a mailbox, a webhook and a Slack channel."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook as Verifier

from bot.app import Application
from bot.auth import Scope, Tokens
from bot.policy import read_policy
from incidents.model import Actor, ActorKind, Door
from tests.mailbox import Mailbox, mail_server, text_of
from tests.pages.conftest import POLICY as PAGES
from tests.stories.acting import Office, words
from tests.stories.conftest import POLICY, office_open

ANN = "ann@example.com"
GENERAL = "C0GENERAL"


@dataclass
class Ear:
    """A receiver of webhooks, which may be out of order."""

    heard: list[str] = field(default_factory=list)
    secret: str = ""
    status: int = 204
    url: str = ""

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.text()
        if self.status == 204:
            headers = {name.lower(): value for name, value in request.headers.items()}
            Verifier(self.secret).verify(body, headers)
            self.heard.append(body)
        return web.Response(status=self.status)


@dataclass
class Town:
    """The office, the bot, and the three whom a page tells."""

    office: Office
    app: Application
    box: Mailbox
    ear: Ear
    token: str

    async def beacon(self, path: str, body: object) -> None:
        url = f"http://127.0.0.1:{self.app.port}/compat/beacon/api/v1{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.office.session.post(url, json=body, headers=headers) as answer:
            assert answer.status < 300, await answer.text()

    async def mailed(self, words: str) -> None:
        await self.office.until(lambda: self._is(any(words in text_of(mail) for _, mail in self.box.letters)))

    async def hooked(self, words: str) -> None:
        await self.office.until(lambda: self._is(any(words in body for body in self.ear.heard)))

    async def posted(self, words: str) -> None:
        await self.office.ann.sees(words, GENERAL)

    async def all_hear(self, words: str) -> None:
        await self.mailed(words)
        await self.hooked(words)
        await self.posted(words)

    def times(self, words: str) -> tuple[int, int]:
        """Count how often the mailbox and the webhook were told."""
        mails = sum(words in text_of(mail) for _, mail in self.box.letters)
        return mails, sum(words in body for body in self.ear.heard)

    @staticmethod
    async def _is(so: bool) -> bool:  # noqa: FBT001
        return so


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    policy = replace(POLICY, pages=read_policy(PAGES, "policy.toml").pages)
    ear = Ear()
    served = web.Application()
    served.router.add_post("/hook", ear.hear)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ear.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    box = Mailbox()
    with mail_server(box):
        mail: dict[str, Any] = {
            "smtp_url": SecretStr(box.url),
            "smtp_from": "status@acme.example",
            "base_url": "https://tocsin.example",
        }
        async with office_open(tmp_path, socket_mode=False, policy=policy, **mail) as (office, app):
            yield await settled(office, app, box, ear)
    await runner.cleanup()


async def settled(office: Office, app: Application, box: Mailbox, ear: Ear) -> Town:
    """Subscribe all three to the page that critical incidents are published on."""
    operator = Actor(ActorKind.PERSON, "operator", "the operator", Door.COMMAND_LINE)
    _, token = await Tokens(app.store, app.settings.secret).create("shop", [Scope.ADMIN], operator)
    made = await app.subscribers.add_webhook("beta", ear.url, [])
    ear.secret = made[1].secret
    await app.subscribers.ask("beta", ANN, [])
    town = Town(office, app, box, ear, token)
    await town.mailed("Confirm it within two days")
    link = next(word for word in text_of(box.letters[0][1]).split() if "/confirm/" in word)
    path = link.removeprefix("https://tocsin.example")
    async with office.session.post(f"http://127.0.0.1:{app.port}{path}", data={"a": "b"}) as answer:
        assert answer.status == 200
    await office.ann.types("/incident subscribe page beta")
    await office.ann.is_told("From now on this channel reads what Beta tells the public.")
    return town


async def test_from_slack_and_from_beacon_to_a_mailbox_a_webhook_and_a_channel(town: Town) -> None:
    """Each hears each piece of news once, and nothing of what stays inside; who unsubscribes hears no more."""
    ann = town.office.ann
    await ann.types("/incident critical checkout is failing", "C0INCIDENTS")
    await town.all_hear("checkout is failing")
    await ann.types("/incident update We are rolling back.", "C0INCIDENTS")
    await town.all_hear("We are rolling back.")
    await ann.types("/incident note it was release 81", "C0INCIDENTS")
    await ann.types("/incident resolve rolled back", "C0INCIDENTS")
    await town.hooked("status.resolved")
    await town.posted("Resolved")
    for hidden in ("release 81", "INC-1", "ann.demo"):
        assert town.times(hidden) == (0, 0)
    assert [json.loads(body)["type"] for body in town.ear.heard] == [
        "status.published",
        "status.updated",
        "status.resolved",
    ]
    told = {"title": "Payments fail", "impact": "minor", "message": "We look into it."}
    await town.beacon("/pages/beta/incidents", told)
    await town.all_hear("We look into it.")

    await ann.types("/incident unsubscribe page beta")
    await ann.is_told("This channel reads no more of beta.")
    await ann.types("/incident critical search is down", "C0INCIDENTS")
    await town.mailed("search is down")
    await town.office.passes(seconds=2)
    assert not any("Beta: search is down" in m.get("text", "") for m in await ann.reads(GENERAL))


async def test_each_of_them_down_in_turn_hears_once_when_it_is_back(town: Town) -> None:
    """The other two hear meanwhile."""
    office, ann = town.office, town.office.ann
    town.ear.status = 503
    await ann.types("/incident critical one fails", "C0INCIDENTS")
    await town.mailed("one fails")
    await town.posted("one fails")
    town.ear.status = 204
    await office.passes(seconds=10)
    await town.hooked("one fails")

    town.box.answers[ANN] = "451 come back later"
    await ann.types("/incident critical two fails", "C0INCIDENTS")
    await town.hooked("two fails")
    await town.posted("two fails")
    await office.until(lambda: town._is(town.box.tried.count(ANN) == 3))
    del town.box.answers[ANN]
    await office.until(office.is_quiet)
    await office.passes(minutes=2)
    await town.mailed("two fails")

    await office.fails("chat.postMessage", "down", times=2)
    await ann.types("/incident critical three fails", "C0INCIDENTS")
    await town.mailed("three fails")
    await town.hooked("three fails")
    await office.recovers()
    await office.passes(seconds=30)
    await town.posted("three fails")
    assert [town.times(f"{n} fails") for n in ("one", "two", "three")] == [(1, 1)] * 3


async def test_a_guest_subscribes_no_channel_and_a_page_that_is_not_there_is_named(town: Town) -> None:
    """Each with a sentence that says what to do."""
    await town.office.ann.types("/incident subscribe page gamma")
    await town.office.ann.is_told("gamma")
    await town.office.ann.types("/incident subscribe page")
    await town.office.ann.is_told("Say which page, such as /incident subscribe page acme")
    await town.office.ann.types("/incident subscribe")
    await town.office.ann.is_told("Say which status page")
    await town.office.control("users/U0BEN", is_restricted=True)
    await town.office.ben.types("/incident subscribe page acme")
    await town.office.ben.is_told("Guests and people of other workspaces cannot subscribe a channel.")


async def test_a_page_that_is_not_there_is_answered_with_those_that_are(town: Town) -> None:
    """The list of incidents would help nobody."""
    await town.office.ann.types("/incident subscribe page gamma")
    told = await town.office.ann.is_told("There is no status page gamma. Name one that is there: acme, beta")
    assert "/incident list" not in words(told)


async def test_a_private_channel_that_the_bot_is_not_in_is_not_subscribed(town: Town) -> None:
    """Whoever typed is told to invite the bot, and after that it is subscribed."""
    ann = town.office.ann
    secret = await ann.makes_private("war-room")
    await ann.types("/incident subscribe page beta", secret)
    await ann.is_told("I am not in this channel and cannot post here: nothing was subscribed.", secret)
    await ann.types("/incident unsubscribe", secret)
    await ann.is_told("This channel is not subscribed to that.", secret)

    await ann.invites("U0BOT", secret)
    await ann.types("/incident subscribe page beta", secret)
    await ann.is_told("From now on this channel reads what Beta tells the public.", secret)
