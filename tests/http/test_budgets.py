"""Budgets: as many a minute as they say, and no more, by a clock that stands still."""

from datetime import timedelta

import pytest

from bot.http.budgets import REMEMBERED, Budgets
from tests.http.conftest import Clock


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 30, 60, 90, 600, 999])
def test_a_whole_budget_admits_exactly_its_limit(limit: int) -> None:
    """Seven do not divide a minute evenly, and are seven all the same."""
    budgets = Budgets(Clock())
    standings = [budgets.spend("token:a", limit) for _ in range(limit + 1)]

    assert [standing.is_spent for standing in standings] == [False] * limit + [True]
    assert [standing.remaining for standing in standings] == [*range(limit - 1, -1, -1), 0]


def test_it_comes_back_a_piece_at_a_time_and_is_whole_after_a_minute() -> None:
    """Three a minute: one each 20 seconds."""
    clock = Clock()
    budgets = Budgets(clock)
    for _ in range(3):
        budgets.spend("token:a", 3)
    refused = budgets.spend("token:a", 3)
    assert (refused.retry_after, refused.reset) == (timedelta(seconds=20), clock.time + timedelta(minutes=1))

    clock.pass_by(seconds=20)
    assert not budgets.spend("token:a", 3).is_spent
    assert budgets.spend("token:a", 3).is_spent
    clock.pass_by(minutes=1)
    assert budgets.spend("token:a", 3).remaining == 2


@pytest.mark.parametrize("limit", [1_000_000, 10**12])
def test_the_highest_rates_are_reckoned_too(limit: int) -> None:
    """Below a microsecond each there is nothing left to divide."""
    standing = Budgets(Clock()).spend("token:a", limit)

    assert (standing.is_spent, standing.remaining < limit) == (False, True)


def test_a_clock_that_is_put_back_locks_nobody_out() -> None:
    """The budget is whole then."""
    clock = Clock()
    budgets = Budgets(clock)
    budgets.spend("token:a", 60)
    clock.pass_by(hours=-3)

    standings = [budgets.spend("token:a", 60) for _ in range(61)]

    assert [standing.is_spent for standing in standings] == [False] * 60 + [True]


def test_ten_thousand_addresses_make_no_tokens_budget_whole() -> None:
    """Each kind is remembered apart, and of each kind only so many."""
    budgets = Budgets(Clock())
    budgets.spend("token:a", 1)
    budgets.spend("address:first", 1)
    for number in range(REMEMBERED):
        budgets.spend(f"address:{number}", 1)

    assert budgets.spend("token:a", 1).is_spent
    assert budgets.spend(f"address:{REMEMBERED - 1}", 1).is_spent
    assert not budgets.spend("address:first", 1).is_spent
