"""From what is said inside to what is read outside: by beacon, by a page, by a rule, by publishing."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.auth import Scope
from bot.caller import Caller
from bot.service import IncidentService
from incidents.commands import Draft
from incidents.edits import Wishes
from incidents.errors import Forbidden, Unacquainted
from incidents.model import Actor, ActorKind, Door, Kind, Severity, Status
from incidents.publishing import GUEST, MEMBER, Release
from storage import people
from storage.people import Acquaintance
from tests.api.conftest import NOON
from tests.pages.conftest import BEACON, Site

ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)


async def test_beacons_incident_is_read_on_its_page_with_what_is_said_of_it(site: Site) -> None:
    """Created, told on, worse, resolved: each is on the page at once."""
    made = await site.programs.made(
        f"{BEACON}/pages/acme/incidents",
        {"title": "Slow API", "impact": "minor", "message": "We look at it."},
    )
    page = await site.sees()
    assert "Slow API" in page
    assert "We look at it." in page
    assert "Some systems do not work as well as usual" in page

    name = made["data"]["id"]
    await site.programs.made(f"{BEACON}/incidents/{name}/updates", {"message": "It was the cache."})
    await site.programs.ask(
        "PATCH", f"{BEACON}/incidents/{name}", {"impact": "critical", "title": "API down"}
    )
    page = await site.sees()
    assert "API down" in page
    assert "Major outage" in page
    assert page.index("It was the cache.") < page.index("We look at it."), "newest first"

    await site.programs.ask("PATCH", f"{BEACON}/incidents/{name}", {"state": "resolved"})
    page = await site.sees()
    assert "All systems are operational" in page
    assert page.index("Past incidents") < page.index("API down")


async def test_what_nobody_published_is_nowhere_not_even_as_a_state(site: Site) -> None:
    """A failing monitor and an open incident inside leave the page as it is."""
    before = await site.sees()
    await site.declares("secret trouble", severity="critical", monitors=["shop-db"])
    await site.programs.made("/api/v1/monitors/shop-web/checks", {"ok": False, "failure_type": "timeout"})
    after = await site.sees()
    assert after == before


async def test_publishing_shows_what_is_said_from_then_on_and_what_was_chosen(site: Site) -> None:
    """Under a title of its own, with the components that it affects."""
    incident = await site.declares(severity="major", monitors=["shop-db"])
    await site.tells(incident, "Not for everybody.")
    chosen = await site.tells(incident, "db-7 is down")
    path = await site.publishes(
        incident, title="Orders are delayed", updates=[{"id": chosen, "message": "We found the cause."}]
    )
    await site.tells(incident, "It is getting better.", status="monitoring")
    for place in ("/status/acme", path):
        page = await site.sees(place)
        for shown in ("Orders are delayed", "We found the cause.", "It is getting better.", "Shop"):
            assert shown in page
        for hidden in ("Payments fail", "Not for everybody.", "db-7"):
            assert hidden not in page
    assert re.search(r"Shop</bdi><span class=.stands partial_outage", await site.sees())


async def test_publishing_may_say_which_components_are_affected(site: Site) -> None:
    """Without it the page would call itself down and every one of its systems operational."""
    incident = await site.declares(severity="critical")
    await site.publishes(incident, components=["shop"])
    assert re.search(r"Shop</bdi><span class=.stands major_outage", await site.sees())

    wrong = {"page": "acme", "components": ["shipping"]}
    answer = await site.programs.ask("POST", f"/api/v1/incidents/{incident}/publications", wrong)
    assert (answer.status_code, "shipping is no component" in answer.text) == (422, True)


async def test_a_correction_is_visible_as_such(site: Site) -> None:
    """The new words stand there, and that they were edited; the timeline keeps the first ones."""
    incident = await site.declares(page="acme")
    said = await site.tells(incident, "We role back.")
    site.programs.world.pass_by(minutes=5)
    assert "Edited" not in await site.sees()
    answer = await site.programs.ask(
        "PATCH", f"/api/v1/incidents/{incident}/updates/{said}", {"message": "We roll back."}
    )
    assert answer.json() == {"id": said, "message": "We roll back."}
    page = await site.sees()
    assert "We roll back." in page
    assert "We role back." not in page
    assert "Edited Apr 4, 2026, 2:05" in page
    timeline = (await site.programs.ask("GET", f"/api/v1/incidents/{incident}/timeline")).json()["events"]
    assert [event["text"] for event in timeline if event["kind"] == "update_posted"] == ["We role back."]


async def test_a_preview_is_what_the_page_shows_afterwards_and_publishes_nothing(site: Site) -> None:
    """With the same body, title, words and components."""
    incident = await site.declares(monitors=["api"])
    said = await site.tells(incident, "db-7 again")
    body = {"page": "acme", "title": "Logins fail", "updates": [{"id": said, "message": "We are on it."}]}
    preview = (await site.programs.ask("POST", f"/api/v1/incidents/{incident}/preview", body)).json()
    assert (preview["title"], preview["components"]) == ("Logins fail", ["Public API"])
    assert [update["message"] for update in preview["updates"]] == ["We are on it."]
    assert "Logins fail" not in await site.sees()
    listed = await site.programs.ask("GET", f"/api/v1/incidents/{incident}/publications")
    assert listed.json() == {"publications": []}


async def test_what_is_withdrawn_is_gone_and_comes_back_to_its_address(site: Site) -> None:
    """Its page says so in plain words meanwhile."""
    incident = await site.declares()
    path = await site.publishes(incident)
    assert (await site.reads(path)).status_code == 200
    gone = await site.programs.ask("DELETE", f"/api/v1/incidents/{incident}/publications/acme")
    assert gone.status_code == 204
    missing = await site.reads(path)
    assert missing.status_code == 404
    assert "no longer published" in missing.text
    assert "Payments fail" not in await site.sees()
    again = await site.programs.ask("DELETE", f"/api/v1/incidents/{incident}/publications/acme")
    assert (again.status_code, again.json()["code"]) == (404, "not_found")
    assert await site.publishes(incident) == path


async def test_a_rule_publishes_by_itself_and_not_against_what_somebody_decided(site: Site) -> None:
    """Beta shows what is critical; taken off, it stays off."""
    incident = await site.declares("Everything is down")
    assert "Everything is down" not in await site.sees("/status/beta")
    await site.programs.ask("PATCH", f"/api/v1/incidents/{incident}", {"severity": "critical"})
    assert "Everything is down" in await site.sees("/status/beta")
    assert "Everything is down" not in await site.sees("/status/acme")
    await site.programs.ask("DELETE", f"/api/v1/incidents/{incident}/publications/beta")
    for severity in ("major", "critical"):
        await site.programs.ask("PATCH", f"/api/v1/incidents/{incident}", {"severity": severity})
    assert "Everything is down" not in await site.sees("/status/beta")


async def test_a_deleted_incident_leaves_every_page(site: Site) -> None:
    incident = await site.declares(page="acme", update="A word.")
    assert "A word." in await site.sees()
    await site.programs.ask("DELETE", f"/api/v1/incidents/{incident}")
    assert "A word." not in await site.sees()


async def test_publishing_needs_its_own_scope(site: Site) -> None:
    """Whoever may write incidents only may not decide what the public reads."""
    incident = await site.declares(page="acme")
    said = await site.tells(incident, "x")
    plain = await site.programs.token(Scope.WRITE)
    of_pages = await site.programs.token(Scope.PAGES, Scope.READ, name="press")
    at = f"/api/v1/incidents/{incident}"
    for method, path, body in (
        ("POST", f"{at}/publications", {"page": "beta"}),
        ("POST", f"{at}/preview", {"page": "beta"}),
        ("PATCH", f"{at}/updates/{said}", {"message": "y"}),
        ("DELETE", f"{at}/publications/acme", None),
    ):
        for token, allowed in ((plain, False), (of_pages, True)):
            answer = await site.programs.ask(method, path, body, headers={"Authorization": f"Bearer {token}"})
            assert (answer.status_code == 403) is not allowed, (method, path, answer.text)


async def judged(site: Site, standing: str) -> None:
    await site.programs.store.run(lambda tx: people.remember(tx, Acquaintance("U0ANN", standing=standing)))


async def test_a_guest_publishes_nothing(site: Site) -> None:
    """Neither by command, nor by an update or a title on what is published, nor by what a rule would publish."""
    await judged(site, GUEST)
    service, ann = site.programs.service, Caller(ANN)
    incident = await site.declares(page="acme")
    for attempt in (
        service.publish(incident, Release("beta"), ann),
        service.withdraw(incident, "acme", ann),
        service.correct(incident, "e" * 32, "x", ann),
        service.preview(incident, Release("beta"), ann),
    ):
        with pytest.raises(Forbidden, match="Guests"):
            await attempt
    await service.post_update(incident, "from a guest", ann)
    await service.retitle(incident, "a guest's title", ann)
    await service.declare(Draft("a guest's alarm", Severity.CRITICAL), ann)
    for page in (await site.sees(), await site.sees("/status/beta")):
        assert "guest" not in page
    assert "Payments fail" in await site.sees()


GUESTS_ATTEMPTS: dict[str, Callable[[IncidentService, str, Caller], Awaitable[object]]] = {
    "status": lambda service, incident, ann: service.set_status(incident, Status.MONITORING, ann),
    "severity": lambda service, incident, ann: service.set_severity(incident, Severity.CRITICAL, ann),
    "resolution": lambda service, incident, ann: service.resolve(incident, ann),
    "update with a status": lambda service, incident, ann: service.post_update(
        incident, "All is well.", ann, Status.RESOLVED
    ),
    "start": lambda service, incident, ann: service.set_started(incident, NOON - timedelta(hours=1), ann),
    "monitors": lambda service, incident, ann: service.edit(incident, Wishes(monitors=("api",)), ann),
    "kind": lambda service, incident, ann: service.edit(incident, Wishes(kind=Kind.MAINTENANCE), ann),
}


@pytest.mark.parametrize("name", GUESTS_ATTEMPTS)
async def test_how_something_public_stands_no_guest_changes(site: Site, name: str) -> None:
    """They are told whom to ask, and nothing has happened; what is for the responders alone they may do."""
    await judged(site, GUEST)
    service, ann = site.programs.service, Caller(ANN)
    incident = await site.declares(page="acme")
    read, before = await site.sees(), await service.find(incident)
    with pytest.raises(Forbidden, match="Ask somebody of this workspace"):
        await GUESTS_ATTEMPTS[name](service, incident, ann)
    assert await service.find(incident) == before
    assert await site.sees() == read
    await service.acknowledge(incident, ann)
    await service.add_note(incident, "a guest's note", ann)
    await service.edit(incident, Wishes(description="It was release 81."), ann)
    assert await site.sees() == read

    inside = await site.declares("for us alone")
    await GUESTS_ATTEMPTS[name](service, inside, ann)


async def test_a_guest_may_work_again_on_what_was_withdrawn(site: Site) -> None:
    """And close what the public knows to be resolved, which shows nowhere."""
    await judged(site, GUEST)
    service, ann = site.programs.service, Caller(ANN)
    incident, other = await site.declares(page="acme"), await site.declares(page="acme")
    await site.programs.ask("DELETE", f"/api/v1/incidents/{incident}/publications/acme")
    await service.resolve(incident, ann)
    await site.programs.ask("POST", f"/api/v1/incidents/{other}/resolve", {})
    await service.close(other, ann)


async def test_a_member_publishes_and_who_is_unknown_is_asked_about_first(site: Site) -> None:
    """Where nothing is public nobody has to be known."""
    service, ann = site.programs.service, Caller(ANN)
    inside = (await service.declare(Draft("inside"), ann)).incident
    await service.post_update(inside.reference, "for us", ann)
    incident = await site.declares(page="acme")
    with pytest.raises(Unacquainted) as unknown:
        await service.post_update(incident, "from a member", ann)
    assert unknown.value.person == "U0ANN"
    await judged(site, MEMBER)
    await service.post_update(incident, "from a member", ann)
    assert "from a member" in await site.sees()


async def test_the_last_words_fit_how_it_stands_though_nobody_wrote_any(site: Site) -> None:
    """Who resolves or reopens without a word for the public does not leave the former one as the last."""
    incident = await site.declares()
    path = await site.publishes(incident)
    await site.tells(incident, "Rolled back, watching it.")
    await site.programs.ask("POST", f"/api/v1/incidents/{incident}/resolve")
    page = await site.sees(path)
    assert page.index("This is resolved.") < page.index("Rolled back")

    site.programs.world.pass_by(minutes=1)
    await site.programs.ask("POST", f"/api/v1/incidents/{incident}/reopen")
    page = await site.sees(path)
    assert page.index("It is not over after all.") < page.index("This is resolved.")

    site.programs.world.pass_by(minutes=1)
    words = {"message": "Fixed for good.", "status": "resolved"}
    await site.programs.made(f"/api/v1/incidents/{incident}/updates", words)
    page = await site.sees(path)
    assert page.index("Fixed for good.") < page.index("It is not over after all.")
    assert page.count("This is resolved.") == 1
