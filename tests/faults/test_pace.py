"""The queue before each channel, with a clock that is moved by hand."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.slack.pace import BURST, SECOND, SPACING, Pace, Rank

METHOD, CHANNEL = "chat.postMessage", "C0INCIDENTS"
WAITING = [f"row {number}" for number in range(20)]


class Street:
    """Rows that come back when they were told to, and when each was let through, in seconds from the start."""

    def __init__(self) -> None:
        """Open an empty street."""
        self.start = self.now = datetime(2026, 11, 22, 17, 41, tzinfo=UTC)
        self.pace = Pace(lambda: self.now)

    def passes(
        self, keys: list[str], method: str = METHOD, channel: str = CHANNEL, rank: Rank = Rank.ORDINARY
    ) -> list[float]:
        """Let them all through; without a channel each has its own."""
        due = dict.fromkeys(keys, self.now)
        passed: list[float] = []
        while due:
            key = min(due, key=due.__getitem__)
            self.now = max(self.now, due[key])
            wait = self.pace.wait_for(method, channel or key, key, rank)
            due[key] = self.now + wait
            if not wait:
                passed.append((self.now - self.start).total_seconds())
                del due[key]
        return passed


def test_a_burst_passes_and_then_one_message_a_second() -> None:
    """Five at once, as Slack tolerates."""
    assert Street().passes(WAITING[:8]) == [0, 0, 0, 0, 0, 1, 2, 3]


def test_nothing_passes_while_slack_asks_for_a_pause_and_nobody_rushes_in_afterwards() -> None:
    """Those whose turn came during the pause have queued up behind the door: they pass one by one too."""
    street = Street()
    assert not street.pace.wait_for(METHOD, CHANNEL, "first", Rank.ORDINARY)
    told = {key: street.pace.wait_for(METHOD, CHANNEL, key, Rank.ORDINARY) for key in WAITING}
    assert max(told.values()) > timedelta(seconds=10)
    street.pace.close(METHOD, timedelta(seconds=30))
    passed = street.passes(WAITING)
    assert min(passed) == 30
    a_second_later = [sum(at <= other < at + 1 for other in passed) for at in passed]
    assert max(a_second_later) <= BURST + 1


def test_another_channel_does_not_wait() -> None:
    """Each has its own queue."""
    street = Street()
    street.passes(WAITING)
    for key in WAITING:
        street.pace.wait_for(METHOD, CHANNEL, f"more {key}", Rank.ORDINARY)
    assert not street.pace.wait_for(METHOD, "D0BEN", "a page", Rank.URGENT)


def test_the_urgent_pass_those_who_wait_already() -> None:
    """An @here goes before sixty cards that came earlier, at the next second that is free."""
    street = Street()
    for key in WAITING:
        street.pace.wait_for(METHOD, CHANNEL, key, Rank.ORDINARY)
    wait = street.pace.wait_for(METHOD, CHANNEL, "here", Rank.URGENT)
    assert wait <= SPACING
    street.now += wait
    assert street.pace.wait_for(METHOD, CHANNEL, WAITING[6], Rank.ORDINARY)
    assert not street.pace.wait_for(METHOD, CHANNEL, "here", Rank.URGENT)


def test_who_does_not_ask_again_holds_up_nobody() -> None:
    """A row that was not needed any more leaves no gap behind."""
    street = Street()
    for key in WAITING:
        street.pace.wait_for(METHOD, CHANNEL, key, Rank.URGENT)
    street.now += SPACING * 3
    assert not street.pace.wait_for(METHOD, CHANNEL, "another", Rank.URGENT)


def test_a_shorter_pause_does_not_end_a_longer_one_early() -> None:
    """Slack may say thirty seconds of the method, and one second of a channel that was busy as well."""
    street = Street()
    street.pace.close(METHOD, timedelta(seconds=30))
    street.pace.close(METHOD, timedelta(seconds=1))
    street.now += timedelta(seconds=29)
    assert street.pace.closed_for(METHOD) == timedelta(seconds=1)
    assert street.pace.wait_for(METHOD, CHANNEL, "a row", Rank.URGENT) >= timedelta(seconds=1)
    street.now += timedelta(seconds=1)
    assert not street.pace.closed_for(METHOD)


UPDATE = "chat.update"
OLD_MESSAGES = [f"settle {number}" for number in range(200)]


def in_any_minute(passed: list[float]) -> int:
    """Count the most that passed within a minute."""
    return max(sum(at <= other < at + 60 for other in passed) for at in passed)


def test_old_messages_leave_room_for_a_card_in_slacks_minute() -> None:
    """Two hundred reminders are rewritten at 30 a minute after the first ten; Slack takes 50."""
    street = Street()
    passed = street.passes(OLD_MESSAGES, UPDATE, "", Rank.PATIENT)
    assert in_any_minute(passed) <= 40
    assert passed[-1] < 400


def test_a_card_goes_while_two_hundred_old_messages_wait() -> None:
    """At once, wherever in the queue they are."""
    street = Street()
    for key in OLD_MESSAGES:
        street.pace.wait_for(UPDATE, key, key, Rank.PATIENT)
    assert not street.pace.wait_for(UPDATE, "card", "card", Rank.ORDINARY)


def test_after_a_pause_all_messages_together_keep_slacks_numbers() -> None:
    """Sixty cards waited for the method: they do not rush in when it opens, and nobody waits for longer than needed."""
    street = Street()
    street.pace.close(UPDATE, timedelta(seconds=30))
    passed = street.passes(OLD_MESSAGES[:60], UPDATE, "")
    assert min(passed) == 30
    assert in_any_minute(passed) <= 50
    assert max(Counter(int(at) for at in passed).values()) == 1
    assert passed[-1] < 30 + 60 * 1.5


def test_after_a_pause_a_card_goes_before_the_old_messages_that_waited() -> None:
    """It came last, and is the first or second through the door."""
    street = Street()
    street.pace.close(UPDATE, timedelta(seconds=30))
    for key in OLD_MESSAGES:
        street.pace.wait_for(UPDATE, key, key, Rank.PATIENT)
    street.now += timedelta(seconds=10)
    wait = street.pace.wait_for(UPDATE, "card", "card", Rank.ORDINARY)
    assert wait <= timedelta(seconds=20)
    street.now += wait
    assert street.pace.wait_for(UPDATE, OLD_MESSAGES[0], OLD_MESSAGES[0], Rank.PATIENT) >= SECOND
    assert not street.pace.wait_for(UPDATE, "card", "card", Rank.ORDINARY)


def test_a_minute_after_the_last_pause_slack_is_trusted_again() -> None:
    """Its numbers are the least that it takes, and mostly it takes more."""
    street = Street()
    street.pace.close(UPDATE, SECOND)
    street.now += timedelta(seconds=62)
    assert not any(street.pace.wait_for(UPDATE, key, key, Rank.ORDINARY) for key in OLD_MESSAGES)
