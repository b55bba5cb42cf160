"""blacktide: what its page says in words, and what was decided where it leaves room (T1 to T38)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import NOON, Programs

PATH = "/compat/blacktide/v1/incidents"
ITEM = [
    *["acknowledgedAt", "downtime", "failureCount", "id", "lastError", "monitorId", "monitorName"],
    *["resolvedAt", "severity", "startedAt", "status", "title"],
]
WHOLE = sorted(
    [*ITEM, "acknowledgedBy", "createdAt", "description", "downtimeFormatted", "notes", "resolvedBy"]
)


async def make(programs: Programs, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = await programs.made(PATH, {"title": "Database Performance Issue"} | body)
    return made


async def act(programs: Programs, made: dict[str, Any], verb: str, body: object = None) -> Any:
    return await programs.ask("POST", f"{PATH}/{made['id']}/{verb}", body)


async def whole(programs: Programs, made: dict[str, Any]) -> Any:
    return (await programs.ask("GET", f"{PATH}/{made['id']}")).json()


async def test_creating_answers_with_exactly_five_keys(programs: Programs) -> None:
    """Open, and medium unless it says otherwise."""
    made = await make(programs)

    assert sorted(made) == ["createdAt", "id", "severity", "status", "title"]
    assert (made["status"], made["severity"]) == ("open", "medium")


async def test_the_list_and_the_incident_have_their_own_shapes(programs: Programs) -> None:
    """Null where nothing happened yet; the first monitor is shown."""
    await programs.made("/api/v1/monitors", {"id": "mon_db_001", "name": "Production database"})
    made = await make(programs, monitorId="mon_db_001", severity="high", description="Slow")
    listing = (await programs.ask("GET", PATH)).json()
    shown = await whole(programs, made)

    assert sorted(listing) == ["data", "meta"]
    assert listing["meta"] == {"page": 1, "limit": 20, "total": 1}
    assert sorted(listing["data"][0]) == ITEM
    assert sorted(shown) == WHOLE
    assert (shown["monitorId"], shown["monitorName"]) == ("mon_db_001", "Production database")
    assert [shown[key] for key in ("acknowledgedAt", "acknowledgedBy", "resolvedAt", "resolvedBy")] == [
        None
    ] * 4
    assert (shown["failureCount"], shown["lastError"], shown["notes"]) == (0, None, [])


async def test_failures_are_counted_on_while_nothing_worsens(programs: Programs) -> None:
    """T8: the seventh failure in a row is the seventh, although the severity stands since the fifth."""
    failed = {"ok": False, "failure_type": "timeout", "error": "no answer in 10 s"}
    for _ in range(7):
        await programs.made("/api/v1/monitors/shop/checks", failed)
    [shown] = (await programs.ask("GET", PATH)).json()["data"]

    assert (shown["failureCount"], shown["lastError"]) == (7, "no answer in 10 s")


async def test_the_story_of_the_page(programs: Programs) -> None:
    """Acknowledged after 2:15, resolved after 8:42, with the words and numbers that the page shows."""
    made = await make(programs)
    programs.world.pass_by(minutes=2, seconds=15)
    acknowledged = (await act(programs, made, "acknowledge")).json()
    note = await programs.made(f"{PATH}/{made['id']}/notes", {"text": "Restarted service"})
    programs.world.pass_by(minutes=6, seconds=27)
    resolved = (await act(programs, made, "resolve", {"resolutionNote": "All is well"})).json()
    shown = await whole(programs, made)

    assert sorted(acknowledged) == ["acknowledgedAt", "acknowledgedBy", "id", "status"]
    assert (acknowledged["acknowledgedAt"], acknowledged["acknowledgedBy"]["name"]) == (
        "2026-04-04T12:02:15Z",
        "admin",
    )
    assert sorted(note) == ["createdAt", "createdBy", "id", "incidentId", "text"]
    assert sorted(note["createdBy"]) == ["id", "name"]
    assert sorted(resolved) == ["downtime", "id", "resolutionNote", "resolvedAt", "resolvedBy", "status"]
    assert (resolved["downtime"], resolved["resolutionNote"]) == (522, "All is well")
    assert (shown["downtime"], shown["downtimeFormatted"]) == (522, "8 minutes 42 seconds")
    assert (shown["notes"][0]["text"], shown["notes"][0]["createdBy"]) == ("Restarted service", "admin")
    events = (await programs.ask("GET", f"{PATH}/{made['id']}/timeline")).json()["events"]
    assert [(event["type"], event["details"]) for event in events] == [
        ("created", "Incident created manually"),
        ("acknowledged", "Incident acknowledged"),
        ("note_added", "Restarted service"),
        ("resolved", "All is well"),
    ]
    assert {tuple(sorted(event)) for event in events} == {("actor", "details", "timestamp", "type")}


async def test_reopening_keeps_the_downtime_and_leaves_the_quiet_time_out(programs: Programs) -> None:
    """It reads open, and may be acknowledged or resolved at once."""
    made = await make(programs)
    programs.world.pass_by(minutes=5)
    await act(programs, made, "resolve")
    programs.world.pass_by(hours=1)
    reopened = (await act(programs, made, "reopen", {"reason": "It persists"})).json()
    programs.world.pass_by(minutes=5)
    shown = await whole(programs, made)

    assert sorted(reopened) == ["id", "reopenedAt", "status"]
    assert (reopened["status"], reopened["reopenedAt"]) == ("open", "2026-04-04T13:05:00Z")
    assert (shown["downtime"], shown["downtimeFormatted"], shown["acknowledgedBy"]) == (
        600,
        "10 minutes",
        None,
    )
    events = (await programs.ask("GET", f"{PATH}/{made['id']}/timeline")).json()["events"]
    assert events[-1]["details"] == "It persists"


async def test_what_the_flow_does_not_allow_is_409_with_the_documented_sentence(programs: Programs) -> None:
    """Exactly three keys."""
    made = await make(programs)
    not_resolved = await act(programs, made, "reopen")
    await act(programs, made, "acknowledge")
    twice = await act(programs, made, "acknowledge")
    await act(programs, made, "resolve")
    too_late = await act(programs, made, "acknowledge")
    again = await act(programs, made, "resolve")
    await programs.ask("POST", f"/api/v1/incidents/{made['id']}/close")
    closed = await act(programs, made, "reopen")

    answers = (not_resolved, twice, too_late, again, closed)
    assert [answer.json() for answer in answers] == [
        {"error": "Conflict", "message": message, "status": 409}
        for message in (
            "Incident is not resolved",
            "Incident already acknowledged",
            "Incident already resolved",
            "Incident already resolved",
            "Incident is closed",
        )
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "phrase"),
    [
        ("GET", "/inc_nothing", None, 404, "Not Found"),
        ("POST", "", {}, 422, "Unprocessable Entity"),
        ("POST", "", {"title": "x", "severity": "major"}, 422, "Unprocessable Entity"),
        ("GET", "?status=closed", None, 422, "Unprocessable Entity"),
        ("GET", "?from=2026-02-30", None, 422, "Unprocessable Entity"),
        ("GET", "?from=1775001600", None, 422, "Unprocessable Entity"),
        ("GET", "?to=2026-04-04T00:00:00", None, 422, "Unprocessable Entity"),
        ("GET", "?from=2026-02-02&to=2026-02-01", None, 422, "Unprocessable Entity"),
        ("GET", "?page=0", None, 422, "Unprocessable Entity"),
        ("GET", "?limit=101", None, 422, "Unprocessable Entity"),
        ("GET", "/stats?group_by=year", None, 422, "Unprocessable Entity"),
        ("DELETE", "", None, 405, "Method Not Allowed"),
    ],
)
async def test_every_other_error_has_the_same_three_keys(
    programs: Programs, method: str, path: str, body: object, status: int, phrase: str
) -> None:
    """The phrase, a sentence, the number."""
    answer = await programs.ask(method, PATH + path, body)

    assert (answer.status_code, answer.json()["error"], answer.json()["status"]) == (status, phrase, status)
    assert sorted(answer.json()) == ["error", "message", "status"]
    assert status != 404 or answer.json()["message"] == "Incident not found"


async def test_both_days_of_a_range_are_whole(programs: Programs) -> None:
    """On `startedAt`, in UTC."""
    for at in (
        "2026-02-12T23:59:59Z",
        "2026-02-13T00:00:00Z",
        "2026-02-13T23:59:59Z",
        "2026-02-14T00:00:00Z",
    ):
        await programs.made("/api/v1/incidents", {"title": at, "started_at": at})

    async def found(query: str) -> Any:
        return [each["title"][8:16] for each in (await programs.ask("GET", f"{PATH}?{query}")).json()["data"]]

    assert await found("from=2026-02-13&to=2026-02-13") == ["13T23:59", "13T00:00"]
    assert await found("from=2026-02-14") == ["14T00:00"]
    assert await found("page=2&limit=3") == ["12T23:59"]
    assert await found("page=9") == []


async def test_the_status_filter_finds_what_reads_so(programs: Programs) -> None:
    """Closed reads resolved, and a reopened one open."""
    first, second, third = [await make(programs, title=title) for title in "abc"]
    await act(programs, first, "resolve")
    await programs.ask("POST", f"/api/v1/incidents/{first['id']}/close")
    await act(programs, second, "acknowledge")
    await act(programs, third, "resolve")
    await act(programs, third, "reopen")

    async def found(query: str) -> Any:
        return [each["title"] for each in (await programs.ask("GET", f"{PATH}?{query}")).json()["data"]]

    assert [await found(f"status={word}") for word in ("open", "acknowledged", "resolved")] == [
        ["c"],
        ["b"],
        ["a"],
    ]


async def test_statistics_count_what_the_page_names(programs: Programs) -> None:
    """Mttr over the resolved, downtime over all with the unresolved so far, severities that sum up."""
    quick = await make(programs, severity="critical")
    await programs.made("/api/v1/incidents", {"title": "past", "status": "resolved", "severity": "warning"})
    await programs.made("/api/v1/incidents", {"title": "work", "kind": "maintenance"})
    programs.world.pass_by(minutes=5)
    await act(programs, quick, "resolve")
    programs.world.pass_by(days=1)
    await make(programs)
    programs.world.pass_by(minutes=15)
    stats = (await programs.ask("GET", f"{PATH}/stats")).json()
    by_week = (await programs.ask("GET", f"{PATH}/stats?group_by=week")).json()["byDay"]

    assert stats == {
        "totalIncidents": 3,
        "openIncidents": 1,
        "mttr": 300,
        "avgDowntime": 600,
        "bySeverity": {"critical": 1, "high": 0, "medium": 1, "low": 1},
        "byDay": [
            {"date": "2026-04-04", "incidents": 2, "avgDowntime": 300},
            {"date": "2026-04-05", "incidents": 1, "avgDowntime": 900},
        ],
    }
    assert [period["date"] for period in by_week] == ["2026-03-30"]
    assert (NOON + timedelta(days=1)).weekday() == 6
    empty = (await programs.ask("GET", f"{PATH}/stats?from=2020-01-01&to=2020-01-01")).json()
    assert (empty["totalIncidents"], empty["mttr"], empty["avgDowntime"], empty["byDay"]) == (
        0,
        None,
        None,
        [],
    )
