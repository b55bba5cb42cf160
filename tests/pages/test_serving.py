"""How a page is served: addresses, headers, what is kept in memory, and what is said when there is nothing."""

import asyncio
from pathlib import Path

import httpx
import pytest

from bot.pages.shelf import LASTS, MOST, TRUSTED, Rendered, Shelf
from bot.pages.static import SCRIPT, STYLE
from tests.api.conftest import StillWorld, programs_on
from tests.pages.conftest import Site, policy
from tests.ports import NO_CERTIFICATES

STRICT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("place", ["", "/history", "/incidents/0123456789ab", "/nonsense"])
async def test_every_page_forbids_whatever_it_does_not_need(site: Site, place: str) -> None:
    """No script but its own file, no inline style, no frame; and the page itself has none of them."""
    answer = await site.reads(f"/status/acme{place}")
    assert answer.headers["content-security-policy"] == STRICT
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.text.replace(f'<script src="/status/-/{SCRIPT.name}" defer></script>', "")
    assert " style=" not in answer.text
    assert "<style" not in answer.text


async def test_words_are_shown_and_never_run(site: Site) -> None:
    """Markup in a title or an update is text."""
    await site.declares("<script>alert(1)</script>", page="acme", update='"><img src=x onerror=alert(1)>')
    page = await site.sees()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script") == 1, "the page's own"
    assert "<img" not in page


