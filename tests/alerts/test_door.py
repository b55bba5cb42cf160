"""`POST /alerts/<source>` on a real port, with the whole bot behind it and the playground before it."""

import asyncio
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.auth import Scope, Tokens, new_secret
from bot.http.failures import FAILURES, SHUT_FOR
from bot.outgoing import GATHERED
from incidents.alerting import AlertPolicy, Recovery
from incidents.model import Status
from tests.alerts.site import ALERTMANAGER, Site, wait_until
from tests.api.conftest import OPERATOR
from tests.stories.acting import labels, words
from tests.stories.reminded import INCIDENTS, until_paged
from tests.test_cli_tokens import Operator

OLD_RESULT = (
    "INSERT INTO check_results (monitor_id, at, region, error) VALUES ('shop', 1764547200000000, 'here', '')"
)


async def test_an_alert_pages_and_its_recovery_ends_it_all(site: Site) -> None:
    """The card hangs, Ben is paged and acknowledges; when it is over he is told, and may reopen."""
    assert await site.posts("alertmanager") == (202, {"status": "accepted"})
    card = await site.office.ann.sees("Target 127.0.0.1:18945 down", INCIDENTS)
    [page] = await until_paged(site.office, "ben", 1)
    assert "Declared by prometheus" in words(page)
    dm = await site.office.ben.dm()
    await site.office.ben.presses("Acknowledge", page, dm)
    await site.office.ben.sees("Acknowledged", dm)

    await site.posts("alertmanager", ALERTMANAGER.replace('"firing"', '"resolved"'))
    told = await site.office.ben.sees("has recovered", dm)
    assert (await site.app.service.find("INC-1")).status is Status.RESOLVED
    await site.office.ben.presses("Reopen", told, dm)
    await site.office.ann.sees("Reopened", INCIDENTS, card["ts"])
    assert (await site.app.service.find("INC-1")).status is Status.INVESTIGATING


async def test_a_policy_that_asks_has_whoever_is_on_it_resolve(site: Site) -> None:
    """They are told, with the button."""
    site.app.take_policy(replace(site.app.alerting.policy, alerts=AlertPolicy(recovery=Recovery.TELL)))
    await site.posts("alertmanager")
    [page] = await until_paged(site.office, "ben", 1)
    dm = await site.office.ben.dm()
    await site.office.ben.presses("Acknowledge", page, dm)
    await site.posts("alertmanager", ALERTMANAGER.replace('"firing"', '"resolved"'))

    told = await site.office.ben.sees("Resolve it when you agree", dm)
    assert labels(told) == ["Resolve", "Show"]
    assert (await site.app.service.find("INC-1")).is_active


async def test_what_fires_as_well_is_told_in_one_message(site: Site) -> None:
    """In a storm there are hundreds, and Slack takes one message a second; the timeline has each."""
    site.office.world.ahead = timedelta(seconds=GATHERED - datetime.now(UTC).timestamp() % GATHERED)
    for name in ("disk", "cpu", "net"):
        told = {"fingerprint": name, "status": "firing", "annotations": {"summary": f"The {name} is sick"}}
        await site.posts("alertmanager", json.dumps({"groupKey": "db", "alerts": [told]}))
    card = await site.office.ann.sees("The disk is sick", INCIDENTS)
    await site.office.passes(seconds=GATHERED + 1)
    [note] = (await site.office.ann.reads(INCIDENTS, card["ts"]))[1:]
    assert "Also firing: The cpu is sick\\nAlso firing: The net is sick" in words(note)
    _, events = await site.app.service.timeline("INC-1")
    assert [event.text for event in events][1:] == [
        "Also firing: The cpu is sick",
        "Also firing: The net is sick",
    ]


@pytest.mark.parametrize(
    "place",
    [
        {"Authorization": "Bearer {token}"},
        {"Authorization": "GenieKey {token}"},
        {"X-API-Key": "{token}"},
        {"X-Routing-Key": "{token}"},
    ],
)
async def test_the_token_stands_in_a_header(site: Site, place: dict[str, str]) -> None:
    """Whichever the sender can fill in."""
    headers = {name: words.format(token=site.token) for name, words in place.items()}
    status, _ = await site.posts("alertmanager", headers=headers)
    assert status == 202


