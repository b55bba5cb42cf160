"""90 days of history on the page: told in bars, in percent, and in a table that everybody can read."""

import re
from datetime import timedelta
from typing import Any

import httpx

from bot.public import StatusPages
from storage.publications import SQL
from tests.api.conftest import NOON, StillWorld, programs_on
from tests.pages.conftest import Site, policy
from tests.ports import NO_CERTIFICATES


async def rows(site: Site) -> list[list[str]]:
    """Read the tables of the days with trouble, one row after the other."""
    page = await site.sees()
    found = re.findall(r"<tr><th scope=\"row\">(.+?)</tr>", page, re.DOTALL)
    return [[" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in row.split("<td>")] for row in found]


async def through(site: Site, hours: float, **more: Any) -> str:
    """Have an incident stand open on the page for so long."""
    incident = await site.declares(page="acme", **more)
    site.programs.world.pass_by(hours=hours)
    resolved = await site.programs.ask("POST", f"/api/v1/incidents/{incident}/resolve", {})
    assert resolved.status_code == 200, resolved.text
    return incident


async def test_a_quiet_component_was_always_up(site: Site) -> None:
    """Ninety bars and no table."""
    page = await site.sees()
    assert page.count("<i></i>") == 2 * 90
    assert page.count("100% uptime in 90 days") == 2
    assert "<table" not in page


async def test_an_outage_is_seen_on_its_day_and_in_percent(site: Site) -> None:
    """For the component that it affected, and no other."""
    await through(site, 2, severity="critical", monitors=["shop-db"])
    assert await rows(site) == [["Apr 4, 2026", "Major outage", "2 hr"]]
    page = await site.sees()
    assert "99.9% uptime" in page
    assert "100% uptime" in page
    assert '<i class="major_outage" title="Apr 4, 2026: Major outage"></i>' in page


async def test_maintenance_is_seen_and_takes_no_percent(site: Site) -> None:
    await through(site, 3, kind="maintenance", severity="none", monitors=["api"])
    assert await rows(site) == [["Apr 4, 2026", "Maintenance", "None"]]
    assert (await site.sees()).count("100% uptime") == 2


async def test_what_nobody_published_was_never_down(site: Site) -> None:
    """Nor what was withdrawn."""
    await site.declares(severity="critical", monitors=["api"])
    shown = await through(site, 2, severity="critical", monitors=["shop-db"])
    await site.programs.ask("DELETE", f"/api/v1/incidents/{shown}/publications/acme")
    assert await rows(site) == []


async def test_the_time_between_a_resolution_and_a_reopening_was_up(site: Site) -> None:
    incident = await through(site, 1, severity="critical", monitors=["api"])
    site.programs.world.pass_by(hours=24)
    await site.programs.ask("POST", f"/api/v1/incidents/{incident}/reopen", {"note": "again"})
    site.programs.world.pass_by(hours=1)
    assert await rows(site) == [
        ["Apr 5, 2026", "Major outage", "1 hr"],
        ["Apr 4, 2026", "Major outage", "1 hr"],
    ]


async def test_what_began_long_ago_and_lasted_until_lately_is_found(site: Site) -> None:
    """Though it began before the first of the ninety days; what was over by then is not."""
    world = site.programs.world
    await through(site, 1, severity="critical", monitors=["api"])
    await through(site, 24 * 30, severity="critical", monitors=["shop-web"])
    world.pass_by(days=89)
    assert [row[0] for row in await rows(site)] == ["May 4, 2026"]
    assert world.now() - NOON > timedelta(days=118)


async def test_the_same_is_read_from_postgres(postgres_url: str) -> None:
    async with (
        programs_on(postgres_url, StillWorld(), policy()) as programs,
        httpx.AsyncClient(verify=NO_CERTIFICATES, base_url=programs.url) as reader,
    ):
        site = Site(programs, reader)
        incident = await through(site, 1, severity="critical", monitors=["api"])
        await programs.ask("POST", f"/api/v1/incidents/{incident}/reopen", {"note": "again"})
        programs.world.pass_by(hours=1)
        assert await rows(site) == [["Apr 4, 2026", "Major outage", "2 hr"]]


async def test_no_publication_of_other_pages_or_times_is_walked_past(site: Site) -> None:
    """The question goes by an index, however many there are."""
    pages = StatusPages(site.programs.store)
    asked = {"page": "acme", "since": 0, "limit": 10}
    plan = await pages.store.read(lambda tx: tx.all("EXPLAIN QUERY PLAN " + SQL["outages"], **asked))
    steps = " ".join(str(row["detail"]) for row in plan)
    assert "SCAN publications" not in steps
    assert "publications_by_end (page=? AND withdrawn=? AND active=? AND ended_at>?)" in steps
