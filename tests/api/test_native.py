"""The native API: what an incident is, what can be done to it, and how each of it is told."""

from typing import Any

import pytest

from bot.caller import Caller
from tests.api.conftest import ANN, Programs

PATH = "/api/v1/incidents"


async def make(programs: Programs, **body: Any) -> Any:
    return await programs.made(PATH, {"title": "checkout is failing"} | body)


async def titles(programs: Programs, query: str) -> Any:
    answer = await programs.ask("GET", f"{PATH}?{query}")
    return [each["title"] for each in answer.json()["incidents"]] if answer.is_success else answer.status_code


async def test_everything_that_is_declared_is_shown(programs: Programs) -> None:
    """Nothing given is lost, and who declared it is the token's name."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    body = {
        "title": "checkout is failing",
        "description": "cards are refused",
        "severity": "critical",
        "status": "identified",
        "update": "We found it.",
        "monitors": ["checkout", "cards"],
        "lead": {"id": "U0BEN", "name": "ben.demo"},
        "started_at": "2026-04-04T11:50:00+00:00",
        "page": "acme",
        "source": "system",
        "failure": {"type": "timeout", "error": "no answer", "regions": ["eu"], "count": 3},
    }
    made = await make(programs, **body)

    for key, value in body.items():
        if key not in ("update", "started_at"):
            assert made[key] == value
    assert (made["started_at"], made["downtime"]) == ("2026-04-04T11:50:00Z", 600)
    assert (made["last_update"]["text"], made["declared"]["by"]["name"]) == ("We found it.", "admin")
    assert made["reference"] == "INC-1"
    assert programs.woken


async def test_an_incident_is_found_by_any_of_its_names(programs: Programs) -> None:
    """`inc_...`, the UUID, `INC-1`; anything else is 404, a bare number too."""
    made = await make(programs)
    digits = made["id"].removeprefix("inc_")
    uuid = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    for name in (made["id"], digits, uuid, uuid.upper(), "INC-1", "inc-1"):
        assert (await programs.ask("GET", f"{PATH}/{name}")).json()["id"] == made["id"], name
    astray = ("1", "0001", "inc_1", f"inc_{uuid}", uuid.replace("-", "--", 1), "-".join(digits))
    for name in ("INC-2", "inc_", "x", "💥", "%ED%A0%80", "1" * 40, "-1", *astray):
        assert (await programs.ask("GET", f"{PATH}/{name}")).status_code == 404, name


async def test_the_whole_story_is_on_the_timeline_with_who_did_it(programs: Programs) -> None:
    """Acknowledge, note, update, resolve, reopen, resolve, close."""
    await make(programs)
    steps: list[tuple[str, object]] = [
        ("acknowledge", None),
        ("notes", {"text": "restarted"}),
        ("updates", {"message": "rolling back", "status": "identified"}),
        ("resolve", {"note": "rolled back"}),
        ("reopen", {"status": "monitoring", "note": "it came back"}),
        ("resolve", None),
        ("close", {"note": "review done"}),
    ]
    for verb, body in steps:
        answer = await programs.ask("POST", f"{PATH}/INC-1/{verb}", body)
        assert answer.is_success, (verb, answer.text)

    events = (await programs.ask("GET", f"{PATH}/INC-1/timeline")).json()["events"]

    kinds = [event["kind"] for event in events]
    assert kinds == [
        *[
            "declared",
            "acknowledged",
            "note_added",
            "update_posted",
            "status_changed",
            "resolved",
            "note_added",
        ],
        *["reopened", "note_added", "resolved", "closed", "note_added"],
    ]
    assert {event["actor"]["name"] for event in events} == {"admin"}
    assert (await programs.ask("GET", f"{PATH}/INC-1?include=timeline")).json()["timeline"] == events
    page = (await programs.ask("GET", f"{PATH}/INC-1/timeline?limit=2&after={events[1]['position']}")).json()
    assert (page["events"], page["next_after"]) == (events[2:4], events[3]["position"])


async def test_a_conflict_tells_state_who_and_when_and_changes_nothing(programs: Programs) -> None:
    """An acknowledgement in Slack is seen by HTTP."""
    await make(programs)
    await programs.service.acknowledge("INC-1", Caller(ANN))

    problem = (await programs.ask("POST", f"{PATH}/INC-1/acknowledge")).json()

    assert (problem["status"], problem["code"], problem["state"]) == (409, "conflict", "acknowledged")
    assert (problem["by"]["name"], problem["by"]["door"], problem["at"]) == (
        "ann.demo",
        "slack",
        "2026-04-04T12:00:00Z",
    )


async def test_what_is_still_to_be_done_first_is_told_as_such(programs: Programs) -> None:
    """An incident that nobody resolved is not "already" investigating when somebody would close it."""
    await make(programs)
    problem = (await programs.ask("POST", f"{PATH}/INC-1/close")).json()

    assert problem["detail"] == "INC-1 is still investigating, by admin at 2026-04-04T12:00:00Z."
    assert (problem["code"], problem["state"]) == ("conflict", "investigating")


async def test_a_time_among_the_details_is_written_as_every_other(programs: Programs) -> None:
    """UTC, Z, whole seconds."""
    await make(programs)
    await programs.ask("PATCH", f"{PATH}/INC-1", {"started_at": "2026-04-04T13:00:00.25+02:00"})
    await programs.service.snooze("INC-1", Caller(ANN))
    events = (await programs.ask("GET", f"{PATH}/INC-1/timeline")).json()["events"]

    assert [event["details"] for event in events[1:]] == [
        {"from": "2026-04-04T12:00:00Z", "to": "2026-04-04T11:00:00Z"},
        {"until": "2026-04-04T12:15:00Z"},
    ]


async def test_a_change_of_several_things_is_all_or_nothing(programs: Programs) -> None:
    """A severity that maintenance cannot have takes the new title with it."""
    await make(programs, kind="maintenance")
    refused = await programs.ask("PATCH", f"{PATH}/INC-1", {"title": "other", "severity": "major"})
    changed = await programs.ask(
        "PATCH", f"{PATH}/INC-1", {"title": "other", "kind": "incident", "severity": "major"}
    )

    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["severity"])
    assert (changed.json()["title"], changed.json()["kind"], changed.json()["severity"]) == (
        "other",
        "incident",
        "major",
    )


async def test_an_etag_guards_against_changing_what_has_changed(programs: Programs) -> None:
    """412 with the new tag; a note changes it too; 304 for who has the newest."""
    await make(programs)
    first = await programs.ask("GET", f"{PATH}/INC-1")
    tag = first.headers["etag"]
    programs.world.pass_by(seconds=1)
    await programs.ask("POST", f"{PATH}/INC-1/notes", {"text": "x"})
    stale = await programs.ask("PATCH", f"{PATH}/INC-1", {"title": "y"}, headers={"If-Match": tag})
    fresh = await programs.ask(
        "PATCH", f"{PATH}/INC-1", {"title": "y"}, headers={"If-Match": stale.headers["etag"]}
    )
    active = await programs.ask("GET", f"{PATH}/INC-1", headers={"If-None-Match": fresh.headers["etag"]})
    newest = (await programs.ask("POST", f"{PATH}/INC-1/resolve")).headers["etag"]
    unchanged = await programs.ask("GET", f"{PATH}/INC-1", headers={"If-None-Match": newest})

    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert (fresh.status_code, fresh.json()["title"]) == (200, "y")
    assert active.status_code == 200  # its downtime is another each second
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_lists_are_filtered_and_paged_by_a_cursor(programs: Programs) -> None:
    """A page begins where the one before has ended, whatever was declared meanwhile."""
    for title in ("a", "b", "c"):
        await make(programs, title=title, monitors=[f"monitor {title}"])
    await programs.ask("POST", f"{PATH}/INC-1/acknowledge")
    await programs.ask("POST", f"{PATH}/INC-2/resolve")
    first = (await programs.ask("GET", f"{PATH}?limit=2")).json()
    await make(programs, title="d")
    second = (await programs.ask("GET", f"{PATH}?limit=2&cursor={first['next_cursor']}")).json()

    assert [each["title"] for each in first["incidents"]] == ["c", "b"]
    assert ([each["title"] for each in second["incidents"]], second["next_cursor"]) == (["a"], None)
    assert await titles(programs, "active=true&acknowledged=false") == ["d", "c"]
    assert await titles(programs, "status=resolved&status=investigating") == ["d", "c", "b", "a"]
    assert await titles(programs, "monitor=monitor%20b") == ["b"]
    assert await titles(programs, "text=C") == ["c"]
    assert await titles(programs, "from=2026-04-04T12:00:01Z") == []
    wrong = (
        "status=x",
        "limit=0",
        "cursor=x",
        "active=perhaps",
        "from=yesterday",
        "from=2026-04-04T12:00:00",
    )
    assert [await titles(programs, query) for query in wrong] == [422] * len(wrong)


async def test_a_status_page_that_nobody_made_is_404(programs: Programs) -> None:
    """And nothing is declared."""
    assert (await programs.ask("POST", PATH, {"title": "x", "page": "nobodys"})).status_code == 404
    assert await titles(programs, "") == []


async def test_a_monitor_never_seen_before_is_known_by_name_only(programs: Programs) -> None:
    """Until somebody gives it one."""
    await make(programs, monitors=["db-1"])
    unnamed = (await programs.ask("GET", "/api/v1/monitors/db-1")).json()
    await programs.made("/api/v1/monitors", {"id": "db-1", "name": "Main database"})
    ours = await programs.made("/api/v1/monitors", {"name": "No id of its own"})
    listed = (await programs.ask("GET", "/api/v1/monitors")).json()["monitors"]

    assert unnamed == {"id": "db-1", "name": "db-1", "failures": 0}
    assert listed == [{"id": "db-1", "name": "Main database", "failures": 0}, ours]


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "1969-12-31T00:00:00Z", "2026-04-04T12:02:00Z", "soon"]
)
async def test_a_start_that_cannot_be_true_is_refused(programs: Programs, at: str) -> None:
    """Too long ago, still to come, or no time at all; and the list can be read afterwards."""
    answer = await programs.ask("POST", PATH, {"title": "x", "started_at": at})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["started_at"])
    assert await titles(programs, "") == []


@pytest.mark.parametrize("slug", ["Acme", "-acme", "acme-", "a b", "", "a" * 64, "../etc"])
async def test_a_slug_is_what_an_address_can_hold(programs: Programs, slug: str) -> None:
    """Anything else is refused by field."""
    answer = await programs.ask("POST", "/api/v1/pages", {"slug": slug, "name": "Acme"})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["slug"])


async def test_tokens_are_made_listed_and_revoked_by_an_admin(programs: Programs) -> None:
    """The secret is in the first answer and in no other."""
    made = await programs.made("/api/v1/tokens", {"name": "bot", "scopes": ["incidents:read"], "rate": 5})
    secret = made.pop("token")
    reading = await programs.ask("GET", PATH, headers={"Authorization": f"Bearer {secret}"})
    listed = (await programs.ask("GET", "/api/v1/tokens")).text
    revoked = await programs.ask("DELETE", f"/api/v1/tokens/{made['id']}")
    after = await programs.ask("GET", PATH, headers={"Authorization": f"Bearer {secret}"})

    assert (reading.status_code, reading.headers["x-ratelimit-limit"]) == (200, "5")
    assert secret not in listed
    assert (revoked.status_code, after.status_code) == (204, 401)
    assert (await programs.ask("DELETE", "/api/v1/tokens/nobodys")).status_code == 404
