"""The rows of postings, answers, people, snoozes and kept facts, on every engine."""

import pytest

from storage import LostRace, Store, answers, kept, people, postings, snoozes
from storage.people import Acquaintance
from storage.postings import Posting
from tests.storage.examples import MINUTE, NOON, StillWorld

CARD = Posting("card", "a", "C0INC", "1.1", outbox_key="card:a")
PAGE = Posting("page", "a", "D0ADA", "2.2", person="U0ADA", round=2, event_id="e", outbox_key="page:a:1")


async def remember(store: Store, posting: Posting) -> None:
    await store.run(lambda tx: postings.remember(tx, posting))


async def test_a_message_is_found_again(store: Store, world: StillWorld) -> None:
    """The card by its incident, the pages by theirs."""
    later = Posting("page", "a", "D0BOB", "1.5", person="U0BOB", round=2)
    for posting in (CARD, PAGE, later, Posting("page", "b", "D0ADA", "3.3")):
        await remember(store, posting)
        world.time += MINUTE

    assert await store.read(lambda tx: postings.card(tx, "a")) == CARD
    assert await store.read(lambda tx: postings.card(tx, "b")) is None
    assert await store.read(lambda tx: postings.pages(tx, "a")) == [PAGE, later]


async def test_a_message_is_remembered_once(store: Store) -> None:
    """Channel and timestamp name it; a repeat changes nothing."""
    await store.run(lambda tx: postings.remember(tx, PAGE))
    await store.run(lambda tx: postings.remember(tx, Posting("notice", None, PAGE.channel, PAGE.ts)))

    assert await store.read(lambda tx: postings.pages(tx, "a")) == [PAGE]


async def test_what_a_page_shows_now_is_noted(store: Store) -> None:
    """So that it is not updated twice with the same."""
    await store.run(lambda tx: postings.remember(tx, PAGE))
    await store.run(lambda tx: postings.mark_shown(tx, PAGE, "acknowledged by Ada"))

    [page] = await store.read(lambda tx: postings.pages(tx, "a"))
    assert page.shown == "acknowledged by Ada"


async def test_a_message_that_is_gone_is_forgotten(store: Store) -> None:
    """A card that was deleted in Slack can be posted anew, and then the new one is the card."""
    await store.run(lambda tx: postings.remember(tx, CARD))
    await store.run(lambda tx: postings.forget(tx, CARD))
    assert await store.read(lambda tx: postings.card(tx, "a")) is None

    again = Posting("card", "a", "C0INC", "9.9")
    await store.run(lambda tx: postings.remember(tx, again))
    assert await store.read(lambda tx: postings.card(tx, "a")) == again


async def test_a_repeated_command_hears_what_the_first_one_heard(store: Store) -> None:
    """Any JSON value comes back."""
    answer = {"text": "declared <INC-1> 💥", "blocks": [1, None, {"a": True}]}
    assert await store.run(lambda tx: answers.recall(tx, "trigger:1")) is None

    await store.run(lambda tx: answers.remember(tx, "trigger:1", "print", answer))

    recalled = await store.run(lambda tx: answers.recall(tx, "trigger:1"))
    assert recalled == answers.Answer("print", answer)


async def test_an_answer_that_exists_is_not_overwritten(store: Store) -> None:
    """Who comes second loses the race and hears the first answer."""
    await store.run(lambda tx: answers.remember(tx, "k", "print", "first"))

    with pytest.raises(LostRace):
        await store.run(lambda tx: answers.remember(tx, "k", "print", "second"))

    assert await store.read(lambda tx: answers.recall(tx, "k")) == answers.Answer("print", "first")


async def test_old_answers_are_forgotten(store: Store, world: StillWorld) -> None:
    """Those from before the time, and no others."""
    await store.run(lambda tx: answers.remember(tx, "old", "", 1))
    world.time += MINUTE
    await store.run(lambda tx: answers.remember(tx, "new", "", 2))

    assert await store.run(lambda tx: answers.forget_before(tx, world.time)) == 1

    assert await store.read(lambda tx: answers.recall(tx, "old")) is None
    assert await store.read(lambda tx: answers.recall(tx, "new")) == answers.Answer("", 2)


async def test_what_is_not_known_of_a_person_leaves_what_was(store: Store) -> None:
    """An empty name or zone or channel overwrites nothing."""
    assert await store.read(lambda tx: people.known(tx, "U0ADA")) is None
    await store.run(lambda tx: people.remember(tx, Acquaintance("U0ADA", "Ada", tz="Europe/Berlin")))
    await store.run(lambda tx: people.remember(tx, Acquaintance("U0ADA", dm_channel="D0ADA")))
    await store.run(lambda tx: people.remember(tx, Acquaintance("U0ADA", name="Ada Example")))

    known = await store.read(lambda tx: people.known(tx, "U0ADA"))
    assert known == Acquaintance("U0ADA", "Ada Example", "Europe/Berlin", "D0ADA")


async def test_a_group_is_known_by_its_last_members(store: Store) -> None:
    """A group that was never asked about is None, an empty one is empty."""
    assert await store.read(lambda tx: people.members(tx, "S0")) is None
    await store.run(lambda tx: people.remember_members(tx, "S0", ["U0ADA", "U0BOB"]))
    assert await store.read(lambda tx: people.members(tx, "S0")) == ("U0ADA", "U0BOB")
    await store.run(lambda tx: people.remember_members(tx, "S0", []))
    assert await store.read(lambda tx: people.members(tx, "S0")) == ()


async def test_a_snooze_holds_for_one_person_in_one_round(store: Store) -> None:
    """The last one counts."""
    await store.run(lambda tx: snoozes.snooze(tx, "a", 1, "U0ADA", NOON + 20 * MINUTE))
    await store.run(lambda tx: snoozes.snooze(tx, "a", 1, "U0ADA", NOON + 15 * MINUTE))

    assert await store.read(lambda tx: snoozes.of(tx, ["a", "b"])) == {("a", 1, "U0ADA"): NOON + 15 * MINUTE}
    assert await store.read(lambda tx: snoozes.of(tx, ["b"])) == {}


async def test_a_kept_fact_is_the_last_one(store: Store) -> None:
    """Any JSON value, under its name."""
    assert await store.read(lambda tx: kept.kept(tx, "identity")) is None
    await store.run(lambda tx: kept.keep(tx, "identity", {"bot": "B1"}))
    await store.run(lambda tx: kept.keep(tx, "identity", {"bot": "B2"}))
    await store.run(lambda tx: kept.keep(tx, "other", None))

    assert await store.read(lambda tx: kept.kept(tx, "identity")) == {"bot": "B2"}