async def test_the_token_stands_in_the_path_or_in_the_body(site: Site) -> None:
    """For senders that have no header to fill in; PagerDuty's clients bring a routing key."""
    status, _ = await site.posts(f"t/{site.token}/alertmanager", headers={})
    assert status == 202
    event = {
        "routing_key": site.token,
        "event_action": "trigger",
        "dedup_key": "k1",
        "payload": {"summary": "disk is full", "source": "db-1", "severity": "critical"},
    }
    status, told = await site.posts("pagerduty/v2/enqueue", json.dumps(event), {})
    assert (status, told["dedup_key"]) == (202, "k1")


async def test_who_brings_no_token_is_not_let_in(site: Site) -> None:
    """Nor who brings one for something else; and nothing is taken."""
    assert (await site.posts("alertmanager", headers={}))[0] == 401
    tokens = Tokens(site.app.store, site.app.settings.secret)
    _, other = await tokens.create("reader", [Scope.READ], OPERATOR)
    status, told = await site.posts("alertmanager", headers={"X-API-Key": other})
    assert (status, "alerts" in told["detail"]) == (401, True)
    assert await site.app.service.recent(10) == []


async def test_an_address_whose_tokens_fail_is_shut_wherever_it_shows_them(site: Site) -> None:
    """In a header, the path or the body, and at the API too; who has a token that counts is let in all the same."""
    wrong = [new_secret() for _ in range(FAILURES)]
    event = json.dumps({"routing_key": wrong[0], "event_action": "trigger", "payload": {"summary": "x"}})
    refused = [await site.posts("pagerduty/v2/enqueue", event, {})]
    refused += [await site.posts(f"t/{each}/alertmanager", headers={}) for each in wrong[1:]]
    assert {status for status, _ in refused} == {401}

    async with site.office.session.post(site.address("alertmanager"), data=ALERTMANAGER) as answer:
        assert (answer.status, answer.headers["retry-after"]) == (429, str(int(SHUT_FOR.total_seconds())))
    api = f"http://127.0.0.1:{site.app.port}/api/v1/incidents"
    async with site.office.session.get(api, headers={"X-API-Key": wrong[0]}) as answer:
        assert answer.status == 429
    status, told = await site.posts("pagerduty/v2/enqueue", event, {})
    assert (status, "Only those with one are listened to" in told["detail"]) == (429, True)
    assert (await site.posts("alertmanager"))[0] == 202
    assert (await site.posts(f"t/{site.token}/alertmanager", headers={}))[0] == 202


async def test_a_token_for_something_else_shuts_no_address(site: Site) -> None:
    """It counts: whoever has it has only configured it wrongly."""
    tokens = Tokens(site.app.store, site.app.settings.secret)
    _, other = await tokens.create("reader", [Scope.READ], OPERATOR)
    told = {(await site.posts("alertmanager", headers={"X-API-Key": other}))[0] for _ in range(FAILURES + 2)}
    assert told == {401}


async def test_a_source_that_nobody_knows_is_not_there(site: Site) -> None:
    """The answer names it."""
    status, told = await site.posts("nagios")
    assert (status, "nagios" in told["detail"]) == (404, True)


async def test_a_method_that_no_sender_of_the_source_uses_is_refused(site: Site) -> None:
    """Alertmanager posts; Opsgenie's clients also ask, and hear nothing without a token."""
    async with site.office.session.get(site.address("alertmanager")) as answer:
        assert (answer.status, answer.headers["allow"]) == (405, "POST")
    for headers, status in (({}, 401), ({"Authorization": f"GenieKey {site.token}"}, 200)):
        address = site.address("opsgenie/v2/alerts/requests/x")
        async with site.office.session.get(address, headers=headers) as answer:
            assert answer.status == status


async def test_what_cannot_be_read_is_refused_by_field_and_kept(site: Site) -> None:
    """So that it can be read again by a better reader; no token is kept with it."""
    status, told = await site.posts("alertmanager", '{"alerts": [{"status": "sideways"}]}')
    assert (status, list(told["errors"])) == (400, ["alerts.0.status"])
    [unread] = await site.app.alerting.unread()
    assert (unread.source, unread.actor, unread.payload) == (
        "alertmanager",
        "prometheus",
        '{"alerts": [{"status": "sideways"}]}',
    )
    assert site.token not in str(unread)


