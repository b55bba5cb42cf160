"""An address from which tokens fail is shut for a while, and a token in force is let in from there all the same."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from bot.auth import Scope, new_secret
from bot.http.budgets import REMEMBERED
from bot.http.failures import FAILURES, SHUT_FOR, Failures
from tests.api.conftest import NOON, OPERATOR, Programs, StillWorld

NATIVE = "/api/v1/incidents"
WAIT = int(SHUT_FOR.total_seconds())


async def knock(programs: Programs, token: str = "") -> httpx.Response:
    return await programs.ask("GET", NATIVE, headers={"Authorization": f"Bearer {token or new_secret()}"})


async def shut(programs: Programs) -> httpx.Response:
    """Fail until the address is shut; give the answer that said so."""
    answers = [await knock(programs) for _ in range(FAILURES + 1)]
    assert [answer.status_code for answer in answers] == [401] * FAILURES + [429]
    return answers[-1]


async def test_an_address_that_fails_is_shut_for_a_while(programs: Programs) -> None:
    """429 with the time that is left, whatever is tried; then it may fail again."""
    answer = await shut(programs)
    programs.world.pass_by(seconds=100)
    later = await knock(programs)
    nothing = await programs.ask("GET", "/compat/uptimeio/api/incidents", headers={"Authorization": ""})
    programs.world.pass_by(seconds=WAIT - 100)
    after = await knock(programs)

    assert (answer.headers["retry-after"], later.headers["retry-after"]) == (str(WAIT), str(WAIT - 100))
    assert answer.json()["code"] == "rate_limited"
    assert "Only those with one are listened to for the next" in answer.json()["detail"]
    assert (nothing.status_code, nothing.json()["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert after.status_code == 401


async def test_a_shut_address_hears_nothing_of_a_token(programs: Programs) -> None:
    """Mistyped, revoked, expired, unknown: all the same, and none of them is looked for in the database."""
    gone = await programs.token(Scope.READ, name="gone")
    await programs.tokens.revoke("gone", OPERATOR)
    short = await programs.token(Scope.READ, name="short", expires_in=timedelta(seconds=5))
    programs.world.pass_by(seconds=6)
    await shut(programs)
    told = {(await knock(programs, token)).text for token in ("nonsense", gone, short, new_secret())}

    assert len(told) == 1
    assert "revoked" not in told.pop()


async def test_a_token_in_force_is_never_refused(programs: Programs) -> None:
    """Behind a proxy everybody has one address: a script with a stale token must lock nobody out."""
    known = await programs.token(Scope.READ, name="known")
    await shut(programs)
    assert (await knock(programs, known)).status_code == 200

    fresh = await programs.token(Scope.READ, name="fresh")
    programs.world.pass_by(seconds=1)
    assert (await knock(programs, fresh)).status_code == 200
    assert (
        await programs.ask("GET", NATIVE, headers={"Authorization": "", "X-API-Key": known})
    ).status_code == 200

    await programs.tokens.revoke("known", OPERATOR)
    assert (await knock(programs, known)).status_code in (401, 429)
    assert (await knock(programs, fresh)).status_code == 200


async def test_a_token_that_is_made_by_the_api_counts_at_once(programs: Programs) -> None:
    """Also from an address that is shut, where the list of tokens in force was just read."""
    await shut(programs)
    assert (await knock(programs)).status_code == 429
    made = await programs.made("/api/v1/tokens", {"name": "fresh", "scopes": [Scope.READ]})
    assert (await knock(programs, made["token"])).status_code == 200


async def test_another_address_is_not_shut(programs: Programs) -> None:
    """Whoever fails there hears why."""
    await shut(programs)
    transport = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    async with httpx.AsyncClient(base_url=programs.url, transport=transport) as other:
        refused = await other.get(NATIVE, headers={"Authorization": f"Bearer {new_secret()}"})

    assert refused.status_code == 401


async def test_a_flood_of_failures_costs_the_database_next_to_nothing(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One look a second, however many come; who comes while the database begins to answer has it look again."""
    await shut(programs)
    looks: list[object] = []
    read = programs.store.read

    async def counted(unit: object) -> object:
        looks.append(unit)
        return await read(unit)  # type: ignore[arg-type]

    monkeypatch.setattr(programs.store, "read", counted)
    answers = await asyncio.gather(*(knock(programs) for _ in range(50)))

    assert {answer.status_code for answer in answers} == {429}
    assert len(looks) <= 5


def test_a_clock_that_is_put_back_shuts_nobody_out_for_longer() -> None:
    """At the most for a while."""
    world = StillWorld()
    failures = Failures(world.now)
    for _ in range(FAILURES + 1):
        failures.count("a")
    world.time = NOON - timedelta(days=1)
    still = failures.shut("a")

    assert still is not None
    assert still.retry_after == SHUT_FOR


def test_no_more_addresses_are_remembered_than_there_is_room_for() -> None:
    """The one that was shut first is forgotten first."""
    failures = Failures(StillWorld().now)
    for number in range(REMEMBERED + 1):
        for _ in range(FAILURES + 1):
            failures.count(str(number))

    assert failures.shut("0") is None
    assert failures.shut("1") is not None
