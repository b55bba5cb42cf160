"""Probes of one's own tell what they found, and jobs call in."""

from urllib.parse import quote

import pytest

from tests.api.conftest import Programs


async def test_a_probe_opens_worsens_and_ends_an_incident(programs: Programs) -> None:
    """A monitor that no policy names opens at the first failure and is well at the first success."""
    failed = {"ok": False, "failure_type": "timeout", "error": "no answer within 5 s", "region": "eu"}
    told = await programs.made("/api/v1/monitors/shop/checks", failed)
    assert (told["failing"], told["failures"]) == (True, 1)
    [incident] = (await programs.ask("GET", "/api/v1/incidents")).json()["incidents"]
    assert (incident["title"], incident["severity"]) == ("shop: no answer within 5 s", "minor")
    assert incident["failure"] == {
        "type": "timeout",
        "error": "no answer within 5 s",
        "regions": ["eu"],
        "count": 1,
    }
    for _ in range(4):
        programs.world.pass_by(seconds=30)
        await programs.made("/api/v1/monitors/shop/checks", failed)
    [incident] = (await programs.ask("GET", "/api/v1/incidents")).json()["incidents"]
    assert incident["severity"] == "critical"

    programs.world.pass_by(seconds=30)
    await programs.made("/api/v1/monitors/shop/checks", {})
    [incident] = (await programs.ask("GET", "/api/v1/incidents")).json()["incidents"]
    assert (incident["status"], incident["downtime"]) == ("resolved", 150)


async def test_what_was_found_is_listed_with_its_sums(programs: Programs) -> None:
    """The last first; the hour counts both."""
    await programs.made("/api/v1/monitors/shop/checks", {"took_ms": 120, "status": 200})
    programs.world.pass_by(minutes=1)
    failed = {"ok": False, "failure_type": "status_code", "status": 503, "took_ms": 80}
    await programs.made("/api/v1/monitors/shop/checks", failed)

    told = (await programs.ask("GET", "/api/v1/monitors/shop/checks")).json()
    assert [result["ok"] for result in told["results"]] == [False, True]
    assert told["standing"]["last_ok_at"] == "2026-04-04T12:00:00Z"
    assert told["hours"] == [{"hour": "2026-04-04T12:00:00Z", "checks": 2, "failures": 1, "took_ms": 100}]


async def test_a_repeat_under_an_idempotency_key_counts_once(programs: Programs) -> None:
    """As everywhere."""
    failed = {"ok": False, "failure_type": "timeout"}
    for _ in range(2):
        answer = await programs.ask(
            "POST", "/api/v1/monitors/shop/checks", failed, headers={"idempotency-key": "k"}
        )
        assert (answer.status_code, answer.json()["failures"]) == (201, 1)


async def test_a_job_calls_in_without_a_body(programs: Programs) -> None:
    """`curl -X POST` is all that it takes."""
    answer = await programs.ask("POST", "/api/v1/monitors/backup/checks")
    assert (answer.status_code, answer.json()["failing"]) == (201, False)


@pytest.mark.parametrize(
    "body",
    [
        {"ok": False},
        {"ok": True, "failure_type": "timeout"},
        {"ok": "yes"},
        {"took_ms": -1},
        {"status": 42},
        {"ok": False, "failure_type": "lazy"},
    ],
)
async def test_what_makes_no_sense_is_refused(programs: Programs, body: dict[str, object]) -> None:
    """And nothing is counted."""
    answer = await programs.ask("POST", "/api/v1/monitors/shop/checks", body)
    assert answer.status_code == 422
    assert (await programs.ask("GET", "/api/v1/monitors/shop/checks")).status_code == 404


@pytest.mark.parametrize("monitor", ["eu/web", "https://shop.example.com/", "/a//b", "ΩMEGA/1"])
async def test_a_monitor_whose_id_has_slashes_is_read_as_any_other(programs: Programs, monitor: str) -> None:
    """They are written as %2F, as an address has it."""
    path = f"/api/v1/monitors/{quote(monitor, safe='')}"
    await programs.made("/api/v1/monitors", {"id": monitor, "name": "Web"})
    told = await programs.ask("POST", f"{path}/checks", {})
    shown, history = await programs.ask("GET", path), await programs.ask("GET", f"{path}/checks")

    assert (told.status_code, shown.status_code, history.status_code) == (201, 200, 200)
    assert shown.json() == {"id": monitor, "name": "Web", "failures": 0}
    assert [result["ok"] for result in history.json()["results"]] == [True]
