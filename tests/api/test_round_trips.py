"""Words survive the way in and out of each dialect, and an incident made in one reads sensibly in the other four."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.http.dialects import load_dialects
from incidents.model import Kind, Severity, Status
from tests.api.conftest import Programs

STATUSES = ("investigating", "identified", "monitoring", "resolved")
titles = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200)
long_titles = st.integers(201, 255).map(lambda length: "x" * length)
some = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Speaker:
    """How a dialect is spoken: where it creates and changes, and its words for what every incident has."""

    create: str
    change: str
    method: str
    gravity: str
    gravities: tuple[str, ...]
    standing: str
    standings: tuple[str, ...]
    needs: tuple[tuple[str, Any], ...] = ()
    read: str = ""
    inside: Callable[[Any], Any] = lambda answer: answer


def data(answer: Any) -> Any:
    return answer["data"]


SPEAKERS = {
    "beacon": Speaker(
        "/compat/beacon/api/v1/pages/acme/incidents",
        "/compat/beacon/api/v1/incidents/{}",
        "PATCH",
        "impact",
        ("critical", "major", "minor", "none"),
        "state",
        STATUSES,
        inside=data,
    ),
    "wakestack": Speaker(
        "/compat/wakestack/api/incidents",
        "/compat/wakestack/api/incidents/{}",
        "PUT",
        "severity",
        ("critical", "major", "minor"),
        "status",
        STATUSES,
        (("description", "of ours"), ("affectedMonitors", [])),
        "/compat/wakestack/api/incidents/{}",
    ),
    "uptimeio": Speaker(
        "/compat/uptimeio/api/incidents",
        "/compat/uptimeio/api/incidents/{}",
        "PUT",
        "severity",
        ("critical", "major", "minor", "warning"),
        "status",
        ("open", "acknowledged", "resolved", "closed"),
        read="/compat/uptimeio/api/incidents/{}",
        inside=data,
    ),
    "statly": Speaker(
        "/compat/statly/api/v1/incidents",
        "/compat/statly/api/v1/incidents/{}",
        "PATCH",
        "severity",
        ("major", "minor", "maintenance"),
        "status",
        STATUSES,
        read="/compat/statly/api/v1/incidents/{}",
    ),
    "blacktide": Speaker(
        "/compat/blacktide/v1/incidents",
        "",
        "",
        "severity",
        ("critical", "high", "medium", "low"),
        "status",
        ("open", "acknowledged", "resolved"),
        read="/compat/blacktide/v1/incidents/{}",
    ),
}

each_dialect = pytest.mark.parametrize("name", SPEAKERS)


def test_every_dialect_is_spoken_here() -> None:
    """A new one gets its round trip too."""
    assert set(SPEAKERS) == set(load_dialects())


async def shown(programs: Programs, speaker: Speaker, incident_id: str) -> Any:
    """Read the incident; beacon has no reading, and answers an empty change with the incident."""
    if speaker.read:
        answer = await programs.ask("GET", speaker.read.format(incident_id))
    else:
        answer = await programs.ask(speaker.method, speaker.change.format(incident_id), {})
    assert answer.status_code == 200, answer.text
    return speaker.inside(answer.json())


async def native(programs: Programs, incident_id: str) -> Any:
    answer = (await programs.ask("GET", f"/api/v1/incidents/{incident_id}")).json()
    return {key: value for key, value in answer.items() if key != "downtime"}


@each_dialect
@given(drawn=st.data())
@some
async def test_what_went_in_comes_out_and_reads_in_the_other_four(
    programs: Programs, name: str, drawn: st.DataObject
) -> None:
    """Title and severity word are as they were sent; each other dialect shows words of its own."""
    speaker = SPEAKERS[name]
    await programs.ask("POST", "/api/v1/pages", {"slug": "acme", "name": "Acme"})
    title, word = drawn.draw(titles), drawn.draw(st.sampled_from(speaker.gravities))
    made = speaker.inside(
        await programs.made(speaker.create, {"title": title, speaker.gravity: word} | dict(speaker.needs))
    )

    for other in SPEAKERS.values():
        read = await shown(programs, other, made["id"])
        assert read["title"] == title
        assert read[other.standing] in other.standings
        assert read[other.gravity] in other.gravities
        assert other is not speaker or read[other.gravity] == word


@pytest.mark.parametrize("name", [name for name, speaker in SPEAKERS.items() if speaker.change])
@given(drawn=st.data())
@some
async def test_what_is_shown_and_sent_back_changes_nothing(
    programs: Programs, name: str, drawn: st.DataObject
) -> None:
    """Of any severity, kind and status, closed too: read, write back, and not even the version moves."""
    speaker = SPEAKERS[name]
    status, kind = drawn.draw(st.sampled_from(Status)), drawn.draw(st.sampled_from(Kind))
    severity = Severity.NONE if kind is Kind.MAINTENANCE else drawn.draw(st.sampled_from(Severity))
    made = await programs.made(
        "/api/v1/incidents",
        {
            "title": drawn.draw(titles | long_titles),
            "severity": severity,
            "kind": kind,
            "status": "resolved" if status is Status.CLOSED else status,
        },
    )
    if status is Status.CLOSED:
        await programs.ask("POST", f"/api/v1/incidents/{made['id']}/close")
    before = await native(programs, made["id"])
    read = await shown(programs, speaker, made["id"])
    body = {"title": read["title"], speaker.gravity: read[speaker.gravity]}
    body |= {} if name == "uptimeio" else {speaker.standing: read[speaker.standing]}

    answer = await programs.ask(speaker.method, speaker.change.format(made["id"]), body)

    assert answer.status_code == 200, answer.text
    assert await native(programs, made["id"]) == before


@pytest.mark.parametrize("name", [name for name, speaker in SPEAKERS.items() if speaker.change])
@given(drawn=st.data())
@some
async def test_a_word_that_is_changed_is_the_word_that_is_shown(
    programs: Programs, name: str, drawn: st.DataObject
) -> None:
    """Whatever it was before, unless it is maintenance where that has no severity."""
    speaker = SPEAKERS[name]
    severity = drawn.draw(st.sampled_from(Severity))
    made = await programs.made("/api/v1/incidents", {"title": "x", "severity": severity})
    word = drawn.draw(st.sampled_from(speaker.gravities))

    await programs.ask(speaker.method, speaker.change.format(made["id"]), {speaker.gravity: word})

    assert (await shown(programs, speaker, made["id"]))[speaker.gravity] == word
