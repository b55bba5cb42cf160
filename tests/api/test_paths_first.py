"""What an address names is looked for before the body is judged, and what no client can mean is refused in words."""

import pytest

from tests.api.conftest import Programs


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/api/v1/incidents/INC-99", {"title": 1}),
        ("PATCH", "/compat/beacon/api/v1/incidents/INC-99", {"title": 1}),
        ("POST", "/compat/beacon/api/v1/pages/nope/incidents", {}),
        ("PUT", "/compat/wakestack/api/incidents/INC-99", {}),
        ("PUT", "/compat/uptimeio/api/incidents/INC-99/status", {}),
        ("GET", "/compat/uptimeio/api/incidents/INC-99/updates?limit=0", None),
        ("PATCH", "/compat/statly/api/v1/incidents/INC-99", {"status": "nowhere"}),
        ("POST", "/compat/blacktide/v1/incidents/INC-99/notes", {}),
    ],
)
async def test_what_is_not_there_is_404_whatever_the_body_says(
    programs: Programs, method: str, path: str, body: object
) -> None:
    """The same request about an incident that is there is a mistake of the body."""
    assert (await programs.ask(method, path, body)).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01T00:00:00%2B14:00",
        "to=0001-01-01T00:00:00%2B14:00",
        "to=9999-12-31T23:59:59-14:00",
        "from=9999-12-31T23:59:59Z",
    ],
)
async def test_statistics_of_the_ends_of_time_are_those_of_what_there_is(
    programs: Programs, query: str
) -> None:
    """No incident lies beyond them."""
    answer = await programs.ask("GET", f"/api/v1/stats?{query}")

    assert (answer.status_code, answer.json()["incidents"]) == (200, 0)


async def test_an_update_with_the_status_that_is_so_is_taken_after_the_end(programs: Programs) -> None:
    """The page's readers want the afterword."""
    await programs.made("/api/v1/incidents", {"title": "x", "status": "resolved"})

    told = await programs.made(
        "/api/v1/incidents/INC-1/updates", {"message": "afterword", "status": "resolved"}
    )

    assert told["status"] == "resolved"
