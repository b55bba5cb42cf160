"""A lead may be named by an id alone; the name is then what Slack has told us, else the id itself."""

import pytest

from storage import people
from storage.people import Acquaintance
from tests.api.conftest import Programs

PATH = "/api/v1/incidents"


async def lead(programs: Programs) -> object:
    return (await programs.ask("GET", f"{PATH}/INC-1")).json()["lead"]


@pytest.mark.parametrize("given", ["U0BEN", {"id": "U0BEN"}, {"id": "U0BEN", "name": None}])
async def test_an_id_is_enough(programs: Programs, given: object) -> None:
    """In what declares and in what changes."""
    await programs.made(PATH, {"title": "x", "lead": given})
    assert await lead(programs) == {"id": "U0BEN", "name": "U0BEN"}
    await programs.ask("PATCH", f"{PATH}/INC-1", {"lead": None})

    assert (await programs.ask("PATCH", f"{PATH}/INC-1", {"lead": given})).status_code == 200
    assert await lead(programs) == {"id": "U0BEN", "name": "U0BEN"}


async def test_whom_slack_has_told_us_of_has_a_name(programs: Programs) -> None:
    """On the timeline too; a name that is given counts all the same."""
    await programs.store.run(lambda tx: people.remember(tx, Acquaintance("U0BEN", "ben.demo")))
    await programs.made(PATH, {"title": "x"})
    for how in (("PATCH", "", {"lead": "U0BEN"}), ("PUT", "/lead", {"id": "U0BEN"})):
        await programs.ask("PATCH", f"{PATH}/INC-1", {"lead": None})
        method, rest, body = how
        assert (await programs.ask(method, f"{PATH}/INC-1{rest}", body)).status_code == 200
        assert await lead(programs) == {"id": "U0BEN", "name": "ben.demo"}
    declared = await programs.made(PATH, {"title": "y", "lead": "U0BEN"})
    named = await programs.made(PATH, {"title": "z", "lead": {"id": "U0BEN", "name": "Ben"}})

    assert (declared["lead"]["name"], named["lead"]["name"]) == ("ben.demo", "Ben")


@pytest.mark.parametrize("given", ["", " ", "U0BEN,U0CLEO", "S0TEAM12345", 7, [], {}])
async def test_what_names_nobody_or_several_is_refused(programs: Programs, given: object) -> None:
    """And blames the lead."""
    answer = await programs.ask("POST", PATH, {"title": "x", "lead": given})

    assert answer.status_code == 422
    assert [name.partition(".")[0] for name in answer.json()["errors"]] == ["lead"]
