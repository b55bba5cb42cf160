"""The queue before each channel, with a clock that is moved by hand."""

from datetime import UTC, datetime, timedelta

from bot.slack.pace import BURST, SPACING, Pace

METHOD, CHANNEL = "chat.postMessage", "C0INCIDENTS"
WAITING = [f"row {number}" for number in range(20)]


class Street:
    """Rows that come back when they were told to, and when each was let through, in seconds from the start."""

    def __init__(self) -> None:
        """Open an empty street."""
        self.start = self.now = datetime(2026, 11, 22, 17, 41, tzinfo=UTC)
        self.pace = Pace(lambda: self.now)

    def passes(self, keys: list[str]) -> list[float]:
        """Let them all through."""
        due = dict.fromkeys(keys, self.now)
        passed: list[float] = []
        while due:
            key = min(due, key=due.__getitem__)
            self.now = max(self.now, due[key])
            wait = self.pace.wait_for(METHOD, CHANNEL, key, urgent=False)
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
    assert not street.pace.wait_for(METHOD, CHANNEL, "first", urgent=False)
    told = {key: street.pace.wait_for(METHOD, CHANNEL, key, urgent=False) for key in WAITING}
    assert max(told.values()) > timedelta(seconds=10)
    street.pace.close(METHOD, timedelta(seconds=30))
    passed = street.passes(WAITING)
    assert min(passed) == 30
    a_second_later = [sum(at <= other < at + 1 for other in passed) for at in passed]
    assert max(a_second_later) <= BURST // SPACING + 1


def test_another_channel_does_not_wait() -> None:
    """Each has its own queue."""
    street = Street()
    street.passes(WAITING)
    for key in WAITING:
        street.pace.wait_for(METHOD, CHANNEL, f"more {key}", urgent=False)
    assert not street.pace.wait_for(METHOD, "D0BEN", "a page", urgent=True)


def test_the_urgent_pass_those_who_wait_already() -> None:
    """An @here goes before sixty cards that came earlier, at the next second that is free."""
    street = Street()
    for key in WAITING:
        street.pace.wait_for(METHOD, CHANNEL, key, urgent=False)
    wait = street.pace.wait_for(METHOD, CHANNEL, "here", urgent=True)
    assert wait <= SPACING
    street.now += wait
    assert street.pace.wait_for(METHOD, CHANNEL, WAITING[6], urgent=False)
    assert not street.pace.wait_for(METHOD, CHANNEL, "here", urgent=True)


def test_who_does_not_ask_again_holds_up_nobody() -> None:
    """A row that was not needed any more leaves no gap behind."""
    street = Street()
    for key in WAITING:
        street.pace.wait_for(METHOD, CHANNEL, key, urgent=True)
    street.now += SPACING * 3
    assert not street.pace.wait_for(METHOD, CHANNEL, "another", urgent=True)


def test_a_shorter_pause_does_not_end_a_longer_one_early() -> None:
    """Slack may say thirty seconds of the method, and one second of a channel that was busy as well."""
    street = Street()
    street.pace.close(METHOD, timedelta(seconds=30))
    street.pace.close(METHOD, timedelta(seconds=1))
    street.now += timedelta(seconds=29)
    assert street.pace.closed_for(METHOD) == timedelta(seconds=1)
    assert street.pace.wait_for(METHOD, CHANNEL, "a row", urgent=True) >= timedelta(seconds=1)
    street.now += timedelta(seconds=1)
    assert not street.pace.closed_for(METHOD)
