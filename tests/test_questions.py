"""Who asks the database the same at once shares the question, and never hears what was so before they asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Event

import pytest

from bot.questions import Questions
from bot.world import RealWorld
from storage import Store, open_store
from storage.store import Transaction


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A database with readers on threads of their own."""
    opened = await open_store(f"sqlite:///{tmp_path}/tocsin.db", RealWorld())
    yield opened
    await opened.close()


def counting(put: list[str], name: str) -> Callable[[Transaction], int]:
    """Give a question that notes when it is put, and is answered with how often that was."""

    def question(_: Transaction) -> int:
        put.append(name)
        return len(put)

    return question


async def test_what_many_ask_in_one_turn_of_the_loop_is_asked_once(store: Store) -> None:
    """Other names are other questions."""
    questions, put = Questions[int](store), list[str]()
    names = ["ann"] * 20 + ["ben"]
    answers = await asyncio.gather(*(questions.ask(name, counting(put, name)) for name in names))
    assert sorted(put) == ["ann", "ben"]
    assert len(set(answers[:20])) == 1


async def test_who_asks_once_the_database_is_at_it_asks_anew(store: Store) -> None:
    """What was committed in between is heard."""
    questions, begun, may_end = Questions[int](store), Event(), Event()

    def slow(_: Transaction) -> int:
        begun.set()
        may_end.wait()
        return 1

    first = asyncio.create_task(questions.ask("ann", slow))
    await asyncio.to_thread(begun.wait)
    assert await questions.ask("ann", lambda _: 2) == 2
    may_end.set()
    assert await first == 1


async def test_a_question_that_fails_fails_for_all_who_share_it_and_for_nobody_after_them(
    store: Store,
) -> None:
    """And is not kept."""
    questions = Questions[int](store)

    def failing(_: Transaction) -> int:
        raise LookupError("no")

    heard = await asyncio.gather(*(questions.ask("ann", failing) for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in heard] == [LookupError] * 3
    assert await questions.ask("ann", lambda _: 1) == 1


async def test_whoever_no_longer_waits_takes_the_answer_from_nobody(store: Store) -> None:
    """A client that hangs up, say."""
    questions = Questions[int](store)
    impatient, patient = (asyncio.create_task(questions.ask("ann", lambda _: 1)) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == 1
    assert impatient.cancelled()


async def test_a_question_to_a_closed_database_fails_and_is_not_kept(store: Store) -> None:
    """Each time anew."""
    questions = Questions[int](store)
    await store.close()
    for _ in range(2):
        with pytest.raises(Exception, match="closed"):
            await questions.ask("ann", lambda _: 1)
