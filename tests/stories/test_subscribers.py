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
from bot.caller import Caller
from bot.policy import read_policy
from incidents.commands import Draft
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
    incident: str = ""

    async def beacon(self, path: str, body: object) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.app.port}/compat/beacon/api/v1{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.office.session.post(url, json=body, headers=headers) as answer:
            assert answer.status < 300, await answer.text()
            return dict(await answer.json())

    async def begins(self, source: str) -> None:
        """Have an incident on the page of which more can be said."""
        if source == "slack":
            await self.office.ann.types("/incident critical checkout is failing", "C0INCIDENTS")
        else:
            made = await self.beacon("/pages/beta/incidents", {"title": "Payments fail", "impact": "major"})
            self.incident = made["data"]["id"]
        await self.all_hear("checkout is failing" if source == "slack" else "Payments fail")

    async def says(self, source: str, words: str) -> None:
        """Post an update by a door, and see it on the page and in the feed."""
        if source == "slack":
            await self.office.ann.types(f"/incident update {words}", "C0INCIDENTS")
            await self.office.ann.is_told("is posted", "C0INCIDENTS")
        else:
            await self.beacon(f"/incidents/{self.incident}/updates", {"message": words})
        assert all(words in read for read in await self.outside())

    async def outside(self) -> list[str]:
        """Give page and feed as the public reads them now."""
        return [await self._read(f"/status/beta{place}") for place in ("", "/feed.atom", "/feed.json")]

    async def _read(self, path: str) -> str:
        async with self.office.session.get(f"http://127.0.0.1:{self.app.port}{path}") as answer:
            assert answer.status == 200
            return await answer.text()

    async def publishes(self, title: str, monitor: str) -> None:
        """Have an incident on the page acme that affects a monitor."""
        operator = Caller(Actor(ActorKind.TOKEN, "usr_cleo", "cleo.demo", Door.HTTP))
        await self.app.service.declare(Draft(title, monitors=(monitor,), page="acme"), operator)

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
        assert all(words in read for read in await self.outside())

    def times(self, words: str) -> tuple[int, int]:
        """Count how often the mailbox and the webhook were told."""
        mails = sum(words in text_of(mail) for _, mail in self.box.letters)
        return mails, sum(words in body for body in self.ear.heard)

    def news_of(self, words: str) -> tuple[int, int]:
        """Count how often each was told of it as the latest."""
        mails = sum(words in text_of(mail).splitlines() for _, mail in self.box.letters)
        told = [json.loads(body)["data"]["incident"]["updates"] for body in self.ear.heard]
        return mails, sum(bool(updates) and updates[0]["message"] == words for updates in told)

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
    """Each hears each piece of news once, page and feed show it, and nothing of what stays inside.

    Who unsubscribes hears no more.
    """
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
        assert all(hidden not in read for read in await town.outside())
    assert [json.loads(body)["type"] for body in town.ear.heard] == [
        "status.published",
        "status.updated",
        "status.resolved",
    ]
    made = await town.beacon(
        "/pages/beta/incidents", {"title": "Payments fail", "impact": "minor", "message": "We look into it."}
    )
    await town.all_hear("We look into it.")
    await town.beacon(f"/incidents/{made['data']['id']}/updates", {"message": "We have found it."})
    await town.all_hear("We have found it.")

    await ann.types("/incident unsubscribe page beta")
    await ann.is_told("This channel reads no more of beta.")
    await ann.types("/incident critical search is down", "C0INCIDENTS")
    await town.mailed("search is down")
    await town.office.passes(seconds=2)
    assert not any("Beta: search is down" in m.get("text", "") for m in await ann.reads(GENERAL))


@pytest.mark.parametrize("source", ["slack", "beacon"])
async def test_each_of_them_down_in_turn_hears_once_when_it_is_back(town: Town, source: str) -> None:
    """The others hear meanwhile, and page and feed show it at once, whichever door it came by."""
    office = town.office
    await town.begins(source)
    town.ear.status = 503
    await town.says(source, "one is told")
    await town.mailed("one is told")
    await town.posted("one is told")
    town.ear.status = 204
    await office.passes(seconds=10)
    await town.hooked("one is told")

    town.box.answers[ANN] = "451 come back later"
    tried = town.box.tried.count(ANN)
    await town.says(source, "two is told")
    await town.hooked("two is told")
    await town.posted("two is told")
    await office.until(lambda: town._is(town.box.tried.count(ANN) > tried))
    del town.box.answers[ANN]
    await office.until(office.is_quiet)
    await office.passes(minutes=2)
    await town.mailed("two is told")

    await office.fails("chat.postMessage", "down", times=2)
    await town.says(source, "three is told")
    await town.mailed("three is told")
    await town.hooked("three is told")
    await office.recovers()
    await office.passes(seconds=30)
    await town.posted("three is told")
    for word in ("one", "two", "three"):
        assert town.news_of(f"{word} is told") == (1, 1)


async def test_a_guest_subscribes_no_channel_and_a_page_that_is_not_there_is_named(town: Town) -> None:
    """Each with a sentence that says what to do."""
    await town.office.ann.types("/incident subscribe page gamma")
    await town.office.ann.is_told("gamma")
    await town.office.ann.types("/incident subscribe page")
    await town.office.ann.is_told("Say which page, such as /incident subscribe page acme")
    for wrong in ("", "pages", "page acme beta", "page acme of"):
        told = await town.office.ann.types(f"/incident subscribe {wrong}")
        assert "failed" not in told
        await town.office.ann.is_told("Say which status page")
    await town.office.ann.types("/incident subscribe page acme of shop, sauna")
    await town.office.ann.is_told("This page has no component sauna. It has shop, api.")
    await town.office.control("users/U0BEN", is_restricted=True)
    await town.office.ben.types("/incident subscribe page acme")
    await town.office.ben.is_told("Guests and people of other workspaces cannot subscribe a channel.")


async def test_a_channel_reads_of_the_components_that_it_chose(town: Town) -> None:
    """And of others, or of all, once that is typed there."""
    ann = town.office.ann
    await ann.types("/incident subscribe page acme of shop")
    await ann.is_told("tells the public of shop.")
    await ann.types("/incident subscribe page acme of shop")
    await ann.is_told("is subscribed to Acme Cloud of shop already")
    await town.publishes("Sign-in is slow", "api")
    await town.publishes("The shop is slow", "shop-web")
    await town.posted("The shop is slow")
    assert not any("Sign-in is slow" in str(message) for message in await ann.reads(GENERAL))

    await ann.types("/incident subscribe page acme")
    await ann.is_told("tells the public. /incident unsubscribe")
    await town.publishes("Sign-in is down", "api")
    await town.posted("Sign-in is down")


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
