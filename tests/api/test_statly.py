"""statly: what its page says in words, and what was decided where it leaves room (S1 to S28)."""

from typing import Any

import pytest

from bot.auth import Scope
from tests.api.conftest import Programs

PATH = "/compat/statly/api/v1/incidents"
NINE = ["createdAt", "description", "id", "resolvedAt", "severity", "status", "title", "updatedAt", "updates"]


async def rows_of(programs: Programs, table: str) -> object:
    return await programs.store.read(lambda tx: tx.all(f"SELECT * FROM {table}"))  # noqa: S608 - a test's own


async def make(programs: Programs, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = await programs.made(PATH, {"title": "API Performance Degradation"} | body)
    return made


async def patch(programs: Programs, made: dict[str, Any], **body: Any) -> Any:
    return await programs.ask("PATCH", f"{PATH}/{made['id']}", body)


async def test_an_incident_has_these_nine_keys_in_every_answer(programs: Programs) -> None:
    """The list counts what is in it."""
    made = await make(programs)
    shown = (await programs.ask("GET", f"{PATH}/{made['id']}")).json()
    listed = (await programs.ask("GET", PATH)).json()

    assert sorted(made) == sorted(shown) == sorted(listed["incidents"][0]) == NINE
    assert listed["count"] == 1
    assert (made["status"], made["severity"], made["resolvedAt"], made["updates"]) == (
        "investigating",
        "minor",
        None,
        [],
    )


async def test_the_description_becomes_the_first_update_and_later_ones_do_not(programs: Programs) -> None:
    """With the status of the creation."""
    made = await make(programs, description="Slow responses", status="identified")
    changed = (await patch(programs, made, description="Very slow responses")).json()

    [update] = made["updates"]
    assert sorted(update) == ["createdAt", "id", "message", "status"]
    assert (update["message"], update["status"]) == ("Slow responses", "identified")
    assert changed["description"] == "Very slow responses"
    assert changed["updates"] == made["updates"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 201},
        {"title": " "},
        {"status": "resolved"},
        {"severity": "critical"},
        {"affectedMonitors": {}},
    ],
)
async def test_what_the_tables_do_not_list_is_refused(programs: Programs, wrong: dict[str, Any]) -> None:
    """200 characters pass, and a new incident cannot be resolved."""
    assert (await programs.ask("POST", PATH, {"title": "x"} | wrong)).status_code == 422
    assert (await make(programs, title="x" * 200))["title"] == "x" * 200


async def test_a_long_title_of_another_door_is_shown_whole_and_may_be_sent_back(programs: Programs) -> None:
    """Unchanged it is no change; another one of more than 200 characters is refused."""
    made = await programs.made("/api/v1/incidents", {"title": "x" * 255})
    shown = (await programs.ask("GET", f"{PATH}/{made['id']}")).json()
    back = await patch(programs, made, title=shown["title"], severity=shown["severity"])
    other = await patch(programs, made, title="y" * 201)

    assert (back.status_code, back.json()) == (200, shown)
    assert (other.status_code, list(other.json()["errors"])) == (422, ["title"])
    assert (await patch(programs, made, title="y" * 200)).json()["title"] == "y" * 200


async def test_a_change_of_the_status_needs_a_message(programs: Programs) -> None:
    """Without one nothing changes; the present status repeated is no change."""
    made = await make(programs)
    refused = await patch(programs, made, status="identified", title="renamed")
    repeated = await patch(programs, made, status="investigating")
    moved = (await patch(programs, made, status="identified", message="Root cause found")).json()

    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["message"]
    assert (repeated.status_code, repeated.json()["title"]) == (200, "API Performance Degradation")
    assert moved["status"] == "identified"
    assert [(update["status"], update["message"]) for update in moved["updates"]] == [
        ("identified", "Root cause found")
    ]


async def test_resolving_and_going_back(programs: Programs) -> None:
    """Both need a message."""
    made = await make(programs)
    resolved = (await patch(programs, made, status="resolved", message="Fixed")).json()
    silent = await patch(programs, made, status="monitoring")
    reopened = (await patch(programs, made, status="monitoring", message="Watching")).json()

    assert resolved["resolvedAt"] == "2026-04-04T12:00:00Z"
    assert silent.status_code == 422
    assert (reopened["status"], reopened["resolvedAt"]) == ("monitoring", None)


