"""uptimeio: what its page says in words, and what was decided where it leaves room (U1 to U30)."""

from typing import Any

import pytest

from bot.auth import Scope
from tests.api.conftest import NOON, Programs

PATH = "/compat/uptimeio/api/incidents"
EIGHTEEN = [
    *[
        "acknowledged_at",
        "acknowledged_by",
        "affected_monitor_ids",
        "closed_at",
        "created_at",
        "error_message",
    ],
    *["id", "message", "regions", "resolved_at", "resolved_by", "severity", "source", "started_at", "status"],
    *["title", "type", "updated_at"],
]


async def make(programs: Programs, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = (await programs.made(PATH, {"title": "Payment gateway timeout"} | body))["data"]
    return made


async def move(programs: Programs, made: dict[str, Any], status: str) -> Any:
    return await programs.ask("PUT", f"{PATH}/{made['id']}/status", {"status": status})


async def listed(programs: Programs, query: str) -> Any:
    answer = await programs.ask("GET", f"{PATH}?{query}")
    return [each["title"] for each in answer.json()["data"]] if answer.is_success else answer.status_code


async def test_an_incident_has_these_eighteen_keys_with_their_defaults(programs: Programs) -> None:
    """Open, minor, manual, and null where nobody said anything."""
    made = await make(programs)

    assert sorted(made) == EIGHTEEN
    assert (made["status"], made["severity"], made["source"], made["type"]) == (
        "open",
        "minor",
        "manual",
        None,
    )
    assert (made["regions"], made["affected_monitor_ids"], made["message"]) == ([], [], None)


async def test_what_a_check_reported_is_kept_and_changed_field_by_field(programs: Programs) -> None:
    """`message` is the field here and no public update."""
    made = await make(programs, type="timeout", error_message="no answer", regions=["eu"], source="system")
    put = await programs.ask("PUT", f"{PATH}/{made['id']}", {"message": "our words", "regions": ["eu", "us"]})
    cleared = await programs.ask("PUT", f"{PATH}/{made['id']}", {"message": None, "error_message": None})

    changed = put.json()["data"]
    assert (made["type"], made["error_message"], made["source"]) == ("timeout", "no answer", "system")
    assert (changed["message"], changed["regions"], changed["type"]) == ("our words", ["eu", "us"], "timeout")
    assert (cleared.json()["data"]["message"], cleared.json()["data"]["error_message"]) == (None, None)
    updates = (await programs.ask("GET", f"/api/v1/incidents/{made['id']}/updates")).json()["updates"]
    assert updates == []


@pytest.mark.parametrize(
    "wrong", [{"severity": "huge"}, {"type": "tired"}, {"source": "me"}, {"title": ""}, {"regions": "eu"}]
)
async def test_validation_is_400_in_the_envelope(programs: Programs, wrong: dict[str, Any]) -> None:
    """`details` names the field."""
    answer = await programs.ask("POST", PATH, {"title": "x"} | wrong)

    body = answer.json()
    assert answer.status_code == 400
    assert sorted(body) == ["error", "success"]
    assert (body["success"], body["error"]["code"]) == (False, "VALIDATION_ERROR")
    assert list(body["error"]["details"]) == list(wrong)


async def test_the_workflow_is_strict(programs: Programs) -> None:
    """open, acknowledged, resolved, closed, or resolved at once; no way back, nothing twice, nothing skipped."""
    legal = {
        ("open", "acknowledged"),
        ("open", "resolved"),
        ("acknowledged", "resolved"),
        ("resolved", "closed"),
    }
    ways = {
        "open": [],
        "acknowledged": ["acknowledged"],
        "resolved": ["resolved"],
        "closed": ["resolved", "closed"],
    }
    for state, way in ways.items():
        for target in ways:
            made = await make(programs)
            for step in way:
                assert (await move(programs, made, step)).status_code == 200
            answer = await move(programs, made, target)
            assert answer.status_code == (200 if (state, target) in legal else 409), (state, target)
            shown = (await programs.ask("GET", f"{PATH}/{made['id']}")).json()["data"]
            assert shown["status"] == (target if answer.is_success else state)


async def test_a_conflict_tells_the_state_and_who_put_it_there(programs: Programs) -> None:
    """The shorthand for acknowledging too."""
    made = await make(programs)
    first = await programs.ask("POST", f"{PATH}/{made['id']}/acknowledge")
    second = await programs.ask("POST", f"{PATH}/{made['id']}/acknowledge")

    assert first.json()["data"]["acknowledged_by"]["name"] == "admin"
    assert (second.status_code, second.json()["error"]["code"]) == (409, "CONFLICT")
    assert "already acknowledged, by admin" in second.json()["error"]["message"]
    assert second.json()["error"]["details"] == {}


async def test_the_status_is_not_changed_by_the_other_put(programs: Programs) -> None:
    """The message names the address that does, the details name the field, and an unknown word is 400."""
    made = await make(programs)
    answer = await programs.ask("PUT", f"{PATH}/{made['id']}", {"status": "resolved"})

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == ["status"]
    assert "/status" in answer.json()["error"]["message"]
    assert (await move(programs, made, "finished")).status_code == 400


async def test_a_closed_incident_takes_no_change(programs: Programs) -> None:
    """Not a field, not a comment."""
    made = await make(programs)
    for step in ("resolved", "closed"):
        await move(programs, made, step)
    path = f"{PATH}/{made['id']}"

    answers = [
        await programs.ask("PUT", path, {"title": "y"}),
        await programs.ask("POST", f"{path}/updates", {"message": "y"}),
        await programs.ask("POST", f"{path}/acknowledge"),
    ]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert (await programs.ask("GET", path)).json()["data"]["closed_at"] == "2026-04-04T12:00:00Z"


async def test_comments_and_changes_are_the_timeline(programs: Programs) -> None:
    """One item a change, oldest first, creation included; a comment is internal."""
    made = await make(programs)
    comment = await programs.made(f"{PATH}/{made['id']}/updates", {"message": "looking"})
    await programs.ask("PUT", f"{PATH}/{made['id']}", {"severity": "major"})
    answer = (await programs.ask("GET", f"{PATH}/{made['id']}/updates")).json()

    assert sorted(comment["data"]) == [
        *["actor", "created_at", "from", "id", "incident_id", "message", "to", "type"],
    ]
    assert [event["type"] for event in answer["data"]] == ["created", "comment", "severity_changed"]
    assert (answer["data"][2]["from"], answer["data"][2]["to"]) == ("minor", "major")
    assert answer["pagination"]["total"] == 3
    assert (await programs.ask("GET", f"/api/v1/incidents/{made['id']}/updates")).json()["updates"] == []


async def test_affected_checks_have_a_name_and_a_status(programs: Programs) -> None:
    """Down while an incident that is not over names it."""
    await programs.made("/api/v1/monitors", {"id": "check-1", "name": "Checkout"})
    made = await make(programs, affected_monitor_ids=["check-1", "check-2"])

    async def checks() -> Any:
        return (await programs.ask("GET", f"{PATH}/{made['id']}/affected-checks")).json()["data"]

    assert await checks() == [
        {"id": "check-1", "name": "Checkout", "status": "down"},
        {"id": "check-2", "name": "check-2", "status": "down"},
    ]
    await move(programs, made, "resolved")
    assert {check["status"] for check in await checks()} == {"up"}


async def test_filters_narrow_and_match_what_is_shown(programs: Programs) -> None:
    """An unknown word is 400, an unknown check finds nothing, warning finds what reads so."""
    await make(programs, title="a", severity="critical", affected_monitor_ids=["db"])
    b = await make(programs, title="b", severity="warning")
    await programs.made("/api/v1/incidents", {"title": "c", "severity": "none"})
    await programs.ask("POST", f"{PATH}/{b['id']}/acknowledge")

    assert await listed(programs, "status=open") == ["c", "a"]
    assert await listed(programs, "status=acknowledged") == ["b"]
    assert await listed(programs, "severity=warning") == ["c", "b"]
    assert await listed(programs, "severity=warning&status=open") == ["c"]
    assert await listed(programs, "check_id=db") == ["a"]
    assert await listed(programs, "check_id=nothing") == []
    wrong = (
        "status=x",
        "severity=none",
        "limit=0",
        "limit=101",
        "offset=-1",
        "since=x",
        "sort_by=id",
        "sort_order=up",
    )
    assert [await listed(programs, query) for query in wrong] == [400] * len(wrong)


async def test_polling_since_a_moment_never_misses_a_change(programs: Programs) -> None:
    """On the stored time and not on the second that is shown."""
    made = await make(programs, title="a")
    programs.world.pass_by(seconds=10.4)
    await make(programs, title="b")
    moment = int((NOON.timestamp() + 10.4) * 1000)

    assert await listed(programs, f"since={moment}") == ["b"]
    await programs.ask("POST", f"{PATH}/{made['id']}/updates", {"message": "a comment moves it too"})
    assert await listed(programs, f"since={moment}") == ["b", "a"]


async def test_pages_tell_where_they_are(programs: Programs) -> None:
    """`total` counts after the filters; ascending is descending the other way round."""
    for title in ("a", "b", "c"):
        await make(programs, title=title)
    middle = (await programs.ask("GET", f"{PATH}?limit=1&offset=1")).json()["pagination"]
    nothing = (await programs.ask("GET", f"{PATH}?status=closed")).json()["pagination"]

    assert middle == {
        "total": 3,
        "page": 2,
        "pageSize": 1,
        "totalPages": 3,
        "hasNext": True,
        "hasPrevious": True,
    }
    assert (nothing["total"], nothing["totalPages"], nothing["hasNext"]) == (0, 0, False)
    assert await listed(programs, "sort_by=title&sort_order=asc") == ["a", "b", "c"]


async def test_the_rate_stands_in_every_answer(programs: Programs) -> None:
    """On success, 400, 401, 403, 404, 405, 409 and 429 alike."""
    made = await make(programs)
    await move(programs, made, "acknowledged")
    poor = await programs.token(Scope.READ, rate=1)
    as_poor = {"Authorization": f"Bearer {poor}"}
    answers = [
        await programs.ask("GET", PATH),
        await programs.ask("GET", f"{PATH}?limit=0"),
        await programs.ask("GET", PATH, headers={"Authorization": "", "X-API-Key": "nonsense"}),
        await programs.ask("POST", PATH, {"title": "x"}, headers=as_poor),
        await programs.ask("GET", f"{PATH}/inc_nothing"),
        await programs.ask("DELETE", PATH),
        await move(programs, made, "acknowledged"),
        await programs.ask("GET", PATH, headers=as_poor),
    ]

    assert [answer.status_code for answer in answers] == [200, 400, 401, 403, 404, 405, 409, 429]
    codes = [answer.json()["error"]["code"] for answer in answers[1:]]
    assert codes == [
        *["VALIDATION_ERROR", "AUTHENTICATION_ERROR", "FORBIDDEN", "NOT_FOUND", "METHOD_NOT_ALLOWED"],
        *["CONFLICT", "RATE_LIMIT_EXCEEDED"],
    ]
    for answer in answers:
        assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(answer.headers)
        assert int(answer.headers["x-ratelimit-remaining"]) >= 0
    assert int(answers[-1].headers["retry-after"]) == 60


async def test_statuses_are_sorted_by_the_pages_workflow(programs: Programs) -> None:
    """Open, acknowledged, resolved, closed, whatever our own statuses are; creation order breaks ties (U28)."""
    ways = {"closed": ["resolved", "closed"], "resolved": ["resolved"], "open": [], "acked": ["acknowledged"]}
    for title, way in ways.items():
        made = await make(programs, title=title)
        for step in way:
            await move(programs, made, step)
    identified = await programs.made("/api/v1/incidents", {"title": "also open"})
    await programs.ask("PATCH", f"/api/v1/incidents/{identified['id']}", {"status": "identified"})
    await make(programs, title="open too")

    ascending = ["open", "also open", "open too", "acked", "resolved", "closed"]
    assert await listed(programs, "sort_by=status&sort_order=asc") == ascending
    assert await listed(programs, "sort_by=status&sort_order=desc") == ascending[::-1]


async def test_severities_that_read_the_same_are_sorted_as_one(programs: Programs) -> None:
    """The page shows `warning` for both of ours."""
    await programs.made("/api/v1/incidents", {"title": "a", "severity": "none"})
    await make(programs, title="b", severity="warning")
    await programs.made("/api/v1/incidents", {"title": "c", "severity": "none"})
    await make(programs, title="d", severity="critical")

    assert await listed(programs, "sort_by=severity") == ["d", "c", "b", "a"]
    assert await listed(programs, "sort_by=severity&sort_order=asc") == ["a", "b", "c", "d"]
