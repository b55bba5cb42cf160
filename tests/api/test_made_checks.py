"""Checks that are made, changed and taken out over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import Programs

CHECKS = "/api/v1/checks"
SHOP = {"id": "shop", "kind": "http", "target": "https://shop.example.com/health"}
USUAL = {
    "name": "shop",
    "interval": 60.0,
    "timeout": 10.0,
    "failures": 2,
    "recoveries": 2,
    "status": "200-299",
    "keyword": None,
    "slower_than": None,
    "certificate_days": None,
    "address": None,
    "page": None,
    "escalation": None,
    "source": "api",
}


async def test_a_check_has_what_is_usual_where_nothing_is_asked_for(programs: Programs) -> None:
    """Its monitor is there at once, under the check's name."""
    assert await programs.made(CHECKS, SHOP | {"name": None}) == SHOP | USUAL
    assert (await programs.ask("GET", f"{CHECKS}/shop")).json() == SHOP | USUAL
    assert (await programs.ask("GET", "/api/v1/monitors/shop")).json()["name"] == "shop"
    job = await programs.made(CHECKS, {"kind": "heartbeat", "name": "Backup"})
    assert job["id"].startswith("mon_")
    assert (job["interval"], job["timeout"], job["failures"], job["status"]) == (3600.0, 60.0, 1, None)


async def test_a_change_keeps_what_is_left_out_and_null_puts_back_what_is_usual(programs: Programs) -> None:
    """All of it or nothing."""
    await programs.made(
        CHECKS, SHOP | {"interval": 1.5, "timeout": 1, "keyword": "well", "status": "200, 301"}
    )
    changes = {"interval": None, "failures": 3, "keyword": None, "slower_than": 0.5}
    changed = (await programs.ask("PATCH", f"{CHECKS}/shop", changes)).json()
    expected = {"interval": 60.0, "timeout": 1.0, "failures": 3, "status": "200, 301", "slower_than": 0.5}
    assert changed == SHOP | USUAL | expected
    refused = await programs.ask("PATCH", f"{CHECKS}/shop", {"failures": 4, "timeout": 0.4})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["slower_than"])
    slip = await programs.ask("PATCH", f"{CHECKS}/shop", {"intervall": 30})
    assert (slip.status_code, "interval" in slip.json()["detail"]) == (422, True)
    assert (await programs.ask("GET", f"{CHECKS}/shop")).json() == changed


async def test_a_check_that_is_taken_out_is_gone(programs: Programs) -> None:
    """Its monitor stays."""
    await programs.made(CHECKS, SHOP)
    assert (await programs.ask("DELETE", f"{CHECKS}/shop")).status_code == 204
    for method, body in (("GET", None), ("PATCH", {"failures": 3}), ("DELETE", None)):
        answer = await programs.ask(method, f"{CHECKS}/shop", body)
        assert (answer.status_code, answer.json()["detail"]) == (404, "There is no check shop.")
    assert (await programs.ask("GET", "/api/v1/monitors/shop")).status_code == 200


async def test_an_id_is_taken_once_and_a_repeat_under_a_key_is_none(programs: Programs) -> None:
    """The second one hears what to do; ids have slashes where somebody wants them."""
    told = SHOP | {"id": "eu/shop"}
    for _ in range(2):
        made = await programs.ask("POST", CHECKS, told, headers={"idempotency-key": "k"})
        assert (made.status_code, made.json()["id"]) == (201, "eu/shop")
    again = await programs.ask("POST", CHECKS, told)
    assert (again.status_code, again.json()["code"], again.json()["detail"]) == (
        409,
        "conflict",
        "eu/shop is watched already. Change its check, or take another id.",
    )
    assert (await programs.ask("GET", f"{CHECKS}/eu/shop")).json()["id"] == "eu/shop"


async def test_the_list_is_walked_by_id(programs: Programs) -> None:
    """A page at a time."""
    for name in ("c", "a", "b"):
        await programs.made(CHECKS, {"id": name, "kind": "heartbeat"})
    first = (await programs.ask("GET", f"{CHECKS}?limit=2")).json()
    rest = (await programs.ask("GET", f"{CHECKS}?limit=2&after={first['next_after']}")).json()
    assert [check["id"] for check in (*first["checks"], *rest["checks"])] == ["a", "b", "c"]
    assert rest["next_after"] is None


async def test_a_job_with_a_check_calls_in_by_its_thresholds(programs: Programs) -> None:
    """One without a check opens at the first failure; this one bears it twice."""
    await programs.made(CHECKS, {"id": "backup", "kind": "heartbeat", "failures": 3})
    failed = {"ok": False, "failure_type": "timeout"}
    for _ in range(2):
        await programs.made("/api/v1/monitors/backup/checks", failed)
    assert (await programs.ask("GET", "/api/v1/incidents")).json()["incidents"] == []
    await programs.made("/api/v1/monitors/backup/checks", failed)
    [incident] = (await programs.ask("GET", "/api/v1/incidents")).json()["incidents"]
    assert incident["severity"] == "major"


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"kind": "http", "target": "shop"}, "target", "https:// is missing in front"),
        ({"kind": "tcp", "target": "shop:0"}, "target", "It is no host and port"),
        ({"kind": "dns", "target": "192.0.2.1"}, "target", "It is no name"),
        ({"kind": "heartbeat", "target": "x"}, "target", "A heartbeat has none"),
        ({"kind": "dns", "target": "example.com", "status": "200"}, "status", "It is for http alone"),
        ({**SHOP, "status": "ok"}, "status", "It is no HTTP status"),
        ({**SHOP, "interval": 0.5}, "interval", "It has to be between 1 s and"),
        ({**SHOP, "interval": "1m"}, "interval", ""),
        ({**SHOP, "kind": "icmp"}, "kind", ""),
        ({**SHOP, "escalation": "dba"}, "escalation", "The policy has no escalation dba; named are none."),
    ],
)
async def test_what_cannot_be_watched_is_refused_by_its_field(
    programs: Programs, body: dict[str, Any], field: str, words: str
) -> None:
    """And nothing is made."""
    refused = await programs.ask("POST", CHECKS, body)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    assert words in refused.json()["errors"][field]
    assert (await programs.ask("GET", CHECKS)).json()["checks"] == []
