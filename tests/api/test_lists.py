"""Lists by time: each goes along the time that it asks for, and a cursor leads through what changes meanwhile."""

import asyncio
from typing import Any

import pytest

from bot.http.api import LISTS_AT_ONCE
from incidents.search import Filter, Stretch
from tests.api.conftest import Programs

PATH = "/api/v1/incidents"
SINCE = "updated_since=2026-04-04T12:00:00Z"


async def page(programs: Programs, query: str) -> Any:
    answer = await programs.ask("GET", f"{PATH}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def walked(programs: Programs, query: str) -> list[int]:
    told = await page(programs, f"{query}&limit=2")
    numbers = [each["number"] for each in told["incidents"]]
    while told["next_cursor"]:
        told = await page(programs, f"{query}&limit=2&cursor={told['next_cursor']}")
        numbers += [each["number"] for each in told["incidents"]]
    return numbers


async def furnished(programs: Programs) -> None:
    """INC-1 to INC-5, declared in the same moment; the later the number, the earlier it began; two began together."""
    for minute in (50, 40, 30, 30, 10):
        await programs.made(PATH, {"title": "x", "started_at": f"2026-04-04T11:{minute}:00Z"})


async def test_what_changed_since_comes_in_the_order_of_the_changes(programs: Programs) -> None:
    """The last changed last: a walk that takes its time meets what changes meanwhile at its end."""
    await furnished(programs)
    programs.world.pass_by(seconds=1)
    await programs.ask("POST", f"{PATH}/INC-2/acknowledge")
    first = await page(programs, f"{SINCE}&limit=2")
    programs.world.pass_by(seconds=1)
    await programs.ask("POST", f"{PATH}/INC-1/acknowledge")
    rest = await page(programs, f"{SINCE}&limit=9&cursor={first['next_cursor']}")

    assert [each["number"] for each in first["incidents"]] == [1, 3]
    assert [each["number"] for each in rest["incidents"]] == [4, 5, 2, 1]
    assert await walked(programs, SINCE) == [3, 4, 5, 2, 1]
    assert await walked(programs, "updated_since=2026-04-04T12:00:02Z") == [1]


async def test_a_list_of_a_time_goes_by_when_they_started(programs: Programs) -> None:
    """The last started first; of those that started together the last declared."""
    await furnished(programs)

    assert await walked(programs, "from=2026-04-04T11:00:00Z") == [1, 2, 4, 3, 5]
    assert await walked(programs, "to=2026-04-04T11:40:00Z") == [4, 3, 5]
    assert await walked(programs, "from=2026-04-04T11:30:00Z&to=2026-04-04T11:45:00Z") == [2, 4, 3]
    assert await walked(programs, "status=investigating") == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "query", [f"{SINCE}&cursor=3", "from=2026-04-04T11:00:00Z&cursor=3", "cursor=1775304000000000.3"]
)
async def test_a_cursor_of_another_list_is_refused(programs: Programs, query: str) -> None:
    """It would begin somewhere else."""
    answer = await programs.ask("GET", f"{PATH}?{query}")

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["cursor"])
    assert "the filters as they were" in answer.json()["detail"]


@pytest.mark.parametrize("cursor", ["0.0", "99999999999999999.999999999999999999"])
async def test_a_cursor_at_the_ends_of_time_finds_what_there_is(programs: Programs, cursor: str) -> None:
    """Nothing behind the last of all, everything behind what is before the first."""
    await furnished(programs)
    found = await page(programs, f"{SINCE}&cursor={cursor}")

    assert len(found["incidents"]) == (5 if cursor == "0.0" else 0)


async def test_a_page_of_uptimeios_timeline_knows_where_the_incident_stood(programs: Programs) -> None:
    """Each change from what to what, wherever the page begins; the total counts all."""
    path = "/compat/uptimeio/api/incidents"
    made = (await programs.made(path, {"title": "x"}))["data"]
    for step in ("acknowledge", "notes", "resolve", "reopen", "resolve", "close"):
        body = {"text": "looking"} if step == "notes" else None
        assert (await programs.ask("POST", f"{PATH}/INC-1/{step}", body)).is_success
    whole = (await programs.ask("GET", f"{path}/{made['id']}/updates?limit=100")).json()

    assert [(each["from"], each["to"]) for each in whole["data"]][3:5] == [
        ("acknowledged", "resolved"),
        ("resolved", "open"),
    ]
    for offset in range(8):
        told = (await programs.ask("GET", f"{path}/{made['id']}/updates?limit=2&offset={offset}")).json()
        assert told["data"] == whole["data"][offset : offset + 2]
        assert told["pagination"]["total"] == 7


async def test_lists_that_take_long_leave_a_reader_to_everybody_else(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are asked for at once, in whichever API: two of them are looked for, the others wait."""
    await furnished(programs)
    release, begun, search = asyncio.Event(), list[Filter](), programs.service.search

    async def slow(wanted: Filter, stretch: Stretch, render: Any) -> Any:
        begun.append(wanted)
        await release.wait()
        return await search(wanted, stretch, render)

    monkeypatch.setattr(programs.service, "search", slow)
    paths = [f"{PATH}?text=x", "/compat/statly/api/v1/incidents", "/compat/wakestack/api/incidents?limit=9"]
    lists = [asyncio.create_task(programs.ask("GET", path)) for path in paths * 3]
    for _ in range(20):
        assert (await programs.ask("GET", f"{PATH}/INC-1")).status_code == 200
    assert len(begun) == LISTS_AT_ONCE
    release.set()
    assert [answer.status_code for answer in await asyncio.gather(*lists)] == [200] * 9
