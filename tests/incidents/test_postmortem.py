"""The draft of a postmortem: what it says, in which order, and in which words."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from incidents import commands
from incidents.model import EventKind, Kind, Severity, Status
from incidents.postmortem import QUESTIONS, name_of_file
from tests.incidents.postmortems import (
    ANN,
    DRAFT,
    MACHINE,
    MINUTE,
    NOON,
    Story,
    acknowledged,
    resolved,
    whole_story,
)

GOLDEN = Path(__file__).parent / "golden" / "postmortem.md"


def test_the_draft_of_a_whole_story_is_as_it_was_looked_at() -> None:
    """The golden file was read by people, as it is and rendered."""
    story, shown = whole_story()
    assert story.drafted([shown]) == GOLDEN.read_text(encoding="utf-8")


def test_what_people_have_to_find_out_is_asked_under_empty_headings() -> None:
    """Each has its question and nothing else."""
    text = resolved(acknowledged(Story())).drafted()
    for heading, question in QUESTIONS.items():
        assert f"## {heading}\n\n_{question}_\n" in text
    assert text.endswith(f"_{QUESTIONS['Action items']}_\n")


def test_times_are_those_of_the_statistics() -> None:
    """From the start to the first acknowledgement, and the downtime, which leaves out what was spent resolved."""
    story = resolved(acknowledged(Story()))
    text = story.drafted()
    assert "- **Started:** 2026-04-04 12:00:00 UTC\n" in text
    assert "- **First acknowledged:** 2026-04-04 12:03:00 UTC, by ben.demo\n" in text
    assert "- **Time to acknowledge:** 3 minutes\n" in text
    assert "- **Resolved:** 2026-04-04 12:42:00 UTC, by ben.demo\n" in text
    assert "- **Downtime:** 42 minutes\n" in text
    story.then(commands.reopen(story.incident, Status.INVESTIGATING, "", ANN, NOON + 50 * MINUTE))
    story.then(commands.resolve(story.incident, "", ANN, NOON + 52 * MINUTE))
    again = "44 minutes, without the 8 minutes that it spent resolved before it was reopened"
    assert f"- **Downtime:** {again}\n" in story.drafted()


def test_one_that_is_not_over_says_so_at_the_top() -> None:
    """With the time as of which the rest is true."""
    text = acknowledged(Story()).drafted()
    top = text.split("\n\n")[1]
    assert top.startswith(
        "> **INC-42 is not over.** It is investigating. This is how it stood at 2026-04-04 13:00"
    )
    assert "- **Resolved:** not yet\n- **Downtime:** 1 hour so far\n" in text
    assert "is not over" not in resolved(acknowledged(Story())).drafted()


@pytest.mark.parametrize(
    ("kind", "title", "warning"),
    [
        (Kind.DRILL, "# Postmortem of the drill INC-42: ", "**This was a drill.**"),
        (Kind.MAINTENANCE, "# Postmortem of the maintenance INC-42: ", "**This was maintenance.**"),
        (Kind.INCIDENT, "# Postmortem of INC-42: ", "- **Severity:**"),
    ],
)
def test_practice_and_maintenance_are_named_so(kind: Kind, title: str, warning: str) -> None:
    """Nobody takes a drill for trouble, or maintenance for an outage; maintenance has no severity."""
    severity = Severity.NONE if kind is Kind.MAINTENANCE else Severity.MAJOR
    text = resolved(Story(replace(DRAFT, kind=kind, severity=severity))).drafted()
    assert text.startswith(title)
    assert warning in text.split("\n\n")[1]
    assert ("- **Severity:**" in text) == (kind is not Kind.MAINTENANCE)


def test_whoever_acted_is_a_responder_by_name_and_nobody_is_mentioned() -> None:
    """People and programs, in the order in which they came; machines and the clock do not respond."""
    story, shown = whole_story()
    text = story.drafted([shown])
    assert "- **Responders:** ci, ann.demo, ben.demo\n" in text
    assert "@" not in text
    assert "U0" not in text


def test_what_was_never_acknowledged_or_measured_says_so() -> None:
    """Instead of a time that nobody knows."""
    story = Story(replace(DRAFT, status=Status.RESOLVED, started_at=NOON - 60 * MINUTE))
    text = story.drafted()
    assert "- **First acknowledged:** never\n" in text
    assert "- **Downtime:** not measured: it was over when it was recorded\n" in text


def test_what_was_posted_and_reached_no_page_is_told_as_such() -> None:
    """And so is that nothing was said at all."""
    story = acknowledged(Story())
    assert "## What the public was told\n\nNothing.\n" in story.drafted()
    story.then(commands.post_update(story.incident, "We look into it.", ANN, NOON + 5 * MINUTE))
    told = "- **2026-04-04 12:05:00 UTC** (investigating):\n  > We look into it.\n"
    assert f"No status page shows it. These updates were posted:\n\n{told}" in story.drafted()


def test_what_machines_repeat_is_told_once_with_how_often() -> None:
    """Two hundred notes of a storm are six lines, and what people did in between stands by itself."""
    story = Story()
    for number in range(200):
        at = NOON + timedelta(seconds=number)
        story.told(
            EventKind.NOTE_ADDED, at, MACHINE, "checkout fires" if number > 9 else f"node {number} fires"
        )
    text = story.drafted()
    assert (
        "- **12:00:00 to 12:03:19** alertmanager noted 200 times:\n  > checkout fires (190 times)  \n" in text
    )
    assert text.count("fires") == 5
    assert "> ... and 6 more like these.\n" in text


def test_the_timeline_goes_by_time_and_by_days() -> None:
    """What was recorded late stands where it happened."""
    story = acknowledged(Story())
    story.told(EventKind.NOTE_ADDED, NOON - timedelta(days=1), ANN, "A first sign of it")
    days = story.drafted().partition("## Timeline\n\n")[2]
    assert days.startswith(
        "### 2026-04-03 (UTC)\n\n- **12:00:00** ann.demo noted: A first sign of it\n\n### 2026-04-04"
    )


def test_the_file_is_named_after_the_incident() -> None:
    """As people look for it."""
    assert name_of_file(Story().incident) == "postmortem-INC-42.md"
