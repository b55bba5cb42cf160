"""wakestack: what its page says in words, and what was decided where it leaves room (W1 to W20)."""

import uuid
from typing import Any
from urllib.parse import quote

import pytest

from tests.api.conftest import Programs

PATH = "/compat/wakestack/api/incidents"
ELEVEN = [
    *["affectedMonitors", "createdAt", "description", "id", "resolvedAt", "severity", "startedAt", "status"],
    *["title", "updatedAt", "updates"],
]
WHOLE = {
    "title": "Scheduled Maintenance",
    "description": "Database upgrades",
    "affectedMonitors": ["mon_abc123"],
}


async def put(programs: Programs, made: dict[str, Any], **body: Any) -> Any:
    return await programs.ask("PUT", f"{PATH}/{made['id']}", body)


async def test_an_incident_has_these_eleven_keys_in_every_answer(programs: Programs) -> None:
    """Created, shown, changed and listed alike; the description is no update."""
    made = await programs.made(PATH, WHOLE)
    shown = (await programs.ask("GET", f"{PATH}/{made['id']}")).json()
    changed = (await put(programs, made, title="Upgrade")).json()
    [listed] = (await programs.ask("GET", PATH)).json()

    assert sorted(made) == sorted(shown) == sorted(changed) == sorted(listed) == ELEVEN
    assert (made["status"], made["severity"], made["updates"]) == ("investigating", "minor", [])
    assert made["affectedMonitors"] == ["mon_abc123"]
    assert made["startedAt"] == made["createdAt"] == "2026-04-04T12:00:00Z"
    assert made["resolvedAt"] is None


@pytest.mark.parametrize("missing", ["title", "description", "affectedMonitors"])
async def test_title_description_and_monitors_are_required(programs: Programs, missing: str) -> None:
    """The problem names the field."""
    answer = await programs.ask("POST", PATH, {key: value for key, value in WHOLE.items() if key != missing})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [missing]


@pytest.mark.parametrize(
    "wrong",
    [
        {"severity": "warning"},
        {"affectedMonitors": "mon_abc123"},
        {"affectedMonitors": [7]},
        {"affectedMonitors": [""]},
        {"title": "x" * 256},
        {"description": " "},
    ],
)
async def test_values_outside_the_lists_are_refused(programs: Programs, wrong: dict[str, Any]) -> None:
    """Never trimmed, and nothing is made."""
    assert (await programs.ask("POST", PATH, WHOLE | wrong)).status_code == 422
    assert (await programs.ask("GET", PATH)).json() == []


async def test_no_monitor_is_an_empty_list_and_a_repeated_one_counts_once(programs: Programs) -> None:
    """In the order given."""
    assert (await programs.made(PATH, WHOLE | {"affectedMonitors": []}))["affectedMonitors"] == []
    twice = await programs.made(PATH, WHOLE | {"affectedMonitors": ["b", "a", "b"]})
    assert twice["affectedMonitors"] == ["b", "a"]


async def test_status_and_message_move_it_and_tell_so_in_one_step(programs: Programs) -> None:
    """The update has the new status."""
    made = await programs.made(PATH, WHOLE)
    changed = (await put(programs, made, status="identified", message="Pool exhausted")).json()

    assert changed["status"] == "identified"
    [update] = changed["updates"]
    assert sorted(update) == ["createdAt", "id", "message", "status"]
    assert (update["message"], update["status"]) == ("Pool exhausted", "identified")


async def test_a_part_is_enough_and_nothing_is_too_little(programs: Programs) -> None:
    """A message alone tells with the present status, a status alone moves without a word."""
    made = await programs.made(PATH, WHOLE)
    told = (await put(programs, made, message="Still looking")).json()
    moved = (await put(programs, made, status="monitoring")).json()
    nothing = await put(programs, made)

    assert [update["status"] for update in told["updates"]] == ["investigating"]
    assert (moved["status"], len(moved["updates"])) == ("monitoring", 1)
    assert nothing.status_code == 422


async def test_resolved_twice_keeps_the_time_and_still_takes_a_message(programs: Programs) -> None:
    """And an active status opens it again."""
    made = await programs.made(PATH, WHOLE)
    first = (await put(programs, made, status="resolved", message="Fixed")).json()
    programs.world.pass_by(hours=1)
    again = (await put(programs, made, status="resolved", message="An afterword")).json()
    reopened = (await put(programs, made, status="identified", message="No, not yet")).json()

    assert first["resolvedAt"] == again["resolvedAt"] == "2026-04-04T12:00:00Z"
    assert [update["message"] for update in again["updates"]] == ["Fixed", "An afterword"]
    assert (reopened["status"], reopened["resolvedAt"]) == ("identified", None)


async def test_all_incidents_are_listed_newest_first_in_a_bare_array(programs: Programs) -> None:
    """However many; a stretch of it can be asked for."""
    for number in range(203):
        await programs.made("/api/v1/incidents", {"title": f"number {number + 1}"})

    titles = [each["title"] for each in (await programs.ask("GET", PATH)).json()]
    stretch = [each["title"] for each in (await programs.ask("GET", f"{PATH}?limit=2&before=10")).json()]

    assert titles == [f"number {number}" for number in range(203, 0, -1)]
    assert stretch == ["number 9", "number 8"]


@pytest.mark.parametrize("form", ["inc_{0.hex}", "{0}", "INC-3", "3"])
async def test_a_stretch_begins_below_an_id_that_the_list_shows(programs: Programs, form: str) -> None:
    """A client of the page sees no numbers: the last id of one stretch leads to the next."""
    made = [await programs.made(PATH, WHOLE | {"title": f"number {number}"}) for number in (1, 2, 3)]
    before = form.format(uuid.UUID(made[-1]["id"].removeprefix("inc_")))

    stretch = (await programs.ask("GET", f"{PATH}?limit=1&before={before}")).json()

    assert [each["title"] for each in stretch] == ["number 2"]


@pytest.mark.parametrize("nobody", ["", "INC-9", f"inc_{0:032}", "number 3", "-3", "9" * 30, "\u0663"])
async def test_a_stretch_below_nothing_is_refused(programs: Programs, nobody: str) -> None:
    """With what to send instead."""
    answer = await programs.ask("GET", f"{PATH}?before={quote(nobody)}")

    assert answer.status_code == 422
    told = "before: is the name of no incident; give the id of the last one that you have."
    assert answer.json()["errors"] == {"before": told}


async def test_the_word_that_is_shown_changes_nothing_when_it_is_sent_back(programs: Programs) -> None:
    """A warning reads minor here, and stays a warning."""
    made = await programs.made("/api/v1/incidents", {"title": "disk", "severity": "warning"})
    shown = (await put(programs, made, severity="minor", title="disk full")).json()

    assert shown["severity"] == "minor"
    assert (await programs.ask("GET", f"/api/v1/incidents/{made['id']}")).json()["severity"] == "warning"


async def test_the_description_can_be_taken_away_and_the_monitors_changed(programs: Programs) -> None:
    """Null clears what may be empty; a title may not."""
    made = await programs.made(PATH, WHOLE)
    changed = (await put(programs, made, description=None, affectedMonitors=["x"])).json()

    assert (changed["description"], changed["affectedMonitors"]) == ("", ["x"])
    assert (await put(programs, made, title=None)).status_code == 422