async def test_a_token_in_the_path_or_the_body_is_nowhere_in_what_is_written(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither when it cannot be read, nor when something breaks on our side; PagerDuty's is in the body."""
    caplog.set_level(logging.DEBUG)
    event = {"routing_key": site.token, "event_action": "sideways"}
    status, told = await site.posts("pagerduty/v2/enqueue", json.dumps(event), {})
    assert (status, site.token in str(told)) == (400, False)
    await site.posts(f"t/{site.token}/generic", "[", {})
    await site.posts(f"t/{site.token}/nagios", "{}", {})
    await site.posts(f"t/{site.token}x/generic", "{}", {})
    kept = await site.app.alerting.unread()
    assert [(each.source, site.token in str(each)) for each in kept] == [
        ("pagerduty", False),
        ("generic", False),
    ]
    assert json.loads(kept[0].payload)["routing_key"] == "tocsin_***"

    monkeypatch.setattr(site.app.alerting, "store", None)  # what nobody foresaw
    with capture_logs() as ours:
        status, told = await site.posts(f"t/{site.token}/alertmanager", headers={})
    assert (status, "ref " in told["detail"], site.token in str(told)) == (500, True, False)
    [broke] = ours
    assert broke["path"] == "/alerts/t/***/alertmanager"
    written = [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    assert not [line for line in [*written, str(broke)] if site.token in line]


async def test_what_was_kept_is_taken_once_it_can_be_read(site: Site, tmp_path: Path) -> None:
    """`tocsin alerts replay`, typed beside the running bot; what still cannot be read stays."""
    await site.posts("alertmanager", '{"alerts": "none"}')
    await site.posts("alertmanager", '{"alerts": [{"status": "sideways"}]}')
    mended = "UPDATE quarantine SET payload = :payload WHERE payload LIKE '%none%'"
    await site.app.store.run(lambda tx: tx.run(mended, payload=ALERTMANAGER))
    operator = Operator(tmp_path, site.app.settings.database_url)

    told = await asyncio.to_thread(operator.types, "replay", group="alerts")
    assert "declared" in told.stdout
    assert "still cannot be read" in told.stderr
    assert (await site.app.service.find("INC-1")).title == "Target 127.0.0.1:18945 down"
    [unread] = json.loads(
        (await asyncio.to_thread(operator.types, "unread", "--json", group="alerts")).stdout
    )
    assert "sideways" in unread["payload"]
    [known] = json.loads((await asyncio.to_thread(operator.types, "list", "--json", group="alerts")).stdout)
    assert (known["incident"], known["firing"]) == ("INC-1", True)


async def test_what_could_not_be_read_is_kept_for_a_week(site: Site) -> None:
    """The clock has it forgotten; here it is told to call now."""
    await site.posts("alertmanager", '{"alerts": "none"}')
    await site.app.store.run(lambda tx: tx.run(OLD_RESULT))
    await site.office.passes(days=6, hours=23)
    await site.app.alerting.tidy()
    assert len(await site.app.alerting.unread()) == 1
    await site.office.passes(hours=2)
    for job in ("tidying alerts", "tidying results"):
        site.app.clock._jobs.modify_job(job, next_run_time=datetime.now(UTC))

    async def is_forgotten() -> bool:
        results = await site.app.store.read(lambda tx: tx.all("SELECT at FROM check_results"))
        return not results and not await site.app.alerting.unread()

    await wait_until(is_forgotten)


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    """Five mebibytes are taken, not one more byte."""
    status, _ = await site.posts("alertmanager", b" " * (5 * 1024 * 1024 + 1))
    assert status == 413


async def test_while_the_bot_stops_senders_are_asked_to_come_again(site: Site) -> None:
    """503, which every sender repeats, and never 429."""
    site.app.doors.stopping.set()
    status, told = await site.posts("alertmanager")
    assert (status, told["status"]) == (503, 503)
