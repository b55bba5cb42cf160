"""uptimeio tells conflicts and changes in its own words, whatever ours are (G17, U2, U18)."""

from typing import Any

import pytest

from tests.api.conftest import Programs
from tests.api.test_uptimeio import PATH, make, move


@pytest.mark.parametrize(
    ("way", "target", "sentence"),
    [
        ([], "closed", "INC-1 is still open, by admin at 2026-04-04T12:00:00Z."),
        ([], "open", "INC-1 is still open, by admin at 2026-04-04T12:00:00Z."),
        (["acknowledged"], "closed", "INC-1 is still acknowledged, by admin at 2026-04-04T12:05:00Z."),
        (
            ["acknowledged"],
            "acknowledged",
            "INC-1 is already acknowledged, by admin at 2026-04-04T12:05:00Z.",
        ),
        (["resolved"], "acknowledged", "INC-1 is already resolved, by admin at 2026-04-04T12:05:00Z."),
        (
            ["resolved", "closed"],
            "open",
            (
                "INC-1 is already closed, by admin at 2026-04-04T12:05:00Z. "
                "Nothing about a closed incident changes any more; if it is back, declare a new one."
            ),
        ),
    ],
)
async def test_a_forbidden_move_is_told_in_the_pages_own_words(
    programs: Programs, way: list[str], target: str, sentence: str
) -> None:
    """Where it stands, who put it there, when; and never `investigating`, which the page does not know."""
    made = await make(programs)
    programs.world.pass_by(minutes=5)
    for step in way:
        await move(programs, made, step)

    assert (await move(programs, made, target)).json()["error"]["message"] == sentence


async def test_a_change_is_told_in_the_pages_own_words(programs: Programs) -> None:
    """Severities that it knows, and times as all times are."""
    made = await programs.made("/api/v1/incidents", {"title": "x", "severity": "none"})
    await programs.ask(
        "PATCH",
        f"/api/v1/incidents/{made['id']}",
        {"severity": "major", "started_at": "2026-04-04T11:00:00.5Z"},
    )
    changes = (await programs.ask("GET", f"{PATH}/{made['id']}/updates")).json()["data"][1:]

    assert [(change["type"], change["from"], change["to"]) for change in changes] == [
        ("severity_changed", "warning", "major"),
        ("start_changed", "2026-04-04T12:00:00Z", "2026-04-04T11:00:00Z"),
    ]


async def changes_of(programs: Programs, made: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    answer = await programs.ask("GET", f"{PATH}/{made['id']}/updates?limit=100&offset=1")
    return [(change["type"], change["from"], change["to"]) for change in answer.json()["data"]]


async def test_a_move_is_told_from_status_to_status_of_the_page(programs: Programs) -> None:
    """Also where ours has no `to`, and where ours has two statuses for one of the page's."""
    made = await make(programs)
    native = f"/api/v1/incidents/{made['id']}"
    await programs.ask("PATCH", native, {"status": "identified"})
    await programs.ask("POST", f"{native}/acknowledge")
    await programs.ask("PATCH", native, {"status": "monitoring"})
    await programs.ask("POST", f"{native}/unacknowledge")
    await programs.ask("POST", f"{native}/resolve")
    await programs.ask("POST", f"{native}/reopen")
    await move(programs, made, "acknowledged")
    await move(programs, made, "resolved")
    await move(programs, made, "closed")

    assert await changes_of(programs, made) == [
        ("status_changed", "open", "open"),
        ("acknowledged", "open", "acknowledged"),
        ("status_changed", "acknowledged", "acknowledged"),
        ("unacknowledged", "acknowledged", "open"),
        ("resolved", "open", "resolved"),
        ("reopened", "resolved", "open"),
        ("acknowledged", "open", "acknowledged"),
        ("resolved", "acknowledged", "resolved"),
        ("closed", "resolved", "closed"),
    ]


async def test_what_was_over_when_it_was_recorded_goes_on_from_there(programs: Programs) -> None:
    """A past incident was never open."""
    made = await programs.made("/api/v1/incidents", {"title": "x", "status": "resolved"})
    await move(programs, made, "closed")

    assert await changes_of(programs, made) == [("closed", "resolved", "closed")]


async def test_an_edit_names_the_field_as_the_page_does(programs: Programs) -> None:
    """From what to what; of what a check reported only what is another."""
    made = await make(programs, message="before", affected_monitor_ids=["a"], type="timeout")
    put = f"{PATH}/{made['id']}"
    await programs.ask("PUT", put, {"message": "after"})
    await programs.ask("PUT", put, {"affected_monitor_ids": ["a", "b"]})
    await programs.ask("PUT", put, {"error_message": "no answer", "regions": ["eu"]})
    answer = await programs.ask("GET", f"{PATH}/{made['id']}/updates?offset=1")

    told = [(each["type"], each["message"], each["from"], each["to"]) for each in answer.json()["data"]]
    assert told == [
        ("edited", "message changed", "before", "after"),
        ("edited", "affected_monitor_ids changed", ["a"], ["a", "b"]),
        (
            "edited",
            "error_message, regions changed",
            {"error_message": None, "regions": []},
            {"error_message": "no answer", "regions": ["eu"]},
        ),
    ]