async def test_maintenance_is_a_kind_and_can_become_an_incident_and_back(programs: Programs) -> None:
    """It has no severity of ours, and no statistics count it."""
    made = await make(programs, severity="maintenance")
    native = (await programs.ask("GET", f"/api/v1/incidents/{made['id']}")).json()
    stats = (await programs.ask("GET", "/api/v1/stats")).json()
    incident = (await patch(programs, made, severity="major")).json()
    as_incident = (await programs.ask("GET", f"/api/v1/incidents/{made['id']}")).json()
    back = (await patch(programs, made, severity="maintenance")).json()

    assert (made["severity"], native["kind"], native["severity"]) == ("maintenance", "maintenance", "none")
    assert (stats["incidents"], stats["excluded"]["maintenance"]) == (0, 1)
    assert (incident["severity"], as_incident["kind"], as_incident["severity"]) == (
        "major",
        "incident",
        "major",
    )
    assert back["severity"] == "maintenance"


async def test_major_sent_back_to_a_critical_incident_does_not_lower_it(programs: Programs) -> None:
    """Reading, changing and writing back is harmless."""
    made = await programs.made("/api/v1/incidents", {"title": "down", "severity": "critical"})
    shown = (await patch(programs, made, severity="major", title="all down")).json()

    assert shown["severity"] == "major"
    assert (await programs.ask("GET", f"/api/v1/incidents/{made['id']}")).json()["severity"] == "critical"


async def test_the_list_is_filtered_and_limited(programs: Programs) -> None:
    """A limit out of range is refused, and resolved includes closed."""
    first, second = await make(programs, title="first"), await make(programs, title="second")
    await patch(programs, first, status="resolved", message="Fixed")
    await programs.ask("POST", f"/api/v1/incidents/{first['id']}/close")

    async def listed(query: str) -> Any:
        answer = await programs.ask("GET", f"{PATH}?{query}")
        return (
            [each["id"] for each in answer.json()["incidents"]] if answer.is_success else answer.status_code
        )

    assert await listed("status=resolved") == [first["id"]]
    assert await listed("status=investigating") == [second["id"]]
    assert await listed("limit=1") == [second["id"]]
    assert [await listed(query) for query in ("limit=0", "limit=101", "limit=x", "status=open")] == [422] * 4


async def test_an_update_keeps_the_status_or_moves_the_incident_to_the_one_given(programs: Programs) -> None:
    """So that entry and incident never disagree."""
    made = await make(programs)
    kept = await programs.made(f"{PATH}/{made['id']}/updates", {"message": "Still watching"})
    moved = await programs.made(
        f"{PATH}/{made['id']}/updates", {"message": "Deployed", "status": "monitoring"}
    )
    shown = (await programs.ask("GET", f"{PATH}/{made['id']}")).json()

    assert (kept["status"], moved["status"], shown["status"]) == ("investigating", "monitoring", "monitoring")
    assert shown["updates"] == [kept, moved]
    assert (await programs.ask("POST", f"{PATH}/{made['id']}/updates", {})).status_code == 422


async def test_deleting_takes_a_scope_and_leaves_only_the_fact(programs: Programs) -> None:
    """Gone in every dialect; the audit log has who and which, and nothing of its content."""
    await programs.made("/api/v1/webhooks", {"url": "https://example.com/hook"})
    body = {"title": "a secret title", "description": "a secret description"}
    made = (await programs.ask("POST", PATH, body, headers={"Idempotency-Key": "one"})).json()
    await programs.ask("POST", f"/api/v1/incidents/{made['id']}/notes", {"text": "a secret note"})
    writer = await programs.token(Scope.WRITE)
    refused = await programs.ask(
        "DELETE", f"{PATH}/{made['id']}", headers={"Authorization": f"Bearer {writer}"}
    )
    deleted = await programs.ask("DELETE", f"{PATH}/{made['id']}")
    again = await programs.ask("DELETE", f"{PATH}/{made['id']}")
    elsewhere = await programs.ask("GET", f"/compat/blacktide/v1/incidents/{made['id']}")

    assert [each.status_code for each in (refused, deleted, again, elsewhere)] == [403, 204, 404, 404]
    assert deleted.content == b""
    audit = (await programs.ask("GET", "/api/v1/audit")).json()["entries"]
    assert [(entry["deed"], entry["subject"]) for entry in audit][-1] == ("incident.deleted", "INC-1")
    repeated = await programs.ask("POST", PATH, body, headers={"Idempotency-Key": "one"})
    assert (repeated.status_code, "was deleted" in repeated.text) == (404, True)
    for table in ("incidents", "timeline", "outbox", "postings", "answers", "webhook_deliveries"):
        assert "secret" not in str(await rows_of(programs, table))
