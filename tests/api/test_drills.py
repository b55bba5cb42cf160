"""Drills over HTTP: a kind of the native API, named by the statistics, and told by their titles in the dialects."""

from typing import Any

import pytest

from tests.api.conftest import Programs

PATH = "/api/v1/incidents"


async def drill(programs: Programs, **body: Any) -> Any:
    return await programs.made(
        PATH, {"title": "checkout is failing", "severity": "critical", "kind": "drill"} | body
    )


async def seen_by_dialects(programs: Programs, incident_id: str) -> dict[str, Any]:
    """Give what the dialects that can look at an incident show."""
    paths = {
        "wakestack": "/compat/wakestack/api/incidents",
        "uptimeio": "/compat/uptimeio/api/incidents",
        "statly": "/compat/statly/api/v1/incidents",
        "blacktide": "/compat/blacktide/v1/incidents",
    }
    shown = {
        name: (await programs.ask("GET", f"{path}/{incident_id}")).json() for name, path in paths.items()
    }
    return shown | {"uptimeio": shown["uptimeio"]["data"]}


async def test_a_drill_is_declared_listed_and_told_as_one(programs: Programs) -> None:
    """By its kind, for which the list can be asked; its title is its own."""
    made = await drill(programs)
    await programs.made(PATH, {"title": "real"})
    listed = (await programs.ask("GET", f"{PATH}?kind=drill")).json()["incidents"]
    [declared] = (await programs.ask("GET", f"{PATH}/INC-1/timeline")).json()["events"]

    assert (made["kind"], made["severity"], made["title"]) == ("drill", "critical", "checkout is failing")
    assert listed == [made]
    assert declared["details"]["kind"] == "drill"


async def test_statistics_name_drills_and_count_none(programs: Programs) -> None:
    """Blacktide's neither: open is what its list shows as open, drills left out."""
    await drill(programs)
    await programs.made(PATH, {"title": "planned", "kind": "maintenance"})
    await programs.made(PATH, {"title": "real", "severity": "major"})
    await programs.ask("POST", f"{PATH}/INC-1/acknowledge")
    told = (await programs.ask("GET", "/api/v1/stats")).json()
    theirs = (await programs.ask("GET", "/compat/blacktide/v1/incidents/stats")).json()

    assert (told["incidents"], told["by_severity"]["critical"], told["mtta"]) == (1, 0, None)
    assert (told["excluded"]["drills"], told["excluded"]["maintenance"]) == (1, 1)
    assert "drills" in told["definitions"]["excluded"]
    assert (theirs["totalIncidents"], theirs["openIncidents"], theirs["bySeverity"]["critical"]) == (1, 1, 0)


async def test_a_drill_is_told_by_its_title_in_every_dialect(programs: Programs) -> None:
    """None of them has a word for it; the severity is what is practised with."""
    made = await drill(programs)
    shown = await seen_by_dialects(programs, made["id"])
    patched = await programs.ask("PATCH", f"/compat/beacon/api/v1/incidents/{made['id']}", {})

    assert {told["title"] for told in shown.values()} == {"Drill: checkout is failing"}
    assert patched.json()["data"]["title"] == "Drill: checkout is failing"
    assert {name: told["severity"] for name, told in shown.items()} == {
        "wakestack": "critical",
        "uptimeio": "critical",
        "statly": "major",
        "blacktide": "critical",
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/compat/beacon/api/v1/incidents"),
        ("PUT", "/compat/wakestack/api/incidents"),
        ("PUT", "/compat/uptimeio/api/incidents"),
        ("PATCH", "/compat/statly/api/v1/incidents"),
    ],
)
async def test_the_title_of_a_drill_sent_back_changes_nothing(
    programs: Programs, method: str, path: str
) -> None:
    """And a new one is kept without the word that says what it is."""
    before = await drill(programs)
    same = await programs.ask(method, f"{path}/INC-1", {"title": "Drill: checkout is failing"})
    after = (await programs.ask("GET", f"{PATH}/INC-1")).json()
    other = await programs.ask(method, f"{path}/INC-1", {"title": "Drill: cards are refused"})
    plain = await programs.ask(method, f"{path}/INC-1", {"title": "cards are refused"})

    assert (same.status_code, after) == (200, before)
    assert "Drill: cards are refused" in other.text
    assert "Drill: cards are refused" in plain.text
    assert (await programs.ask("GET", f"{PATH}/INC-1")).json()["title"] == "cards are refused"


async def test_a_title_alone_makes_no_drill(programs: Programs) -> None:
    """As "Scheduled Maintenance" makes no maintenance."""
    made = await programs.made("/compat/blacktide/v1/incidents", {"title": "Drill: x"})
    native = (await programs.ask("GET", f"{PATH}/{made['id']}")).json()

    assert (native["kind"], native["title"]) == ("incident", "Drill: x")


@pytest.mark.parametrize("severity", ["major", "minor"])
async def test_statly_changes_the_severity_of_a_drill_and_leaves_it_one(
    programs: Programs, severity: str
) -> None:
    """Only maintenance is a kind in that product's words."""
    await drill(programs, severity="warning")
    await programs.ask("PATCH", "/compat/statly/api/v1/incidents/INC-1", {"severity": severity})
    native = (await programs.ask("GET", f"{PATH}/INC-1")).json()

    assert native["kind"] == "drill"
    assert native["severity"] == (
        "major" if severity == "major" else "warning"
    )  # minor is what warning shows


async def test_what_becomes_a_drill_is_shown_on_no_page_any_more(programs: Programs) -> None:
    """However it came there; and a drill cannot be put there."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    await programs.made(PATH, {"title": "checkout is failing"})
    await programs.made(f"{PATH}/INC-1/publications", {"page": "acme"})
    before = (await programs.client.get("/status/acme")).text
    await programs.ask("PATCH", f"{PATH}/INC-1", {"kind": "drill"})
    after = (await programs.client.get("/status/acme")).text
    refused = await programs.ask("POST", f"{PATH}/INC-1/publications", {"page": "acme"})

    assert "checkout is failing" in before
    assert "checkout is failing" not in after
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["page"])


async def test_a_drill_is_never_published(programs: Programs) -> None:
    """422 with the way out; nothing has changed."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    refused = await programs.ask("POST", PATH, {"title": "x", "kind": "drill", "page": "acme"})
    await programs.made(PATH, {"title": "x", "page": "acme"})
    changed = await programs.ask("PATCH", f"{PATH}/INC-1", {"kind": "drill"})
    without = await programs.ask("PATCH", f"{PATH}/INC-1", {"kind": "drill", "page": None})
    again = await programs.ask("PATCH", f"{PATH}/INC-1", {"page": "acme"})

    told = {"kind": "A drill is never published. Leave out the status page acme."}
    assert [answer.status_code for answer in (refused, changed, again)] == [422, 422, 422]
    assert refused.json()["errors"] == changed.json()["errors"] == again.json()["errors"] == told
    assert (without.json()["kind"], without.json()["page"]) == ("drill", None)
