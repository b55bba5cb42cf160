"""What programs read of a page: Statuspage's JSON, feeds, the calendar, the badge; each by a reader of the field."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from icalendar import Calendar

from bot.pages.places import PLACES
from tests.pages.conftest import Site

SVG = "{http://www.w3.org/2000/svg}"


async def filled(site: Site) -> None:
    """One that is over, one that is open and corrected, and maintenance."""
    await site.declares(
        "Search was slow", severity="minor", status="resolved", page="acme", update="Quick again."
    )
    site.programs.world.pass_by(minutes=5)
    incident = await site.declares(page="acme", severity="critical", monitors=["shop-db"])
    await site.tells(incident, "We look <at> it & more.")
    await site.declares(
        "New servers", page="acme", kind="maintenance", severity="none", monitors=["api"], update="Moving."
    )


async def json_of(site: Site, place: str) -> Any:
    answer = await site.reads(f"/status/acme/{place}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_summary_has_the_shape_of_statuspage(site: Site) -> None:
    """The page, its state, each component, what is open and what is announced."""
    await filled(site)
    told = await json_of(site, "api/v2/summary.json")
    assert told["page"] == {
        "id": "acme",
        "name": "Acme Cloud",
        "url": "/status/acme",
        "time_zone": "Europe/Berlin",
        "updated_at": "2026-04-04T12:05:00Z",
    }
    assert told["status"] == {"indicator": "critical", "description": "Major outage"}
    standing = [
        (each["name"], each["status"], each["group"], each["group_id"]) for each in told["components"]
    ]
    assert standing == [
        ("Store", "major_outage", True, None),
        ("Shop", "major_outage", False, "group-0"),
        ("Public API", "under_maintenance", False, None),
    ]
    [incident], [work] = told["incidents"], told["scheduled_maintenances"]
    assert (incident["name"], incident["status"], incident["impact"]) == (
        "Payments fail",
        "investigating",
        "critical",
    )
    assert incident["shortlink"] == f"/status/acme/incidents/{incident['id']}"
    assert [update["body"] for update in incident["incident_updates"]] == ["We look <at> it & more."]
    assert [component["id"] for component in incident["components"]] == ["shop"]
    assert (work["name"], work["status"], work["impact"]) == ("New servers", "in_progress", "maintenance")
    assert work["scheduled_for"] == "2026-04-04T12:05:00Z"


@pytest.mark.parametrize(
    ("severity", "indicator"),
    [
        (None, "none"),
        ("warning", "none"),
        ("minor", "minor"),
        ("major", "major"),
        ("critical", "critical"),
    ],
)
async def test_the_indicator_is_the_worst_that_is_published(
    site: Site, severity: str | None, indicator: str
) -> None:
    if severity:
        await site.declares(page="acme", severity=severity)
    assert (await json_of(site, "api/v2/status.json"))["status"]["indicator"] == indicator


async def test_the_lists_of_the_api_tell_what_is_over_from_what_is_open(site: Site) -> None:
    """`unresolved` has the open ones alone; maintenance has a list of its own."""
    await filled(site)

    async def names(place: str, key: str) -> list[str]:
        return [each["name"] for each in (await json_of(site, f"api/v2/{place}"))[key]]

    assert await names("incidents.json", "incidents") == ["Payments fail", "Search was slow"]
    assert await names("incidents/unresolved.json", "incidents") == ["Payments fail"]
    assert await names("scheduled-maintenances.json", "scheduled_maintenances") == ["New servers"]
    assert await names("components.json", "components") == ["Store", "Shop", "Public API"]


@pytest.mark.parametrize("place", ["feed.atom", "feed.rss"])
async def test_feed_readers_read_the_feeds(site: Site, place: str) -> None:
    """An entry for each incident, with its updates as text; its id stays when something more is said."""
    await filled(site)
    feed = feedparser.parse((await site.reads(f"/status/acme/{place}")).content)
    assert not feed.bozo
    assert feed.feed.title == "Acme Cloud"
    assert [entry.title for entry in feed.entries] == ["Payments fail", "New servers", "Search was slow"]
    assert "We look &lt;at&gt; it &amp; more." in feed.entries[0].summary
    assert feed.entries[0].link.startswith("/status/acme/incidents/")
    known = feed.entries[0].id
    site.programs.world.pass_by(minutes=5)
    await site.tells("INC-2", "Found.")
    again = feedparser.parse((await site.reads(f"/status/acme/{place}")).content)
    assert again.entries[0].id == known
    assert "Found." in again.entries[0].summary


async def test_the_json_feed_has_what_its_version_asks_for(site: Site) -> None:
    await filled(site)
    answer = await site.reads("/status/acme/feed.json")
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    told = answer.json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in told["items"]] == ["Payments fail", "New servers", "Search was slow"]
    for item in told["items"]:
        assert item.keys() >= {"id", "url", "content_text", "date_published", "date_modified"}
    assert "We look <at> it & more." in told["items"][0]["content_text"]


async def test_the_calendar_has_the_maintenance_and_no_incident(site: Site) -> None:
    """As calendars read it, with the time zone settled."""
    await filled(site)
    calendar = Calendar.from_ical((await site.reads("/status/acme/maintenance.ics")).content)
    [event] = calendar.walk("VEVENT")
    assert str(event["summary"]) == "New servers"
    assert event.decoded("dtstart") == datetime(2026, 4, 4, 12, 5, tzinfo=UTC)
    assert str(event["description"]) == "Moving."


async def test_the_badge_tells_the_state_to_everybody(site: Site) -> None:
    """In words, as its title, and as colour."""
    picture = ET.fromstring((await site.reads("/status/acme/badge.svg")).content)  # noqa: S314 - our own
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Acme Cloud: Operational"
    assert picture.get("role") == "img"
    await site.declares(page="acme", severity="critical")
    assert "Acme Cloud: Major outage" in await site.sees("/status/acme/badge.svg")


@pytest.mark.parametrize("place", PLACES)
async def test_programs_of_any_origin_may_read_and_ask_whether_it_changed(site: Site, place: str) -> None:
    """With a fitting type, sealed against being taken for a page, 304 when it is known, HEAD without a body."""
    first = await site.reads(f"/status/acme/{place}")
    assert first.headers["content-type"] == PLACES[place].media_type
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["content-security-policy"] == "default-src 'none'; sandbox"
    known = await site.reads(f"/status/acme/{place}", **{"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["access-control-allow-origin"] == "*"
    head = await site.reader.head(f"/status/acme/{place}")
    assert (head.content, head.headers["content-length"]) == (b"", str(len(first.content)))
    asked = await site.reader.options(f"/status/acme/{place}", headers={"origin": "https://example.com"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")


@pytest.mark.parametrize("place", PLACES)
async def test_a_page_that_is_not_there_has_no_feed_either(site: Site, place: str) -> None:
    assert (await site.reads(f"/status/nobody/{place}")).status_code == 404


async def test_a_quiet_page_stays_the_same_all_day(site: Site) -> None:
    """Whoever asks every minute hears 304, though it is rendered anew."""
    before = {place: (await site.reads(f"/status/beta/{place}")).content for place in PLACES}
    site.programs.world.pass_by(hours=3)
    await site.declares("Elsewhere", page="acme")
    after = {place: (await site.reads(f"/status/beta/{place}")).content for place in PLACES}
    assert after == before


async def test_the_page_leads_to_its_feeds(site: Site) -> None:
    page = await site.sees()
    for place in ("feed.atom", "feed.rss", "feed.json", "maintenance.ics"):
        assert f'href="/status/acme/{place}">' in page


async def entries(site: Site, query: str, place: str = "feed.atom") -> list[str]:
    """Read a feed of some components as a feed reader does, and give what its entries are called."""
    feed = feedparser.parse((await site.reads(f"/status/acme/{place}{query}")).content)
    assert not feed.bozo
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize("place", ["feed.atom", "feed.rss"])
async def test_a_feed_may_be_of_some_components(site: Site, place: str) -> None:
    """Only what affects one of them; named after them, and at an address that asks for them."""
    await filled(site)
    assert await entries(site, "", place) == ["Payments fail", "New servers", "Search was slow"]
    assert await entries(site, "?component=shop", place) == ["Payments fail"]
    assert await entries(site, "?component=api&x=1&component=shop", place) == ["Payments fail", "New servers"]
    feed = feedparser.parse((await site.reads(f"/status/acme/{place}?component=api")).content)
    assert feed.feed.title == "Acme Cloud: Public API"
    assert feed.feed.subtitle == "Maintenance is under way"
    own = [link.href for link in feed.feed.links if link.rel == "self"]
    assert own == [f"/status/acme/{place}?component=api"]
    await site.tells("INC-3", "Half of them are there.")
    again = feedparser.parse((await site.reads(f"/status/acme/{place}?component=api")).content)
    assert "Half of them are there." in again.entries[0].summary


async def test_a_json_feed_of_components_says_where_it_is(site: Site) -> None:
    """It is followed by that address."""
    await filled(site)
    told = await json_of(site, "feed.json?component=shop")
    assert (told["title"], told["feed_url"]) == ("Acme Cloud: Shop", "/status/acme/feed.json?component=shop")
    assert [item["title"] for item in told["items"]] == ["Payments fail"]


async def test_a_feed_of_a_component_goes_further_back_than_the_page(site: Site) -> None:
    """Whatever happened to others meanwhile pushes nothing out of it."""
    await site.declares(
        "Shop was slow", page="acme", severity="minor", status="resolved", monitors=["shop-db"]
    )
    for number in range(12):
        site.programs.world.pass_by(minutes=5)
        await site.declares(
            f"API {number}", page="acme", severity="minor", status="resolved", monitors=["api"]
        )
    assert "Shop was slow" not in await entries(site, "")
    assert await entries(site, "?component=shop") == ["Shop was slow"]


@pytest.mark.parametrize("query", ["?component=shpo", "?component=shop&component=", "?component=%ff%00"])
async def test_a_component_that_is_not_there_is_said_with_those_that_are(site: Site, query: str) -> None:
    """In plain words, and no feed of everything, which would be read for months before somebody wonders."""
    answer = await site.reads(f"/status/acme/feed.atom{query}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "This page has no such component. It has: shop, api\n"
    assert (await site.reads("/status/nowhere/feed.atom?component=shop")).status_code == 404


async def test_who_has_the_feed_of_a_component_is_told_that_it_has_not_changed(site: Site) -> None:
    """However the same choice is written; each choice is kept once, and of what is not there nothing."""
    first = await site.reads("/status/acme/feed.atom?component=shop&component=api")
    known = {"if-none-match": first.headers["etag"]}
    for query in ("component=shop&component=api", "component=api&component=shop&component=api&utm=1"):
        assert (await site.reads(f"/status/acme/feed.atom?{query}", **known)).status_code == 304
    assert (await site.reads("/status/acme/feed.atom?component=api", **known)).status_code == 200


async def test_the_page_leads_feed_readers_to_the_feed_of_each_component(site: Site) -> None:
    """They find it by themselves when they are given the address of the page."""
    shown = await site.sees()
    assert 'title="Acme Cloud: Shop" href="/status/acme/feed.atom?component=shop"' in shown
