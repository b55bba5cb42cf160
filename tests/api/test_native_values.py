"""The native API's values: what null means, whose ids are taken as they are, and which tags name an incident."""

from typing import Any

import pytest

from tests.api.conftest import Programs

PATH = "/api/v1/incidents"
BEN = {"id": "U0BEN", "name": "ben.demo"}


async def make(programs: Programs, **body: Any) -> Any:
    return await programs.made(PATH, {"title": "checkout is failing"} | body)


async def patched(programs: Programs, **body: Any) -> Any:
    return await programs.ask("PATCH", f"{PATH}/INC-1", body)


async def test_null_in_what_makes_something_counts_as_absent(programs: Programs) -> None:
    """Programs that write all their fields out may leave them empty."""
    absent = dict.fromkeys(
        *[("description", "severity", "kind", "status", "update", "monitors", "lead", "started_at", "page")],
    ) | {"source": None, "failure": {"type": None, "error": None, "regions": None, "count": None}}
    made = await make(programs, **absent)
    update = await programs.made(f"{PATH}/INC-1/updates", {"message": "We look.", "status": None})
    resolved = await programs.ask("POST", f"{PATH}/INC-1/resolve", {"note": None})
    reopened = await programs.ask("POST", f"{PATH}/INC-1/reopen", {"status": None, "note": None})
    token = {"name": "bot", "scopes": ["pages"], "rate": None, "expires_in": None}
    hook = {"url": "https://example.com/hook", "events": None, "description": None}

    assert (made["severity"], made["status"], made["monitors"]) == ("minor", "investigating", [])
    assert update["status"] == "investigating"
    assert (resolved.status_code, reopened.json()["status"]) == (200, "investigating")
    assert (await programs.made("/api/v1/tokens", token))["rate"] is None
    assert (await programs.made("/api/v1/webhooks", hook))["events"] == []
    assert (await programs.made("/api/v1/monitors", {"id": None, "name": "db"}))["name"] == "db"
    assert (await programs.ask("POST", PATH, {"title": None})).status_code == 422


async def test_null_in_a_change_clears_what_may_be_empty(programs: Programs) -> None:
    """The lead and the page too; each time somebody is told who did so."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    failure = {"type": "timeout", "error": "no answer", "regions": ["eu"], "count": 3}
    await make(programs, description="d", monitors=["db"], lead=BEN, page="acme", failure=failure)
    cleared = await patched(programs, description=None, monitors=None, lead=None, page=None, failure=None)
    again = await patched(programs, lead=None, page=None)
    events = (await programs.ask("GET", f"{PATH}/INC-1/timeline")).json()["events"]

    shown = cleared.json()
    assert [shown[name] for name in ("description", "monitors", "lead", "page")] == ["", [], None, None]
    assert shown["failure"] == {"type": None, "error": None, "regions": [], "count": 0}
    assert again.json() == shown
    told = {event["details"]["field"]: event["details"] for event in events if event["kind"] == "edited"}
    assert told["lead"] == {"field": "lead", "from": BEN, "to": None}
    assert told["page"] == {"field": "page", "from": "acme", "to": None}


@pytest.mark.parametrize("name", ["title", "severity", "kind", "status", "started_at"])
async def test_null_in_a_change_is_refused_where_there_is_always_a_value(
    programs: Programs, name: str
) -> None:
    """By the field's name."""
    await make(programs)
    answer = await patched(programs, **{name: None})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])


async def test_null_in_a_change_of_a_webhook_clears_what_may_be_empty(programs: Programs) -> None:
    """No events means all of them; without an address there is no webhook."""
    hook = {"url": "https://example.com/hook", "events": ["incident.declared"], "description": "ours"}
    path = f"/api/v1/webhooks/{(await programs.made('/api/v1/webhooks', hook))['id']}"
    changed = (await programs.ask("PATCH", path, {"events": None, "description": None})).json()

    assert (changed["events"], changed["description"]) == ([], "")
    for name in ("url", "enabled"):
        answer = await programs.ask("PATCH", path, {name: None})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])


async def test_an_incident_is_put_on_another_page_that_there_is(programs: Programs) -> None:
    """One that nobody made is 404, and nothing changes."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    await make(programs)

    assert (await patched(programs, page="acme")).json()["page"] == "acme"
    assert (await patched(programs, page="nobodys", title="other")).status_code == 404
    assert (await programs.ask("GET", f"{PATH}/INC-1")).json()["title"] == "checkout is failing"


@pytest.mark.parametrize(
    "lead_id", ["S0ONCALL", "S0ONCALL\n", "\x01S0ONCALL", "U0ANN,U0BEN", "U0ANN, U0BEN", " "]
)
async def test_a_lead_is_one_person(programs: Programs, lead_id: str) -> None:
    """Neither a group nor several at once; the sentence says so, wherever a lead can be given."""
    lead = {"id": lead_id, "name": "somebody"}
    await make(programs)
    answers = [
        await programs.ask("POST", PATH, {"title": "x", "lead": lead}),
        await patched(programs, lead=lead),
        await programs.ask("PUT", f"{PATH}/INC-1/lead", lead),
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert "one person" in answer.json()["detail"]


async def test_a_lead_may_have_an_id_of_the_clients_own(programs: Programs) -> None:
    """Though it begins as Slack's groups do."""
    lead = {"id": "Sam@example.com", "name": "Sam"}
    assert (await make(programs, lead=lead))["lead"] == lead


