"""Checks by the Python client and by `tocsin check ...`."""

import json
from typing import Any

import pytest

from bot.auth import Scope
from tests.api.conftest import Programs
from tests.client.test_command_line import Said, tocsin
from tests.client.ways import client_of
from tocsin_client import AsyncClient, Invalid, NotFound

HEALTH = "https://shop.example.com/health"


async def test_a_check_is_made_changed_listed_and_taken_out(programs: Programs) -> None:
    """In the words of the API; what is left out is as usual."""
    async with client_of(programs) as client:
        made = await client.checks.create("http", HEALTH, "eu/shop", name="Shop", interval=30)
        changed = await client.checks.change("eu/shop", failures=3, interval=None)
        for number in range(3):
            await client.checks.create("heartbeat", check=f"job-{number}")
        listed = [check.id async for check in client.checks.list(limit=2)]
        await client.checks.delete("job-0")

        assert (made.id, made.target, made.interval, made.source) == ("eu/shop", HEALTH, 30, "api")
        assert (changed.failures, changed.interval, changed.name) == (3, 60, "Shop")
        assert listed == ["eu/shop", "job-0", "job-1", "job-2"]
        assert (await client.checks.get("eu/shop")).failures == 3
        with pytest.raises(NotFound):
            await client.checks.get("job-0")
        with pytest.raises(Invalid) as refused:
            await client.checks.change("eu/shop", slower_than=90)
        assert list(refused.value.fields) == ["slower_than"]


async def test_a_probe_and_a_job_tell_what_they_found(programs: Programs) -> None:
    """Without a word all is well."""
    async with client_of(programs) as client:
        failed = await client.monitors.report("eu/shop", ok=False, failure_type="timeout", error="no answer")
        called_in = await client.monitors.report("backup")
        [incident] = await client.incidents.list()[:5]

    assert (failed.failing, failed.failures, called_in.failing) == (True, 1, False)
    assert (incident.source, incident.failure.error) == ("system", "no answer")


async def test_a_word_that_no_check_knows_is_refused() -> None:
    """Before it is sent."""
    slip: Any = {"intervall": 30}
    async with AsyncClient("x") as client:
        with pytest.raises(TypeError, match="there is no intervall"):
            client.checks.create("http", HEALTH, **slip)
        with pytest.raises(TypeError, match="there is no intervall"):
            client.checks.change("shop", **slip)


async def test_checks_from_the_terminal(programs: Programs) -> None:
    """Made, changed, shown, listed, taken out; and as JSON for programs."""
    token = await programs.token(Scope.MONITORS, Scope.READ)

    async def check(*words: str) -> Said:
        return await tocsin(programs, *words, token=token, group="check")

    made = await check("make", "shop", "http", HEALTH, "interval=30", "keyword=well")
    changed = await check("change", "shop", "interval=1.5", "timeout=1", "keyword=null")
    shown = await check("show", "shop", "--json")
    job = await check("make", "backup", "heartbeat")
    listed = await check("list")
    gone = await check("remove", "shop")
    left = await check("list", "--json")

    assert made.out == f"shop: http {HEALTH}, every 30 s\n"
    assert changed.out == f"shop: http {HEALTH}, every 1.5 s\n"
    assert (json.loads(shown.out)["keyword"], json.loads(shown.out)["timeout"]) == (None, 1)
    assert job.out == "backup: heartbeat, every 3600 s\n"
    assert all(words in listed.out for words in (HEALTH, "1.5 s", "backup"))
    assert gone.out == "shop is looked at no more.\n"
    assert [each["id"] for each in json.loads(left.out)] == ["backup"]


async def test_what_cannot_be_meant_is_told_at_the_terminal(programs: Programs) -> None:
    """By us, or in the server's words; nothing is made."""
    token = await programs.token(Scope.MONITORS, Scope.READ)

    async def check(*words: str) -> Said:
        return await tocsin(programs, *words, token=token, group="check")

    said = [
        await check("make", "shop", "http", HEALTH, "interval"),
        await check("make", "shop", "http", HEALTH, "interval=soon"),
        await check("make", "shop", "html", HEALTH),
        await check("remove", "shop"),
    ]

    assert "interval is no FIELD=VALUE" in said[0].err
    assert "interval: " in said[1].err
    assert "'http', 'tcp', 'dns' or 'heartbeat'" in said[2].err
    assert said[3].err == "There is no check shop.\n"
    assert not any(each.out or not each.code or "Traceback" in each.err for each in said)
    assert (await check("list")).out == "Nothing is looked at.\n"
