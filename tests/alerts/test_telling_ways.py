"""What a source hears by each way, with which key, and what its answers mean."""

import asyncio
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import delivery, telling_line
from bot.caller import Caller
from bot.telling import LONGEST_PAUSE, pause_after
from incidents.telling import Way
from tests.alerts.acting import ANN, over
from tests.alerts.ears import BY_ANN, DISK, Ear


async def tried(ear: Ear, times: int) -> dict[str, Any]:
    """Try so often to tell, long enough apart, and give the row by which it is owed."""
    for _ in range(times):
        await ear.delivers()
        ear.world.time += LONGEST_PAUSE
    [row] = await ear.rows()
    return row


async def test_opsgenie_hears_nothing_of_what_is_over_there(ear: Ear) -> None:
    """It has said so itself; and a name that is too long for it is cut."""
    ear.tells(Way.OPSGENIE)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", Caller(replace(ANN, name="n" * 101)))
    await ear.delivers()
    await ear.takes(over(DISK))
    await ear.delivers()
    [(_, path, said)] = ear.server.heard
    assert ("acknowledge" in path, said["user"]) == (True, "n" * 100)


async def test_a_webhook_hears_of_what_it_was_told_before_to_the_end(ear: Ear) -> None:
    """An alert that is over fires under no title; an incident that was deleted is none."""
    ear.tells(Way.WEBHOOK)
    await ear.takes(replace(DISK, group="g"), replace(DISK, fingerprint="cpu", group="g"))
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    ear.server.heard.clear()
    await ear.takes(over(replace(DISK, group="g")))
    await ear.delivers()
    await ear.service.delete("INC-1", BY_ANN)
    await ear.delivers()
    ended, deleted = (body["data"] for _, _, body in ear.server.heard)
    assert {body["type"] for _, _, body in ear.server.heard} == {"alert.open"}
    assert (ended["fingerprint"], ended["group"], ended["title"]) == ("disk/1", None, None)
    assert (ended["incident"]["reference"], ended["by"]) == ("INC-1", "ann.demo")
    assert (deleted["fingerprint"], deleted["incident"], deleted["by"]) == ("cpu", None, "Tocsin")


@pytest.mark.parametrize(
    ("way", "key", "header"),
    [
        (Way.WEBHOOK, "the-key", "Bearer the-key"),
        (Way.OPSGENIE, "the-key", "GenieKey the-key"),
        (Way.ALERTMANAGER, "Basic dXNlcjpwYXNz", "Basic dXNlcjpwYXNz"),
        (Way.WEBHOOK, "", None),
        # It stands in the event, where PagerDuty wants it.
        (Way.PAGERDUTY, "the-key", None),
    ],
)
async def test_the_key_goes_where_the_way_has_it(ear: Ear, way: Way, key: str, header: str | None) -> None:
    """A single word is a token of the way's own kind, anything else the whole header."""
    ear.tells(way, key=key)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    assert ear.server.headers[0].get("authorization") == header


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
async def test_what_may_be_better_soon_is_tried_for_ever(ear: Ear, status: int) -> None:
    """It is no refusal, however often it comes."""
    ear.tells(Way.WEBHOOK)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    ear.server.statuses = [status] * 7
    row = await tried(ear, 7)
    assert (row["state"], row["last_error"]) == ("pending", f"{status} {{}}")
    await ear.delivers()
    assert (len(ear.server.heard), await ear.rows()) == (8, [])


@pytest.mark.parametrize("status", [302, 400, 401, 404])
async def test_what_is_refused_is_set_aside_and_nobody_is_sent_elsewhere(ear: Ear, status: int) -> None:
    """A redirect leads to where nobody has looked whether it is allowed."""
    ear.tells(Way.WEBHOOK)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    ear.server.statuses, ear.server.location = [status] * 5, "/elsewhere"
    row = await tried(ear, 5)
    assert (row["state"], row["last_error"]) == ("set_aside", f"{status} {{}}")
    assert [path for _, path, _ in ear.server.heard] == ["/"] * 5


async def test_a_private_address_is_a_refusal(ear: Ear) -> None:
    """Waiting makes it no better: the operator hears of it from the doctor."""
    ear.server.url = "https://10.0.0.1/v2/enqueue"
    ear.tells(Way.PAGERDUTY)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    row = await tried(ear, 5)
    assert row["state"] == "set_aside"
    assert row["last_error"] == (
        "10.0.0.1 is a private address. Add its network to ALLOWED_PRIVATE_NETWORKS if that is meant."
    )


async def test_a_source_that_hangs_is_tried_again(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen seconds are enough; here it is less."""
    monkeypatch.setattr(telling_line, "WITHIN", aiohttp.ClientTimeout(total=0.05))
    hangs = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        await hangs.wait()
        return web.Response()

    ear.server.answer = hang
    ear.tells(Way.WEBHOOK)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    row = await tried(ear, 1)
    hangs.set()
    assert (row["state"], row["last_error"]) == ("pending", "no answer within 0.05 s")


async def test_many_are_told_one_after_the_other_and_go_on_where_they_were_cut_off(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row has so long; what it has told by then is not told again."""
    monkeypatch.setattr(delivery, "SEND_WITHIN", 0.5)
    asked: list[str] = []
    hangs = asyncio.Event()

    async def hang_once(request: web.Request) -> web.Response:
        asked.append((await request.json())["data"]["fingerprint"])
        if asked == ["f0", "f1"]:
            await hangs.wait()
        return web.Response()

    ear.server.answer = hang_once
    ear.tells(Way.WEBHOOK)
    await ear.takes(*(replace(DISK, fingerprint=f"f{number}", group="g") for number in range(4)))
    await ear.service.acknowledge("INC-1", BY_ANN)
    row = await tried(ear, 1)
    hangs.set()
    assert (row["state"], asked) == ("pending", ["f0", "f1"])
    await ear.delivers()
    assert (await ear.rows(), asked) == ([], ["f0", "f1", "f1", "f2", "f3"])


def test_pauses_grow_and_end_at_five_minutes() -> None:
    """However long a source is down."""
    seconds = [pause_after(attempts).total_seconds() for attempts in (0, 1, 3, 8, 9, 10_000)]
    assert seconds == [1, 2, 8, 256, 300, 300]
