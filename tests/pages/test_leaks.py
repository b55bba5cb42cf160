"""No word from inside is found outside: a marker in everything private, and every public address read."""

import pytest

from bot.caller import Caller
from bot.pages.places import PLACES
from bot.watching import Watching
from incidents.checks import Check, CheckKind
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.failure import Failure, FailureType
from incidents.model import Actor, ActorKind, Door, Person, Severity, Source
from incidents.monitoring import Result
from tests.pages.conftest import Site, policy

PRIVATE = "zq-private"
CLEO = Actor(ActorKind.TOKEN, f"usr_{PRIVATE}-id", f"{PRIVATE}-actor", Door.HTTP)
INSIDE = Draft(
    "zq-public-own-title",
    Severity.MAJOR,
    description=f"{PRIVATE}-description",
    monitors=("shop-db", f"{PRIVATE}-monitor"),
    lead=Person(f"{PRIVATE}-lead-id", f"{PRIVATE}-lead"),
    channel=f"{PRIVATE}-channel",
    source=Source.SYSTEM,
    failure=Failure(FailureType.TIMEOUT, f"{PRIVATE}-error", (f"{PRIVATE}-region",), 3),
)


async def one_with_everything(site: Site) -> str:
    """Make an incident with a marker in everything that can be said of it; give its address on the page."""
    service, cleo = site.programs.service, Caller(CLEO)
    name = (await service.declare(INSIDE, cleo)).incident.reference
    await service.post_update(name, f"{PRIVATE}-before-publication", cleo)
    await service.acknowledge(name, cleo)
    path = await site.publishes(name, title="zq-public-title")
    await service.retitle(name, f"{PRIVATE}-new-title", cleo)
    await service.add_note(name, f"{PRIVATE}-note", cleo)
    await service.assign(name, Person(f"{PRIVATE}-id-2", f"{PRIVATE}-lead-2"), cleo)
    await service.post_update(name, "zq-public-update", cleo)
    said = await site.tells(name, f"{PRIVATE}-before-correction")
    corrected = {"message": "zq-public-correction"}
    await site.programs.ask("PATCH", f"/api/v1/incidents/{name}/updates/{said}", corrected)
    await service.resolve(name, cleo, f"{PRIVATE}-resolution-note")
    await service.reopen(name, cleo, note=f"{PRIVATE}-reason")
    await service.resolve(name, cleo, f"{PRIVATE}-second-resolution-note")
    await service.close(name, cleo, f"{PRIVATE}-closing-note")
    return path


async def failing(site: Site) -> None:
    """Have a monitor fail whose incident stands on the page: what it said stays inside."""
    wishes = policy()
    check = Check(id="api", kind=CheckKind.HEARTBEAT, name=f"{PRIVATE}-check", page="acme", failures=1)
    watching = Watching(site.programs.store, Policy(pages=wishes.pages), site.programs.service.wake)
    found = Result(site.programs.world.now(), FailureType.TIMEOUT, f"{PRIVATE}-found at db-7.internal")
    await watching.take(check, found)


async def test_no_private_word_is_found_at_any_public_address(site: Site) -> None:
    """What is public is found, so that the search is known to work."""
    await site.programs.service.declare(Draft(f"{PRIVATE}-unpublished", Severity.CRITICAL), Caller(CLEO))
    path = await one_with_everything(site)
    await failing(site)
    read = {
        place: await site.sees(place)
        for place in ("/status/acme", path, "/status/acme/history", "/status/acme/history/2026-04")
    }
    for place, page in read.items():
        assert PRIVATE not in page, place
        assert "zq-public-title" in page, place
    for shown in ("zq-public-update", "zq-public-correction"):
        assert shown in read[path]
    assert "zq-public-own-title" not in "".join(read.values())
    assert "Public API" in read["/status/acme"], "the monitor's incident is called by its component"
    assert "db-7" not in "".join(read.values())
    assert "INC-" not in "".join(read.values()), "a number would tell how many incidents there are"


async def test_headers_and_missing_pages_tell_nothing_either(site: Site) -> None:
    path = await one_with_everything(site)
    for place in ("/status/acme", path, "/status/acme/incidents/0123456789ab", "/status/nobody"):
        answer = await site.reads(place)
        assert PRIVATE not in str(answer.headers) + answer.text


@pytest.mark.parametrize("place", PLACES)
async def test_nor_is_one_found_in_what_programs_read(site: Site, place: str) -> None:
    """Of any page, whether the incident is open or over."""
    await one_with_everything(site)
    await failing(site)
    told = await site.sees(f"/status/acme/{place}")
    assert PRIVATE not in told
    assert "db-7" not in told
    assert "INC-" not in told
    assert "zq-public-own-title" not in told
    if place in ("feed.atom", "feed.rss", "feed.json", "api/v2/incidents.json"):
        assert "zq-public-title" in told, "the search works"