async def test_who_has_the_page_is_told_that_it_has_not_changed(site: Site) -> None:
    """304 without a body, until it has."""
    first = await site.reads()
    etag = first.headers["etag"]
    known = await site.reads("/status/acme", **{"if-none-match": f'"other", W/{etag}'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    await site.declares(page="acme")
    changed = await site.reads("/status/acme", **{"if-none-match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


async def test_only_reading_is_possible_and_a_head_has_no_body(site: Site) -> None:
    posted = await site.reader.post("/status/acme")
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    head = await site.reader.head("/status/acme")
    whole = await site.reads()
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize(
    "place",
    [
        *(
            "/status/nobody",
            "/status/nobody/history",
            "/status/ACME",
            "/status/acme/x",
        ),
        *(
            "/status/acme/incidents/INC-1",
            "/status/acme/incidents/0123456789ab",
            "/status/acme/history/2026-13",
        ),
        *("/status/acme/history/1999-01", "/status/acme/history/2026-05", "/status/acme/logo"),
        *("/status/-/page.css", "/status/acme/history/2026-04%0A", "/status/%00"),
    ],
)
async def test_where_nothing_is_that_is_said_in_plain_words(site: Site, place: str) -> None:
    """In the page's own look, where there is a page."""
    answer = await site.reads(place)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert ("Acme Cloud" in answer.text) is place.startswith("/status/acme/")


async def test_an_address_with_a_slash_too_many_leads_to_the_page(site: Site) -> None:
    answer = await site.reads("/status/acme/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/status/acme")


async def test_the_style_may_be_kept_for_ever(site: Site) -> None:
    """Its name is another when it changes."""
    page = await site.sees()
    assert f'href="/status/-/{STYLE.name}"' in page
    answer = await site.reads(f"/status/-/{STYLE.name}")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert "margin-left" not in answer.text, "sides are logical, for languages from the right"


async def test_times_are_those_of_the_page_with_their_offset(site: Site) -> None:
    """Noon in UTC is two o'clock in Berlin."""
    await site.declares(page="acme")
    page = await site.sees()
    assert '<time datetime="2026-04-04T14:00:00+02:00">Apr 4, 2026, 2:00' in page
    assert "Times are in Europe/Berlin." in page


async def test_a_month_lists_what_began_in_it_and_leads_to_those_beside_it(site: Site) -> None:
    """From the first month that has something to the present one."""
    await site.declares("In April", page="acme")
    site.programs.world.pass_by(days=40)
    await site.declares("In May", page="acme")
    april, may = await site.sees("/status/acme/history/2026-04"), await site.sees("/status/acme/history")
    assert "In April" in april
    assert "In May" not in april
    assert "/status/acme/history/2026-05" in april
    assert "/status/acme/history/2026-03" not in april
    assert "In May" in may
    assert "In April" not in may
    assert "/status/acme/history/2026-04" in may


async def test_a_thousand_incidents_make_the_page_no_longer_than_ten(site: Site) -> None:
    """What is older than the last ten is in the archive."""
    sizes = []
    for number in range(30):
        await site.declares(f"Incident {number:02}", page="acme", status="resolved")
        site.programs.world.pass_by(minutes=1)
        sizes.append(len(await site.sees()))
    assert sizes[-1] == sizes[10]
    page = await site.sees()
    assert "Incident 29" in page
    assert "Incident 19" not in page


async def test_a_page_without_systems_says_so_only_while_nothing_is_wrong(site: Site) -> None:
    """Below the news that something is down it would contradict that."""
    assert "No systems are listed yet." in await site.sees("/status/beta")
    await site.declares(page="beta", severity="critical")
    assert "No systems are listed yet." not in await site.sees("/status/beta")


async def test_components_made_by_the_api_are_shown(site: Site) -> None:
    """In their order, with the monitors that they stand for."""
    await site.programs.made("/api/v1/pages", {"slug": "own", "name": "Own"})
    assert "No systems are listed yet." in await site.sees("/status/own")
    wanted = {"components": [{"id": "b", "name": "Mail", "group": "Office", "monitors": ["smtp"]}]}
    put = await site.programs.ask("PUT", "/api/v1/pages/own/components", wanted)
    assert put.json() == (await site.programs.ask("GET", "/api/v1/pages/own/components")).json() == wanted
    assert "Mail" in await site.sees("/status/own")
    twice = {"components": wanted["components"] * 2}
    refused = await site.programs.ask("PUT", "/api/v1/pages/own/components", twice)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["components"])


async def test_the_page_on_postgres_reads_the_same(postgres_url: str) -> None:
    """Published with what was chosen, corrected, listed by month, withdrawn."""
    async with (
        programs_on(postgres_url, StillWorld(), policy()) as programs,
        httpx.AsyncClient(verify=NO_CERTIFICATES, base_url=programs.url) as reader,
    ):
        site = Site(programs, reader)
        incident = await site.declares(monitors=["api"], severity="critical")
        said = await site.tells(incident, "First words.")
        path = await site.publishes(incident, title="Logins fail", updates=[{"id": said, "message": None}])
        await site.programs.ask(
            "PATCH", f"/api/v1/incidents/{incident}/updates/{said}", {"message": "Better words."}
        )
        for place in ("/status/acme", path, "/status/acme/history"):
            page = await site.sees(place)
            assert "Logins fail" in page
            assert "Better words." in page
        assert "Logins fail" not in await site.sees("/status/beta"), (
            "it has the title that was given for acme"
        )
        assert "Payments fail" in await site.sees("/status/beta")
        await site.programs.ask("DELETE", f"/api/v1/incidents/{incident}/publications/acme")
        assert "Logins fail" not in await site.sees()


class Away(Exception):
    """The database is away."""


class Press:
    """A shelf with a clock, and with what would be asked of the database."""

    def __init__(self) -> None:
        self.time, self.at, self.is_away = 0.0, 1, False
        self.asked, self.rendered = 0, 0
        self.shelf = Shelf(self.version, lambda: self.time, (Away,))

    async def version(self, slug: str) -> int | None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise Away
        return self.at

    async def render(self) -> Rendered:
        self.rendered += 1
        return Rendered(200, f"page {self.rendered}".encode())

    async def reads(self, place: str = "") -> bytes:
        return (await self.shelf.sheet(("acme", place), self.render)).rendered.body


async def test_a_spike_of_readers_asks_once_and_renders_once() -> None:
    press = Press()
    assert set(await asyncio.gather(*(press.reads() for _ in range(1000)))) == {b"page 1"}
    assert (press.asked, press.rendered) == (1, 1)


async def test_a_page_is_rendered_anew_only_when_it_has_changed() -> None:
    """After a second its version is asked for, after a commit at once; after a minute it is rendered anyhow."""
    press = Press()
    await press.reads()
    press.shelf.look_again()
    await press.reads()
    assert (press.asked, press.rendered) == (2, 1)
    press.time += TRUSTED
    await press.reads()
    assert (press.asked, press.rendered) == (3, 1)
    press.at += 1
    assert await press.reads() == b"page 1"
    press.shelf.look_again()
    assert await press.reads() == b"page 2"
    press.time += LASTS
    assert await press.reads() == b"page 3"


async def test_whoever_comes_after_a_commit_is_not_shown_what_was_before_it() -> None:
    """Even while an older question is being answered."""
    press = Press()
    before = asyncio.create_task(press.reads())
    await asyncio.sleep(0)
    press.shelf.look_again()
    assert await press.reads() != await before


async def test_while_the_database_is_away_the_last_page_is_shown() -> None:
    """And where there is none, that is said."""
    press = Press()
    await press.reads()
    press.is_away = True
    press.time += LASTS
    assert await press.reads() == b"page 1"
    with pytest.raises(Away):
        await press.reads("history")


async def test_the_shelf_keeps_so_many_pages_and_none_that_is_missing() -> None:
    """However many addresses somebody makes up."""
    press = Press()
    for number in range(MOST + 5):
        await press.reads(str(number))
    assert len(press.shelf._sheets) == MOST

    async def missing() -> Rendered:
        return Rendered(404, b"")

    await press.shelf.sheet(("acme", "made-up"), missing)
    assert ("acme", "made-up") not in press.shelf._sheets


async def test_a_shelf_may_keep_fewer() -> None:
    """Feeds of made-up choices of components push out each other."""
    press = Press()
    press.shelf.most = 3
    for number in range(9):
        await press.reads(f"feed.atom?component={number}")
    assert [place for _, place in press.shelf._sheets] == [f"feed.atom?component={n}" for n in (6, 7, 8)]


def test_every_language_says_the_same_things() -> None:
    """A key that one file has, each has."""
    import tomllib  # noqa: PLC0415 - for this test alone

    folder = Path("bot/texts")
    catalogues = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")
    }
    shapes = {
        name: {(part, key) for part, words in told.items() for key in words}
        for name, told in catalogues.items()
    }
    assert {"en", "de"} <= shapes.keys()
    assert len(set(map(frozenset, shapes.values()))) == 1


@pytest.mark.parametrize("path", ["/status", "/status/"])
async def test_without_a_name_the_pages_are_not_listed(site: Site, path: str) -> None:
    """Who runs a page for one customer does not show it to the others."""
    answer = await site.reads(path)
    assert answer.status_code == 404
    assert "Each status page has an address of its own" in answer.text
    assert "acme" not in answer.text.lower()
    assert "beta" not in answer.text.lower()
