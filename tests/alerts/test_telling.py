"""The lane by which sources hear what people do about their alerts, and servers that are told."""

from dataclasses import replace
from datetime import timedelta

from incidents.alerts import AlertState
from incidents.escalation import Policy
from incidents.telling import MOST_SILENCES, Way
from storage import Transaction, outbox, told_back
from tests.alerts.acting import over
from tests.alerts.ears import BY_ANN, DISK, Ear


async def test_pagerduty_hears_that_somebody_is_on_it_and_that_it_is_over(ear: Ear) -> None:
    """By the key that its alert came with; it cannot be told that nobody is on it any more."""
    ear.tells(Way.PAGERDUTY)
    await ear.takes(DISK)
    await ear.delivers()
    assert ear.server.heard == []
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    expected = {"routing_key": "the-key", "event_action": "acknowledge", "dedup_key": "disk/1"}
    assert ear.server.heard == [("POST", "/", expected)]
    await ear.service.unacknowledge("INC-1", BY_ANN)
    await ear.delivers()
    await ear.service.resolve("INC-1", BY_ANN)
    await ear.delivers()
    assert ear.server.actions == ["acknowledge", "resolve"]
    assert await ear.rows() == []


async def test_what_the_source_said_itself_is_not_said_back(ear: Ear) -> None:
    """Neither its acknowledgement nor its end; another source of the same incident hears of it."""
    ear.tells(Way.PAGERDUTY)
    await ear.takes(DISK)
    await ear.takes(replace(DISK, state=AlertState.ACKNOWLEDGED))
    assert (await ear.service.find("INC-1")).acknowledged
    await ear.takes(over(DISK))
    assert not (await ear.service.find("INC-1")).is_active
    await ear.delivers()
    assert ear.server.heard == []


async def test_an_acknowledgement_is_no_news_to_whoever_gave_it_after_it_was_taken_back(ear: Ear) -> None:
    """A person undid the first one, and somebody at the source acknowledged anew."""
    ear.tells(Way.OPSGENIE)
    for _ in range(2):
        await ear.takes(DISK)
        await ear.takes(replace(DISK, state=AlertState.ACKNOWLEDGED))
        await ear.service.unacknowledge("INC-1", BY_ANN)
        await ear.delivers()
    paths = [path.rpartition("/")[2].partition("?")[0] for _, path, _ in ear.server.heard]
    assert paths == ["unacknowledge", "unacknowledge"]


async def test_opsgenie_hears_it_by_the_alias(ear: Ear) -> None:
    """Whatever characters it has; an alert that is not there any more needs nothing."""
    ear.tells(Way.OPSGENIE)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    ear.server.statuses = [404]
    await ear.service.resolve("INC-1", BY_ANN)
    await ear.delivers()
    said = {"user": "ann.demo", "source": "Tocsin"}
    assert ear.server.heard == [
        ("POST", "/v2/alerts/disk%2F1/acknowledge?identifierType=alias", said),
        ("POST", "/v2/alerts/disk%2F1/close?identifierType=alias", said),
    ]
    assert ear.server.headers[0]["authorization"] == "GenieKey the-key"
    assert await ear.rows() == []


async def test_any_other_source_hears_it_by_a_webhook(ear: Ear) -> None:
    """With what it called its alert, and the incident."""
    ear.tells(Way.WEBHOOK)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    await ear.service.unacknowledge("INC-1", BY_ANN)
    await ear.delivers()
    incident = await ear.service.find("INC-1")
    data = {
        "source": "pagerduty",
        "fingerprint": "disk/1",
        "group": "disk/1",
        "title": "the disk is full",
        "incident": {"id": f"inc_{incident.id}", "reference": "INC-1", "number": 1},
    }
    at = "2026-03-04T12:00:00Z"
    assert [body for _, _, body in ear.server.heard] == [
        {"type": "alert.acknowledged", "timestamp": at, "data": data | {"by": "ann.demo"}},
        {"type": "alert.open", "timestamp": at, "data": data | {"by": "Tocsin"}},
    ]
    assert ear.server.headers[0]["authorization"] == "Bearer the-key"


async def test_a_source_that_is_down_hears_the_last_of_it_when_it_is_back(ear: Ear) -> None:
    """It is tried again and again, and told how it stands by then: what has passed meanwhile is not told."""
    ear.tells(Way.PAGERDUTY)
    await ear.takes(DISK)
    ear.server.statuses = [503, 429, 500]
    await ear.service.acknowledge("INC-1", BY_ANN)
    for _ in range(3):
        await ear.delivers()
        ear.world.time += timedelta(seconds=10)
    [row] = await ear.rows()
    assert (row["state"], row["attempts"], row["last_error"]) == ("pending", 3, "500 {}")
    await ear.service.resolve("INC-1", BY_ANN)
    await ear.delivers()
    assert ear.server.actions[-1] == "resolve"
    assert ear.server.actions.count("resolve") == 1
    assert await ear.rows() == []


