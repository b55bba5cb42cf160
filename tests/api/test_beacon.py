"""beacon: what its page says in words, and what was decided where it leaves room (B1 to B33)."""

import re
import uuid
from typing import Any

import pytest

from bot.auth import Scope
from tests.api.conftest import Programs

MOUNT = "/compat/beacon/api/v1"
CREATE = f"{MOUNT}/pages/acme-cloud/incidents"
NINE = ["created_at", "id", "impact", "resolved", "resolved_at", "state", "title", "updated_at", "updates"]


@pytest.fixture(autouse=True)
async def _page(programs: Programs) -> None:
    await programs.made("/api/v1/pages", {"slug": "acme-cloud", "name": "Acme Cloud"})


async def create(programs: Programs, **body: Any) -> dict[str, Any]:
    answer = await programs.made(CREATE, {"title": "Elevated API latency"} | body)
    data: dict[str, Any] = answer["data"]
    return data


async def patch(programs: Programs, incident: dict[str, Any], **body: Any) -> Any:
    return await programs.ask("PATCH", f"{MOUNT}/incidents/{incident['id']}", body)


async def test_creating_gives_these_nine_keys_with_their_defaults(programs: Programs) -> None:
    """Impact none, investigating, no update, and an id that is a UUID."""
    made = await create(programs)

    assert sorted(made) == NINE
    assert str(uuid.UUID(made["id"])) == made["id"]
    assert (made["impact"], made["state"], made["resolved"], made["resolved_at"]) == (
        "none",
        "investigating",
        False,
        None,
    )
    assert made["updates"] == []
    assert made["created_at"] == made["updated_at"] == "2026-04-04T12:00:00Z"


async def test_a_message_becomes_the_first_entry_of_the_timeline(programs: Programs) -> None:
    """With an id, the words and the time of the creation."""
    [entry] = (await create(programs, message="We are on it."))["updates"]

    assert sorted(entry) == ["created_at", "id", "message"]
    assert entry["id"].startswith("upd_")
    assert (entry["message"], entry["created_at"]) == ("We are on it.", "2026-04-04T12:00:00Z")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": 7}, "title"),
        ({"title": None}, "title"),
        ({"title": "x", "impact": "huge"}, "impact"),
        ({"title": "x", "state": "closed"}, "state"),
        ({"title": "x", "message": ""}, "message"),
        ({"title": "x", "message": " \n"}, "message"),
        ({"title": "half a character \ud800"}, "title"),
    ],
)
async def test_what_is_not_valid_is_refused_by_field(
    programs: Programs, body: dict[str, Any], field: str
) -> None:
    """422 in beacon's envelope, and no incident was made."""
    answer = await programs.ask("POST", CREATE, body)

    assert answer.status_code == 422
    error = answer.json()["error"]
    assert sorted(error) == ["code", "fields", "message"]
    assert error["code"] == "validation_error"
    assert list(error["fields"]) == [field]
    assert (await programs.ask("GET", "/api/v1/incidents")).json()["incidents"] == []


async def test_a_title_of_255_characters_passes(programs: Programs) -> None:
    """Characters are counted, not bytes."""
    assert (await create(programs, title="é" * 255))["title"] == "é" * 255


async def test_created_as_resolved_it_is_a_past_incident(programs: Programs) -> None:
    """Resolved when it was created, nobody is nagged, and no mean time counts it."""
    made = await create(programs, state="resolved", impact="major")

    assert made["resolved"] is True
    assert made["resolved_at"] == made["created_at"]
    stats = (await programs.ask("GET", "/api/v1/stats")).json()
    assert (stats["incidents"], stats["mttr"], stats["average_downtime"]) == (1, None, None)
    outbox = await programs.store.read(lambda tx: tx.all("SELECT lane FROM outbox"))
    assert [row["lane"] for row in outbox] == ["card"]


async def test_a_change_answers_without_updates_and_moves_the_time_only_when_something_changed(
    programs: Programs,
) -> None:
    """An empty body is 200 and changes nothing."""
    made = await create(programs)
    programs.world.pass_by(minutes=16)

    nothing = (await patch(programs, made)).json()["data"]
    something = (await patch(programs, made, state="identified", impact="major")).json()["data"]

    assert sorted(nothing) == [key for key in NINE if key != "updates"]
    assert nothing["updated_at"] == "2026-04-04T12:00:00Z"
    assert (something["state"], something["impact"]) == ("identified", "major")
    assert something["updated_at"] == "2026-04-04T12:16:00Z"


@pytest.mark.parametrize(
    "body", [{"resolved": True}, {"state": "resolved"}, {"state": "resolved", "resolved": True}]
)
async def test_each_way_of_resolving_resolves_once(programs: Programs, body: dict[str, Any]) -> None:
    """One event, and saying it again changes nothing, not the time either."""
    made = await create(programs)
    programs.world.pass_by(minutes=5)
    first = (await patch(programs, made, **body)).json()["data"]
    programs.world.pass_by(minutes=5)
    again = (await patch(programs, made, **body)).json()["data"]

    assert first == again
    assert (first["state"], first["resolved"], first["resolved_at"]) == (
        "resolved",
        True,
        "2026-04-04T12:05:00Z",
    )
    timeline = (await programs.ask("GET", f"/api/v1/incidents/{made['id']}/timeline")).json()["events"]
    assert [event["kind"] for event in timeline] == ["declared", "published", "resolved"]


