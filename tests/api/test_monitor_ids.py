"""A monitor's id is the client's own, with slashes and whatever else; in an address %2F is one of its slashes."""

from urllib.parse import quote

import pytest

from tests.api.conftest import Programs

PATH = "/api/v1/monitors"


@pytest.mark.parametrize(
    "monitor_id", ["a/checks", "/checks", "a/checks/checks", "checks", "a/b", "a%2Fchecks", "a b"]
)
async def test_a_monitor_of_any_id_can_be_read_and_looked_at(programs: Programs, monitor_id: str) -> None:
    """Also one whose id ends as the address of its checks does."""
    await programs.made(PATH, {"id": monitor_id, "name": "Mine"})
    where = f"{PATH}/{quote(monitor_id, safe='')}"

    shown = await programs.ask("GET", where)
    told = await programs.ask("POST", f"{where}/checks", {"ok": False, "failure_type": "timeout"})
    checks = await programs.ask("GET", f"{where}/checks")

    assert (shown.status_code, shown.json()["id"]) == (200, monitor_id)
    assert told.status_code == 201, told.text
    assert len(checks.json()["results"]) == 1
    listed = (await programs.ask("GET", PATH)).json()["monitors"]
    assert [monitor["id"] for monitor in listed] == [monitor_id]


async def test_a_slash_as_it_is_leads_to_the_checks(programs: Programs) -> None:
    """Unless nothing follows that could be them."""
    await programs.made(PATH, {"id": "a/b", "name": "Mine"})

    assert (await programs.ask("GET", f"{PATH}/a/b")).json()["id"] == "a/b"
    assert "results" in (await programs.ask("GET", f"{PATH}/a/b/checks")).json()