@pytest.mark.parametrize("name", ["web  1", " web", "a\tb", "ΩMEGA/1", "x" * 255])
async def test_a_monitors_id_is_taken_as_it_is(programs: Programs, name: str) -> None:
    """To the last space, by every door that takes one; the filter finds it."""
    await make(programs, monitors=[name, name])
    await programs.made("/compat/blacktide/v1/incidents", {"title": "y", "monitorId": name})
    made = await programs.made("/api/v1/monitors", {"id": name, "name": "Web"})
    found = (await programs.ask("GET", PATH, params={"monitor": name})).json()["incidents"]

    assert [incident["monitors"] for incident in found] == [[name], [name]]
    assert made == {"id": name, "name": "Web", "failures": 0}


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "\ud800", "a\x07b"])
async def test_a_monitors_id_that_cannot_be_one_is_refused(programs: Programs, name: str) -> None:
    """Empty, too long, half a character or one that nobody can see."""
    assert (await programs.ask("POST", PATH, {"title": "x", "monitors": [name]})).status_code == 422
    assert (await programs.ask("POST", "/api/v1/monitors", {"id": name, "name": "x"})).status_code == 422


async def test_as_many_monitors_are_taken_by_every_door(programs: Programs) -> None:
    """What came in by one can be sent back by another."""
    many = [f"monitor {number}" for number in range(1000)]
    await programs.made("/compat/uptimeio/api/incidents", {"title": "x", "affected_monitor_ids": many})

    assert (await patched(programs, monitors=many)).json()["monitors"] == many
    assert (await patched(programs, monitors=[*many, "one more"])).status_code == 422


async def test_any_of_several_tags_may_be_the_incidents(programs: Programs) -> None:
    """If-Match is a list or a star (RFC 9110, 13.1.1), and a weak tag is none of them."""
    tag = (await programs.ask("POST", PATH, {"title": "x"})).headers["etag"]

    async def answered(wanted: str) -> int:
        return (
            await programs.ask("POST", f"{PATH}/INC-1/notes", {"text": "x"}, headers={"If-Match": wanted})
        ).status_code

    assert await answered('"other", "with, comma"') == 412
    assert await answered(f"W/{tag}") == 412
    assert await answered(tag.strip('"')) == 412
    assert await answered(f'"other" , {tag}') == 201
    assert await answered("*") == 201


async def test_what_is_unchanged_is_known_by_any_of_several_tags(programs: Programs) -> None:
    """If-None-Match is a list or a star too, and there a weak tag counts (RFC 9110, 13.1.2)."""
    await make(programs)
    await programs.ask("POST", f"{PATH}/INC-1/resolve")
    tag = (await programs.ask("GET", f"{PATH}/INC-1")).headers["etag"]

    async def answered(wanted: str) -> int:
        return (await programs.ask("GET", f"{PATH}/INC-1", headers={"If-None-Match": wanted})).status_code

    assert [await answered(wanted) for wanted in (tag, f"W/{tag}", f'"a",{tag}', "*")] == [304] * 4
    assert [await answered(wanted) for wanted in ('"a"', f'"x{tag}', tag[1:])] == [200] * 3


@pytest.mark.parametrize("include", ["bogus", "timeline,bogus", ",timeline"])
async def test_what_cannot_be_included_is_refused(programs: Programs, include: str) -> None:
    """In words that tell what can be."""
    await make(programs)
    answer = await programs.ask("GET", f"{PATH}/INC-1", params={"include": include})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["include"])
    assert "timeline" in answer.json()["detail"]
    assert "timeline" in (await programs.ask("GET", f"{PATH}/INC-1", params={"include": "timeline"})).json()


async def test_half_a_character_in_a_leads_id_is_refused(programs: Programs) -> None:
    """It cannot be written down."""
    body = {"title": "x", "lead": {"id": "\ud800", "name": "Ann"}}
    assert (await programs.ask("POST", PATH, body)).status_code == 422


async def test_statistics_tell_of_how_many_a_mean_is_and_how_many_lack_the_time(programs: Programs) -> None:
    """In all and by period: nobody takes the mean of one incident for that of four."""
    for number in range(1, 5):
        await make(programs, title=f"incident {number}")
    await make(programs, title="was over before", status="resolved")
    await make(programs, title="planned", kind="maintenance")
    programs.world.pass_by(minutes=2)
    await programs.ask("POST", f"{PATH}/INC-1/acknowledge")
    for number in (1, 2, 3):
        await programs.ask("POST", f"{PATH}/INC-{number}/resolve")

    told = (await programs.ask("GET", "/api/v1/stats")).json()

    assert (told["incidents"], told["mtta"], told["mttr"]) == (5, 120, 120)
    assert told["samples"] == told["periods"][0]["samples"] == {"mtta": 1, "mttr": 3}
    assert told["excluded"] == {
        "maintenance": 1,
        "drills": 0,
        "past": 1,
        "never_acknowledged": 4,
        "unresolved": 1,
    }


@pytest.mark.parametrize("severity", ["critical", "minor", "warning"])
async def test_a_severity_that_is_given_to_maintenance_is_refused(programs: Programs, severity: str) -> None:
    """It would be dropped without a word; none is what it has."""
    asked = {"kind": "maintenance", "severity": severity}
    declared = await programs.ask("POST", PATH, {"title": "planned"} | asked)
    await make(programs)
    changed = await patched(programs, **asked)
    planned = await make(programs, kind="maintenance", severity="none")

    assert (declared.status_code, list(declared.json()["errors"])) == (422, ["severity"])
    assert (changed.status_code, list(changed.json()["errors"])) == (422, ["severity"])
    assert (planned["kind"], planned["severity"]) == ("maintenance", "none")
    assert (await programs.ask("GET", f"{PATH}/INC-1")).json()["kind"] == "incident"
