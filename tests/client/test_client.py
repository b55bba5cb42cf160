"""The Python client: what it asks for, and what it answers."""

import asyncio
import copy
import pickle
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.auth import Scope
from tests.api.conftest import NOON, Programs
from tests.client.ways import client_of
from tests.documents import ROOT
from tocsin_client import (
    AsyncClient,
    Client,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Record,
    Unauthorized,
)


async def test_the_story_of_an_incident(programs: Programs) -> None:
    """Declared, acknowledged, noted, told of, resolved, reopened, closed; fields answer to their names."""
    async with client_of(programs) as client:
        made = await client.incidents.create("checkout is failing", severity="critical", monitors=["db"])
        acknowledged = await client.incidents.acknowledge(made.id)
        note = await client.incidents.add_note(made.id, {"text": "restarted"})
        update = await client.incidents.update(made.reference, "rolling back", status="identified")
        await client.incidents.resolve(made.id, {"resolutionNote": "rolled back"})
        await client.incidents.reopen(made.id, {"reason": "it came back"})
        await client.incidents.resolve(made.id, note="again")
        closed = await client.incidents.close(made.id)
        events = [event async for event in client.incidents.timeline(made.id, limit=3)]
        whole = await client.incidents.get(made.id, timeline=True)
        stats = await client.incidents.get_stats(group_by="week")

    assert (made.reference, made.severity, made["monitors"]) == ("INC-1", "critical", ["db"])
    assert acknowledged.acknowledged.by.name == "client"
    assert (note.text, update.status, closed.status) == ("restarted", "identified", "closed")
    assert [event.text for event in events if event.kind == "note_added"] == [
        *["restarted", "rolled back", "it came back", "again"],
    ]
    assert len(whole.timeline) == len(events)
    assert stats.incidents == 1
    with pytest.raises(AttributeError, match="the answer has no colour"):
        _ = made.colour


async def test_a_list_is_walked_to_its_end_page_by_page(programs: Programs) -> None:
    """And open means active and not acknowledged."""
    async with client_of(programs) as client:
        for number in range(1, 6):
            await client.incidents.create(f"number {number}")
        await client.incidents.acknowledge("INC-2")
        await client.incidents.resolve("INC-3")

        walked = [incident.number async for incident in client.incidents.list(limit=2)]
        open_ = [incident.number async for incident in client.incidents.list(status="open")]
        taken = [incident.number async for incident in client.incidents.list(status="acknowledged")]
        over = [incident.number async for incident in client.incidents.list(status="resolved")]

    assert walked == [5, 4, 3, 2, 1]
    assert (open_, taken, over) == ([5, 4, 1], [2], [3])


async def test_a_list_answers_to_an_index_and_to_a_stretch(programs: Programs) -> None:
    """From the newest on; and from the oldest, for which all of it is walked."""
    async with client_of(programs) as client:
        for number in range(1, 6):
            await client.incidents.create(f"number {number}")
        found = client.incidents.list(limit=2)

        assert (await found[0]).number == 5
        assert (await found[3]).number == 2
        assert (await found[-1]).number == 1
        assert [incident.number for incident in await found[1:4]] == [4, 3, 2]
        assert await found[:0] == []
        with pytest.raises(IndexError):
            await found[5]


async def test_filters_narrow_together_and_times_may_be_datetimes(programs: Programs) -> None:
    """A list of words means any of them."""
    async with client_of(programs) as client:
        await client.incidents.create("long ago", severity="major", started_at=NOON - timedelta(days=9))
        for severity in ("critical", "major", "minor"):
            await client.incidents.create(severity, severity=severity)

        async def titles(**filters: Any) -> list[str]:
            return [incident.title async for incident in client.incidents.list(**filters)]

        assert await titles(severity=["critical", "major"], from_=NOON - timedelta(days=1)) == [
            *["major", "critical"],
        ]
        assert await titles(status=["investigating", "resolved"], to=NOON - timedelta(days=1)) == ["long ago"]
        assert await titles(status="open", acknowledged=True) == []


async def test_a_word_that_no_method_knows_is_refused() -> None:
    """The server would pass over it, and declare a minor incident or list everything."""
    slip: Any = {"sevrity": "critical"}
    async with AsyncClient("x") as client:
        with pytest.raises(TypeError, match="there is no sevrity"):
            client.incidents.create("checkout is failing", **slip)
        with pytest.raises(TypeError, match="there is no sevrity"):
            client.incidents.list(**slip)
        with pytest.raises(TypeError, match="there is no resolutionNot"):
            client.incidents.resolve("INC-1", {"resolutionNot": "Rolled back."})
        with pytest.raises(TypeError, match="there is no raeson"):
            client.incidents.reopen("INC-1", {"raeson": "It is back."})


