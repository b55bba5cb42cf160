"""What is wrong with a request is told in sentences that a person can act on, and blames a field that there is."""

import pytest

from tests.api.conftest import Programs

INCIDENTS = "/api/v1/incidents"
LEAD = f"{INCIDENTS}/INC-1/lead"
STATLY = "/compat/statly/api/v1/incidents"


async def errors(programs: Programs, method: str, path: str, body: str | None = None) -> object:
    """Give what a request is blamed for, field by field."""
    await programs.made(INCIDENTS, {"title": "x"})
    headers = {"content-type": "application/json"}
    answer = await programs.client.request(method, path, content=body, headers=headers)
    assert answer.status_code == 422, answer.text
    return answer.json()["errors"]


@pytest.mark.parametrize("body", ['{"title": ', "{title: 1}", '{"title": "x"} y'])
async def test_broken_json_blames_the_body(programs: Programs, body: str) -> None:
    """The place where it breaks is no name of a field."""
    assert await errors(programs, "POST", INCIDENTS, body) == {"body": "The body is not JSON."}


@pytest.mark.parametrize("body", ["[]", "1", '"x"', '[{"title": "x"}]'])
async def test_a_body_that_is_no_object_is_told_so(programs: Programs, body: str) -> None:
    """In our words, and not in those of the library that looked."""
    told = {"body": "The body is not a JSON object."}
    assert await errors(programs, "POST", INCIDENTS, body) == told


async def test_a_field_that_is_no_object_is_told_so(programs: Programs) -> None:
    """By its name."""
    told = {"lead": "lead: is not a JSON object."}
    assert await errors(programs, "POST", INCIDENTS, '{"title": "x", "lead": [1]}') == told


@pytest.mark.parametrize(("path", "most"), [(INCIDENTS, 255), (STATLY, 200)])
async def test_a_text_that_is_too_long_is_counted_in_characters(
    programs: Programs, path: str, most: int
) -> None:
    """A text has no items."""
    told = {"title": f"title: should have at most {most} characters."}
    assert await errors(programs, "POST", path, '{"title": "' + "x" * (most + 1) + '"}') == told


async def test_a_list_that_is_too_long_is_counted_in_items(programs: Programs) -> None:
    """Nobody who sends it knows of a validation."""
    body = '{"title": "x", "monitors": [' + ",".join(['"m"'] * 2000) + "]}"
    told = await errors(programs, "POST", INCIDENTS, body)
    assert told == {"monitors": "monitors: should have at most 1000 items."}


@pytest.mark.parametrize("cursor", ["x", "-1", "1" * 19])
async def test_a_cursor_that_no_list_gave_is_told_where_to_find_one(programs: Programs, cursor: str) -> None:
    """No regular expression."""
    words = (
        "is none that this list gave; send the `next_cursor` of the page before, and the filters as they were"
    )
    told = {"cursor": f"cursor: {words}."}
    assert await errors(programs, "GET", f"{INCIDENTS}?cursor={cursor}") == told


async def test_an_id_is_told_as_it_was_sent(programs: Programs) -> None:
    """Slack's ids are in capitals, all of them."""
    told = {"id": "id: S0TEAM12345 is a user group of Slack's, and a lead is one person."}
    assert await errors(programs, "PUT", LEAD, '{"id": "S0TEAM12345", "name": "x"}') == told


