"""uptimeio tells conflicts and changes in its own words, whatever ours are (G17, U2, U18)."""

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
        (["resolved", "closed"], "open", "INC-1 is already closed, by admin at 2026-04-04T12:05:00Z."),
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