@pytest.mark.parametrize(
    "body", [{"resolved": True, "state": "identified"}, {"resolved": False, "state": "resolved"}]
)
async def test_a_contradiction_changes_nothing(programs: Programs, body: dict[str, Any]) -> None:
    """It is told at the field `resolved`."""
    made = await create(programs)

    answer = await patch(programs, made, **body)

    assert answer.status_code == 422
    sentence = "`resolved` and `state` contradict each other. Send one of them, or both in agreement."
    assert answer.json()["error"]["fields"] == {"resolved": sentence}
    assert answer.json()["error"]["message"] == sentence
    assert (await patch(programs, made)).json()["data"]["state"] == "investigating"


async def test_resolved_false_reopens_and_does_nothing_while_it_is_active(programs: Programs) -> None:
    """To investigating, or to the state beside it."""
    made = await create(programs, state="identified")
    assert (await patch(programs, made, resolved=False)).json()["data"]["state"] == "identified"

    await patch(programs, made, resolved=True)
    reopened = (await patch(programs, made, resolved=False)).json()["data"]
    await patch(programs, made, resolved=True)
    further = (await patch(programs, made, resolved=False, state="monitoring")).json()["data"]

    assert (reopened["state"], reopened["resolved_at"]) == ("investigating", None)
    assert further["state"] == "monitoring"


async def test_an_update_is_answered_with_these_four_keys(programs: Programs) -> None:
    """And it moves the incident's `updated_at`."""
    made = await create(programs)
    programs.world.pass_by(minutes=20)

    answer = await programs.made(f"{MOUNT}/incidents/{made['id']}/updates", {"message": "ETA: 10 minutes."})

    data = answer["data"]
    assert sorted(data) == ["created_at", "id", "incident_id", "message"]
    assert re.fullmatch("upd_[0-9a-f]+", data["id"])
    assert (data["incident_id"], data["created_at"]) == (made["id"], "2026-04-04T12:20:00Z")
    assert (await patch(programs, made)).json()["data"]["updated_at"] == "2026-04-04T12:20:00Z"


async def test_what_does_not_exist_is_404_and_what_is_not_offered_405(programs: Programs) -> None:
    """Page, incident, and anything that is no id at all."""
    nowhere = await programs.ask("POST", f"{MOUNT}/pages/nobodys/incidents", {"title": "x"})
    unknown = await programs.ask("PATCH", f"{MOUNT}/incidents/{uuid.uuid4()}", {})
    no_id = await programs.ask("POST", f"{MOUNT}/incidents/..%2f/updates", {"message": "x"})
    reading = await programs.ask("GET", f"{MOUNT}/incidents/{uuid.uuid4()}")

    assert [each.status_code for each in (nowhere, unknown, no_id, reading)] == [404, 404, 404, 405]
    assert nowhere.json()["error"]["code"] == "not_found"


async def test_a_token_is_asked_for_before_anything_else(programs: Programs) -> None:
    """401 on an unknown page too; 403 without the scope."""
    reader = await programs.token(Scope.READ)
    anonymous = await programs.ask(
        "POST", f"{MOUNT}/pages/nobodys/incidents", {}, headers={"Authorization": ""}
    )
    forbidden = await programs.ask("POST", CREATE, {}, headers={"Authorization": f"Bearer {reader}"})

    assert (anonymous.status_code, anonymous.json()["error"]["code"]) == (401, "unauthorized")
    assert (forbidden.status_code, forbidden.json()["error"]["code"]) == (403, "forbidden")


async def test_a_closed_incident_says_so(programs: Programs) -> None:
    """It reads resolved here; any change is 409, sending back what it shows is none."""
    made = await create(programs)
    await programs.ask("POST", f"/api/v1/incidents/{made['id']}/resolve")
    await programs.ask("POST", f"/api/v1/incidents/{made['id']}/close")

    same = await patch(programs, made, state="resolved", resolved=True)
    changed = await patch(programs, made, state="investigating")

    assert (same.status_code, same.json()["data"]["state"]) == (200, "resolved")
    assert changed.status_code == 409
    assert "already closed, by admin" in changed.json()["error"]["message"]


async def test_a_change_of_what_has_changed_meanwhile_is_a_conflict(programs: Programs) -> None:
    """412, in a word that the page's list has (B30)."""
    made = await create(programs)
    path = f"/compat/beacon/api/v1/incidents/{made['id']}"
    stale = await programs.ask("PATCH", path, {"title": "y"}, headers={"if-match": '"other"'})

    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "conflict")


@pytest.mark.parametrize("path", ["/incidents/x", "/pages/acme-cloud/incidents"])
async def test_a_method_that_is_not_offered_has_a_code_of_the_page(programs: Programs, path: str) -> None:
    """B30 and B32: reading is not offered, and the list of codes is closed."""
    answer = await programs.ask("GET", f"/compat/beacon/api/v1{path}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "not_found")
    assert answer.headers["allow"]