async def test_half_a_character_is_told_as_such(programs: Programs) -> None:
    """No library's words for it."""
    told = {"title": "title: holds half a character (a lone surrogate); send whole ones."}
    assert await errors(programs, "POST", INCIDENTS, '{"title": "\\ud83d"}') == told


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        (INCIDENTS, "monitors.1", '["shop", " "]'),
        (STATLY, "affectedMonitors.1", '["shop", " "]'),
        ("/compat/blacktide/v1/incidents", "monitorId", '" "'),
    ],
)
async def test_the_id_of_a_monitor_that_is_empty_is_asked_for_as_such(
    programs: Programs, path: str, name: str, value: str
) -> None:
    """Nobody describes a monitor in a few words there."""
    body = f'{{"title": "x", "{name.partition(".")[0]}": {value}}}'
    answer = await programs.client.post(path, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert f"{name}: is empty; give the id of a monitor, or leave it out." in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/compat/beacon/api/v1/incidents", {"impact": "critical"}),
        ("PUT", "/compat/wakestack/api/incidents", {"severity": "critical"}),
        ("PUT", "/compat/uptimeio/api/incidents", {"severity": "critical"}),
        ("PATCH", INCIDENTS, {"severity": "critical"}),
    ],
)
async def test_who_would_make_maintenance_worse_hears_what_to_do_instead(
    programs: Programs, method: str, path: str, body: dict[str, str]
) -> None:
    """Three of the products have no word that makes it an incident."""
    await programs.made(STATLY, {"title": "x", "severity": "maintenance"})
    answer = await programs.ask(method, f"{path}/INC-1", body)
    way_out = "What goes wrong meanwhile is an incident of its own: declare one."
    assert f"INC-1 is maintenance, which has no severity. {way_out}" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/compat/beacon/api/v1/incidents/INC-1", {"title": "y"}),
        ("PUT", "/compat/wakestack/api/incidents/INC-1", {"message": "y"}),
        ("PATCH", f"{STATLY}/INC-1", {"severity": "major"}),
        ("PATCH", f"{INCIDENTS}/INC-1", {"title": "y"}),
    ],
)
async def test_who_would_change_a_closed_incident_hears_what_to_do_instead(
    programs: Programs, method: str, path: str, body: dict[str, str]
) -> None:
    """It reads resolved in the products that know no closing, so that a title refused is a riddle."""
    await programs.made(INCIDENTS, {"title": "x"})
    for verb in ("resolve", "close"):
        await programs.ask("POST", f"{INCIDENTS}/INC-1/{verb}")
    answer = await programs.ask(method, path, body)
    assert answer.status_code == 409
    way_out = "Nothing about a closed incident changes any more; if it is back, declare a new one."
    assert f"INC-1 is already closed, by admin at 2026-04-04T12:00:00Z. {way_out}" in answer.text


@pytest.mark.parametrize("title", ["", " ", "\u200b", "\u2060 \ufeff", "\u00ad", "\u3164", "\x1b"])
@pytest.mark.parametrize("path", [INCIDENTS, STATLY, "/compat/blacktide/v1/incidents"])
async def test_a_title_of_which_nothing_can_be_seen_is_empty(
    programs: Programs, path: str, title: str
) -> None:
    """Nobody could tell the incident from another."""
    answer = await programs.ask("POST", path, {"title": title})
    assert answer.status_code == 422
    assert "title: is empty; say in a few words what it is." in answer.text
    seen = await programs.made(path, {"title": f"{title}\u2764\ufe0f\u200d\U0001f525"})
    assert seen["title"].endswith("\U0001f525")


WHOLE = "write 2026-04-04T14:32:00Z"


@pytest.mark.parametrize(
    ("query", "field", "told"),
    [
        ("from=2026-02-30T00:00:00Z", "from", f"is no time that there is; {WHOLE}, and a + as %2B"),
        ("from=2026-02-01T00:00:00+02:00", "from", f"is no time that there is; {WHOLE}, and a + as %2B"),
        ("to=2026-02-01T00:00:00", "to", f"has no offset; {WHOLE}"),
        ("active=maybe", "active", "is neither true nor false"),
        ("text=", "text", "is empty"),
        (
            "status=open",
            "status",
            "input should be 'investigating', 'identified', 'monitoring', 'resolved' or 'closed'",
        ),
        ("from=2026-02-03T00:00:00Z&to=2026-02-01T00:00:00Z", "from", "lies after `to`"),
    ],
)
async def test_a_query_is_told_how_to_write_it(programs: Programs, query: str, field: str, told: str) -> None:
    """Not how a library reads it; and a filter that may be given twice is blamed by its name alone."""
    assert await errors(programs, "GET", f"{INCIDENTS}?{query}") == {field: f"{field}: {told}."}


async def test_statistics_of_a_time_that_ends_before_it_begins_are_refused(programs: Programs) -> None:
    """Zeros would look like an answer."""
    query = "from=2026-02-03T00:00:00Z&to=2026-02-01T00:00:00Z"
    assert await errors(programs, "GET", f"/api/v1/stats?{query}") == {"from": "from: lies after `to`."}


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        ('{"title": "x", "failure": {"count": 1e30}}', "failure.count", "is too large a number"),
        (
            '{"title": "x", "started_at": "2026-02-30T00:00:00Z"}',
            "started_at",
            f"is no time that there is; {WHOLE}",
        ),
    ],
)
async def test_a_value_that_nothing_can_be_is_told_so(
    programs: Programs, body: str, field: str, told: str
) -> None:
    """In no words of a parser's."""
    assert await errors(programs, "POST", INCIDENTS, body) == {field: f"{field}: {told}."}


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-01-01"])
async def test_a_day_that_there_is_not_is_told_so(programs: Programs, day: str) -> None:
    """A date is asked for, and nothing is said of datetimes."""
    answer = await programs.ask("GET", f"/compat/blacktide/v1/incidents?from={day}")
    assert answer.json()["message"] == "from: is no day that there is; write 2026-02-13."
