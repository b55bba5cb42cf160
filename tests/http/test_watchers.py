"""What the bot says about itself over HTTP, and to whom."""

import asyncio

import pytest
from aiohttp import ClientResponse

from bot.http import health
from bot.http.health import Check, Report
from bot.metrics import Metrics

from .conftest import Door, OpenDoor

THROUGH_A_PROXY = {"X-Forwarded-For": "127.0.0.1"}


async def sick() -> Report:
    return Report(
        (
            Check("database", ok=True, says="The database answers."),
            Check("slack", ok=False, says="Slack was out of reach for 3 min."),
        )
    )


async def not_ready() -> Report:
    return Report((Check("database", ok=False, says="The database is not open yet."),))


async def status_of(door: Door, path: str, headers: dict[str, str] | None = None) -> int:
    async with door.client.get(door.url(path), headers=headers) as answer:
        await answer.read()
        return answer.status


async def test_a_well_bot_is_ready_and_healthy(door: Door) -> None:
    """Each check is there with its sentence."""
    async with door.client.get(door.url("/healthz")) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        slack = {"name": "slack", "ok": True, "says": "Slack is connected."}
        assert await answer.json() == {"ok": True, "checks": [slack]}
    assert await status_of(door, "/readyz") == 200


async def test_a_sick_bot_says_what_it_has_and_still_takes_commands(open_door: OpenDoor) -> None:
    """503 for health alone."""
    door = await open_door(health=sick)
    async with door.client.get(door.url("/healthz")) as answer:
        assert answer.status == 503
        told = await answer.json()
    assert told["ok"] is False
    assert told["checks"][1]["says"] == "Slack was out of reach for 3 min."
    assert await status_of(door, "/readyz") == 200


async def test_a_bot_that_is_not_ready_says_so(open_door: OpenDoor) -> None:
    """503, so that no traffic is sent."""
    door = await open_door(readiness=not_ready)
    assert await status_of(door, "/readyz") == 503


async def test_a_check_that_hangs_is_sick(open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that hangs must not keep the watcher waiting."""
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.05)

    async def hang() -> Report:
        await asyncio.Event().wait()
        raise AssertionError

    door = await open_door(health=hang)
    assert await status_of(door, "/healthz") == 503


async def test_metrics_are_told_to_this_machine(open_door: OpenDoor) -> None:
    """In Prometheus's text format, from this bot's own registry."""
    metrics = Metrics()
    metrics.commands_total.labels("ack", "done").inc()
    metrics.outbox_pending.labels("page").set(7)
    door = await open_door(registry=metrics.registry)
    async with door.client.get(door.url("/metrics")) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        told = await answer.text()
    assert 'tocsin_commands_total{result="done",word="ack"} 1.0' in told
    assert 'tocsin_outbox_pending{lane="page"} 7.0' in told


async def test_metrics_are_not_told_through_a_proxy(door: Door) -> None:
    """Behind a proxy everybody comes from this machine."""
    assert await status_of(door, "/metrics", THROUGH_A_PROXY) == 403


async def test_two_bots_in_one_process_count_apart() -> None:
    """Nothing is registered globally."""
    one, other = Metrics(), Metrics()
    one.incidents_active.set(1)
    assert other.registry.get_sample_value("tocsin_incidents_active") == 0


@pytest.mark.parametrize("path", ["/", "/docs", "/redoc", "/openapi.json", "/slack/events/", "/nothing"])
async def test_what_is_not_there_is_a_problem(door: Door, path: str) -> None:
    """404 as problem+json."""
    async with door.client.get(door.url(path), allow_redirects=False) as answer:
        assert answer.status == 404
        assert (await problem_of(answer))["title"] == "Not Found"


async def test_another_method_is_a_problem_that_names_the_right_one(door: Door) -> None:
    """405 with Allow."""
    async with door.client.get(door.url("/slack/events")) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        assert (await problem_of(answer))["status"] == 405


async def problem_of(answer: ClientResponse) -> dict[str, object]:
    assert answer.content_type == "application/problem+json"
    told: dict[str, object] = await answer.json(content_type=None)
    return told
