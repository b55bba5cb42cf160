"""What an Undo button carries leads back to what was."""

import json
from dataclasses import replace

import pytest

from bot.slack.former import Way, back_to_former, back_to_start, start_of, way_back, way_of, wishes_of
from incidents.commands import post_update, resolve
from incidents.edits import Wishes, edit
from incidents.errors import Invalid
from incidents.model import Change, Severity, Status
from tests.slack.samples import ACKNOWLEDGED, ANN, BARE, BEN, CLEO, NOW, RESOLVED, WAITING, minutes_ago

ALL = Wishes(
    title="something <else>",
    severity=Severity.MINOR,
    status=Status.MONITORING,
    lead=replace(CLEO, id="U0BEN", name="ben"),
)


@pytest.mark.parametrize(
    "wishes",
    [
        *[replace(Wishes(), title=ALL.title), replace(Wishes(), severity=ALL.severity)],
        *[replace(Wishes(), status=ALL.status), replace(Wishes(), lead=ALL.lead), ALL],
    ],
    ids=["title", "severity", "status", "lead", "all at once"],
)
def test_what_was_different_comes_back_by_way_of_the_button(wishes: Wishes) -> None:
    """Through JSON, as Slack sends it back."""
    change = edit(ACKNOWLEDGED, wishes, BEN, NOW)
    assert change.incident != ACKNOWLEDGED
    carried = json.loads(json.dumps(back_to_former(change)))
    assert way_of(carried) is Way.FORMER
    undone = edit(change.incident, wishes_of(carried), ANN, NOW).incident
    for name in ("title", "severity", "status", "lead"):
        assert getattr(undone, name) == getattr(ACKNOWLEDGED, name)


def test_the_former_start_comes_back_by_way_of_the_button() -> None:
    """To the second."""
    carried = json.loads(json.dumps(back_to_start(WAITING)))
    assert way_of(carried) is Way.STARTED
    assert start_of(carried) == WAITING.started_at == minutes_ago(20)


def test_an_acknowledgement_that_came_along_goes_back_with_the_rest_or_alone() -> None:
    """Not after resolving: there the reopening clears it."""
    moved = edit(WAITING, Wishes(status=Status.MONITORING), BEN, NOW)
    assert moved.incident.acknowledged
    undone = edit(moved.incident, wishes_of(json.loads(json.dumps(back_to_former(moved)))), BEN, NOW).incident
    assert (undone.status, undone.is_waiting, undone.round) == (WAITING.status, True, WAITING.round + 1)
    assert way_of(back_to_former(post_update(WAITING, "We are on it.", BEN, NOW))) is Way.UNACKNOWLEDGE
    assert back_to_former(post_update(ACKNOWLEDGED, "We are on it.", BEN, NOW)) == {}
    assert not wishes_of(back_to_former(resolve(WAITING, "", BEN, NOW))).unacknowledge


def test_nothing_is_carried_where_nothing_was_different_or_nobody_can_undo_it() -> None:
    """Declared just now, the same as before, a first lead, a reopening."""
    for before, now in (
        *[(None, WAITING), (WAITING, WAITING), (BARE, replace(BARE, lead=CLEO)), (RESOLVED, ACKNOWLEDGED)],
    ):
        assert back_to_former(Change(before, now, ())) == {}


@pytest.mark.parametrize("way", Way)
def test_a_way_back_is_read_as_it_was_written(way: Way) -> None:
    """Through JSON."""
    assert way_of(json.loads(json.dumps(way_back(way)))) is way


@pytest.mark.parametrize("carried", [{}, {"undo": "everything"}, {"undo": 5}])
def test_a_way_that_is_none_is_refused(carried: dict[str, object]) -> None:
    """A button of another version."""
    with pytest.raises(Invalid):
        way_of(carried)