async def test_what_is_refused_keeps_nothing_else_and_is_set_aside(ear: Ear) -> None:
    """For the operator, who hears of it from the doctor; and nothing that was told is told twice."""
    ear.tells(Way.WEBHOOK)
    await ear.takes(replace(DISK, group="g"), replace(DISK, fingerprint="cpu", group="g"))
    ear.server.statuses = [401, 200, 401, 401, 401, 401]
    await ear.service.acknowledge("INC-1", BY_ANN)
    for _ in range(5):
        await ear.delivers()
        ear.world.time += timedelta(seconds=10)
    [row] = await ear.rows()
    assert (row["state"], row["last_error"]) == ("set_aside", "401 {}")
    assert [body["data"]["fingerprint"] for _, _, body in ear.server.heard] == ["cpu", "disk/1", *["cpu"] * 4]
    await ear.store.run(outbox.try_again)
    await ear.delivers()
    assert await ear.rows() == []


async def test_without_a_wish_for_it_nothing_is_owed(ear: Ear) -> None:
    """It is off by default, and only for the source that is named."""
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    assert await ear.rows() == []
    ear.tells(Way.WEBHOOK, source="generic")
    await ear.service.resolve("INC-1", BY_ANN)
    assert await ear.rows() == []


async def test_what_was_taken_out_of_the_policy_is_told_no_more(ear: Ear) -> None:
    """What was still owed is done with."""
    ear.tells(Way.PAGERDUTY)
    await ear.takes(DISK)
    await ear.service.acknowledge("INC-1", BY_ANN)
    ear.alerting.policy = Policy()
    await ear.delivers()
    assert (ear.server.heard, await ear.rows()) == ([], [])


async def test_a_storm_is_not_silenced_and_whoever_is_on_it_reads_why(ear: Ear) -> None:
    """One click would hide what nobody has looked at; what is in an incident of its own is silenced as ever."""
    ear.tells(Way.ALERTMANAGER, burst=1)
    await ear.takes(DISK)
    await ear.takes(*(replace(DISK, fingerprint=name, group=name) for name in ("cpu", "net")))
    await ear.service.acknowledge("INC-2", BY_ANN)
    await ear.delivers()
    assert ear.server.heard == []
    [note] = await ear.said_of_silences("INC-2")
    assert note == (
        "Nothing more is silenced in pagerduty: it is a storm, and what comes next nobody has seen."
        " Silence it there if that is wanted."
    )
    await ear.service.unacknowledge("INC-2", BY_ANN)
    await ear.delivers()
    assert (ear.server.heard, await ear.rows()) == ([], [])
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    assert [path for _, path, _ in ear.server.heard] == ["/api/v2/silences", "/api/v2/status"]


async def test_so_many_alerts_are_silenced_and_no_more(ear: Ear) -> None:
    """A group may be large without a storm; an acknowledgement by an event is one for each, whatever their number."""
    ear.tells(Way.ALERTMANAGER)
    group = [replace(DISK, fingerprint=f"f{number}", group="g") for number in range(MOST_SILENCES + 1)]
    await ear.takes(*group)
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    await ear.delivers()
    assert ear.server.heard == []
    [note] = await ear.said_of_silences("INC-1")
    assert "51 alerts fire for it, and 50 are silenced at the most" in note
    await ear.takes(over(group[0]))
    await ear.service.unacknowledge("INC-1", BY_ANN)
    await ear.delivers()
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    assert [path for _, path, _ in ear.server.heard].count("/api/v2/silences") == MOST_SILENCES

    ear.server.heard.clear()
    ear.tells(Way.OPSGENIE, source="opsgenie")
    await ear.takes(*(replace(each, source="opsgenie") for each in group))
    await ear.service.acknowledge("INC-2", BY_ANN)
    await ear.delivers()
    assert sum("acknowledge" in path for _, path, _ in ear.server.heard) == MOST_SILENCES + 1


async def test_a_deletion_lets_go_of_what_holds_for_it(ear: Ear) -> None:
    """As does the end of one alert among several, and one that goes to another incident."""
    ear.tells(Way.OPSGENIE)
    both = replace(DISK, group="g"), replace(DISK, fingerprint="cpu", group="g")
    await ear.takes(*both)
    await ear.service.acknowledge("INC-1", BY_ANN)
    await ear.delivers()
    incident = await ear.service.find("INC-1")

    async def told() -> list[tuple[str, str]]:
        def unit(tx: Transaction) -> list[tuple[str, str]]:
            return sorted((k, v.word) for k, v in told_back.told(tx, incident.id, "pagerduty").items())

        return await ear.store.read(unit)

    assert await told() == [("cpu", "acknowledged"), ("disk/1", "acknowledged")]
    await ear.takes(over(both[1]))
    await ear.delivers()
    assert await told() == [("cpu", "open"), ("disk/1", "acknowledged")]
    await ear.service.delete("INC-1", BY_ANN)
    await ear.delivers()
    assert await told() == [("cpu", "open"), ("disk/1", "open")]
    ear.world.time += timedelta(days=31)
    await ear.alerting.tidy()
    assert await told() == []