@pytest.mark.parametrize(
    ("period", "keywords"),
    [
        ({"from": "2026-04-03", "to": "2026-04-04"}, {}),
        (None, {"from_": "2026-04-03", "to": "2026-04-04"}),
        (None, {"from_": date(2026, 4, 3), "to": date(2026, 4, 4)}),
        ({"from": "2026-04-03"}, {"to": datetime(2026, 4, 5, tzinfo=UTC)}),
    ],
)
async def test_statistics_take_plain_dates_as_the_page_shows_them(
    programs: Programs, period: Any, keywords: Any
) -> None:
    """Both days are whole, as the list that the page shows beside it counts them."""
    async with client_of(programs) as client:
        for started_at in ("2026-04-02T23:59:59Z", "2026-04-03T00:00:00Z", "2026-04-04T11:59:59Z"):
            await client.incidents.create("x", started_at=started_at)
        found = await client.incidents.get_stats(period, **keywords)
    theirs = await programs.ask("GET", "/compat/blacktide/v1/incidents/stats?from=2026-04-03&to=2026-04-04")

    assert found.incidents == theirs.json()["totalIncidents"] == 2


async def test_a_date_is_a_day_of_the_time_zone_that_is_asked_for(programs: Programs) -> None:
    """In Berlin the fourth begins two hours before it does in UTC."""
    async with client_of(programs) as client:
        await client.incidents.create("x", started_at="2026-04-03T22:30:00Z")
        count = client.incidents.get_stats

        assert (await count(from_="2026-04-04", to="2026-04-04", time_zone="Europe/Berlin")).incidents == 1
        assert (await count(from_="2026-04-04", to="2026-04-04")).incidents == 0
        assert (await count(from_="0001-01-01", to="9999-12-31")).incidents == 1
        assert [each.number async for each in client.incidents.list(from_="2026-04-03", to="2026-04-03")] == [
            1
        ]
        with pytest.raises(Invalid):
            await count(from_="2026-04-04", time_zone="Mars")
        with pytest.raises(Invalid):
            await count(from_="soon")
        with pytest.raises(ValueError, match="day"):
            count(from_="2026-02-30")


def test_a_record_is_a_value_that_can_be_copied() -> None:
    """And compared, and put away."""
    record = Record({"id": "inc_1", "acknowledged": {"by": {"name": "Ann"}}})

    assert copy.deepcopy(record) == record == pickle.loads(pickle.dumps(record))  # noqa: S301 - our own
    assert record.plain == {"id": "inc_1", "acknowledged": {"by": {"name": "Ann"}}}


async def test_monitors_and_pages_are_walked_and_shown(programs: Programs) -> None:
    """Page by page, like incidents."""
    async with client_of(programs) as client:
        for letter in "abcde":
            await client.monitors.put(f"Database {letter}", f"db-{letter}")
            await client.pages.put(f"page-{letter}", f"Page {letter}")

        assert [monitor.id async for monitor in client.monitors.list(limit=2)] == [
            *["db-a", "db-b", "db-c", "db-d", "db-e"],
        ]
        assert [page.slug async for page in client.pages.list(limit=5)] == [
            *["page-a", "page-b", "page-c", "page-d", "page-e"],
        ]
        assert (await client.monitors.get("db-c")).name == "Database c"
        assert (await client.pages.get("page-c")).name == "Page c"


async def test_each_refusal_has_a_kind_of_its_own(programs: Programs) -> None:
    """With the server's sentence, and what belongs to the kind."""
    reader = AsyncClient(await programs.token(Scope.READ), programs.url)
    nobody = AsyncClient("tocsin_nonsense", programs.url)
    async with client_of(programs) as client, reader, nobody:
        await client.incidents.create("checkout is failing")
        await client.incidents.acknowledge("INC-1")

        with pytest.raises(Conflict, match="already acknowledged") as conflict:
            await client.incidents.acknowledge("INC-1")
        with pytest.raises(NotFound):
            await client.incidents.get("INC-9")
        with pytest.raises(Invalid) as invalid:
            await client.incidents.create("")
        with pytest.raises(Forbidden):
            await reader.incidents.resolve("INC-1")
        with pytest.raises(Unauthorized):
            await nobody.incidents.get("INC-1")

    assert (conflict.value.state, conflict.value.by, conflict.value.status) == ("acknowledged", "client", 409)
    assert list(invalid.value.fields) == ["title"]


async def test_the_client_that_waits_does_the_same(programs: Programs) -> None:
    """In a thread of its own here, since the server runs in this loop."""
    token = await programs.token(Scope.WRITE, name="client")

    def story() -> list[Any]:
        with Client(token, programs.url) as client:
            made = client.incidents.create("checkout is failing")
            client.incidents.acknowledge(made.id)
            monitors = client.monitors.put("Main database", "db-1")
            found = client.incidents.list()
            told = [incident.status for incident in found] + [monitors.name, found[0].title, len(found[:9])]
            return [*told, bool(found), bool(client.incidents.list(status="open"))]

    assert await asyncio.to_thread(story) == [
        *["investigating", "Main database", "checkout is failing", 1, True, False],
    ]


async def test_the_example_of_the_documentation_runs(programs: Programs) -> None:
    """As it stands in docs/client.md."""
    page = (ROOT / "docs/client.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names = {"TOKEN": await programs.token(Scope.WRITE), "TOCSIN": programs.url}

    await asyncio.to_thread(exec, example, names)

    incident = (await programs.ask("GET", "/api/v1/incidents/INC-1")).json()
    assert (incident["status"], incident["last_update"]["text"]) == ("resolved", "We are rolling back.")
