"""Hostile words in everything that has a name, read back by a reader of each kind: they are words, nothing else."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import feedparser
import pytest
from icalendar import Calendar

from bot.caller import Caller
from bot.pages.places import PLACES
from incidents.commands import Draft
from incidents.model import Actor, ActorKind, Door, Kind, Severity
from tests.pages.conftest import Site

WORDS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "quotes": "\"'><svg/onload=alert(1)> & &amp; &lt; ]]> <!-- -->",
    "from the right": "\u202egnp.exe\u202c \u0645\u0631\u062d\u0628\u0627 \u2067x\u2069",
    "a long word": "w" * 10_000,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f525 e\u0301\u0323 " + "a" + "\u0301" * 100,
    "NUL": "a\x00b\x07c\x1bd",
    "no characters": "x\ufffey\uffffz\U0001ffffq",
    "a calendar's lines": "END:VEVENT\r\nBEGIN:VALARM\r\nX;Y=Z,\\n:1",
    "headers": "a\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "other line breaks": "a\u2028b\u2029c\x85d",
    "a template": "{{ 7 * 7 }} {% raw %} ${7} #{7}",
}
CLEO = Actor(ActorKind.TOKEN, "usr_cleo", "cleo.demo", Door.HTTP)
NOT_IN_XML = re.compile("[\ufffe\uffff]")


async def filled(site: Site, words: str) -> tuple[str, str]:
    """Have the words be the name of all that has one, and what was said; give the title and the update as stored."""
    title = " ".join(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", words).split())[:255]
    await site.programs.made("/api/v1/pages", {"slug": "acme", "name": title[:100]})
    component = {"id": "c", "name": title[:100], "group": title[:100], "monitors": ["m"]}
    put = await site.programs.ask("PUT", "/api/v1/pages/acme/components", {"components": [component]})
    assert put.status_code == 200, put.text
    # By the service: the API refuses NUL, other doors leave it out.
    wanted = Draft(words[:255], Severity.CRITICAL, monitors=("m",), page="acme")
    for kind in (Kind.INCIDENT, Kind.MAINTENANCE):
        declared = await site.programs.service.declare(replace(wanted, kind=kind), Caller(CLEO))
        await site.programs.service.post_update(declared.incident.reference, words, Caller(CLEO))
    shown = (await site.programs.ask("GET", "/api/v1/incidents/INC-1/updates")).json()["updates"][0]
    return title, str(shown["message"])


class Elements(HTMLParser):
    """Which elements and attributes a page has, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag}[{name}]" for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", WORDS)
async def test_in_pages_they_are_text(site: Site, name: str) -> None:
    """A page with them has the same elements and attributes as one with plain words."""
    title, said = await filled(site, WORDS[name])
    listed = (await site.programs.ask("GET", "/api/v1/incidents/INC-1/publications")).json()
    path = listed["publications"][0]["path"]
    for place in ("/status/acme", path, "/status/acme/history"):
        page = Elements(await site.sees(place))
        assert "script[defer]" in page.found
        assert not {each for each in page.found if "on" in each.partition("[")[2][:2]}
        assert not page.found & {"img", "svg", "b", "img[src]", "link[style]"}
        assert " ".join(title.split()) in " ".join(page.text.split())
        assert " ".join(said.split()) in " ".join(page.text.split())


def of_json(told: bytes) -> list[str]:
    """Every text in it."""
    found: list[str] = []
    json.loads(told, object_hook=lambda each: found.extend(v for v in each.values() if isinstance(v, str)))
    return found


def of_feed(told: bytes) -> list[str]:
    """Titles, as a feed reader shows them."""
    feed = feedparser.parse(told, sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, feed.bozo_exception
    for entry in feed.entries:
        assert not re.search("<(?!/?p>)", entry.summary), "what was said stays text inside the summary"
    return [feed.feed.title, *(entry.title for entry in feed.entries)]


def of_calendar(told: bytes) -> list[str]:
    """Summaries; a line has 75 bytes at most."""
    calendar = Calendar.from_ical(told)
    assert [each.name for each in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    assert max(map(len, told.split(b"\r\n"))) <= 75
    return [str(event["summary"]) for event in calendar.walk("VEVENT")]


def of_picture(told: bytes) -> list[str]:
    """Its texts; there is no other element than the badge's own."""
    picture = ET.fromstring(told)  # noqa: S314 - our own
    tags = {each.tag.rpartition("}")[2] for each in picture.iter()}
    assert tags == {"svg", "title", "path", "g", "text"}
    return [each.text or "" for each in picture.iter()]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "json": of_json,
    "atom": of_feed,
    "rss": of_feed,
    "ics": of_calendar,
    "svg": of_picture,
}


@pytest.mark.parametrize("name", WORDS)
async def test_readers_of_every_kind_read_them_back(site: Site, name: str) -> None:
    """As they were typed, but for what no XML may hold."""
    title, said = await filled(site, WORDS[name])
    for place in PLACES:
        answer = await site.reads(f"/status/acme/{place}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        kind = place.rpartition(".")[2]
        texts = READERS[kind](answer.content)
        wanted = NOT_IN_XML.sub("", title) if kind in ("atom", "rss") else title
        if place in ("feed.atom", "feed.rss", "feed.json", "maintenance.ics", "api/v2/summary.json"):
            assert wanted.strip() in [text.strip() for text in texts]
        if place == "api/v2/summary.json":
            assert said in texts
