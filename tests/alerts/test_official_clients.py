"""The Python clients of PagerDuty, Opsgenie and CloudEvents, pointed at the bot instead."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import opsgenie_sdk
import pytest
from cloudevents.core.bindings.http import HTTPMessage, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from pagerduty import EventsApiV2Client
from pagerduty.errors import HttpError
from pagerduty.events_api_v2_client import RoutingKeyAuthMethod

from incidents.model import Severity, Status
from tests.alerts.front import encrypting_front
from tests.alerts.site import Site, wait_until
from tests.monitors.authority import Authority

Encode = Callable[[CloudEvent], HTTPMessage]


@pytest.fixture
async def pagerduty(site: Site, tmp_path: Path) -> AsyncIterator[EventsApiV2Client]:
    """Give PagerDuty's client; its routing key is our token, and it speaks to https alone."""
    authority = Authority(tmp_path)
    async with encrypting_front(site.app.port, authority.serves("localhost")) as port:
        address = f"https://localhost:{port}/alerts/pagerduty"
        with EventsApiV2Client(site.token, base_url=address, verify=authority.trusted()) as client:
            yield client


async def test_pagerdutys_client_triggers_acknowledges_and_resolves(
    site: Site, pagerduty: EventsApiV2Client
) -> None:
    """By the key that it was answered with, which is the same when it triggers again."""
    telling = ("the queue is full", "worker-1")
    more = {
        "custom_details": {"service": "queue"},
        "links": [{"href": "https://example.com", "text": "Graph"}],
    }
    key = await in_thread(pagerduty.trigger, *telling, severity="error", **more)
    assert await in_thread(pagerduty.trigger, *telling, severity="error", **more) == key
    incident = await site.only()
    assert (incident.title, incident.severity) == ("the queue is full", Severity.MAJOR)

    assert await in_thread(pagerduty.acknowledge, key) == key
    assert (await site.only()).acknowledged
    await in_thread(pagerduty.resolve, key)
    assert (await site.only()).status is Status.RESOLVED


async def test_pagerdutys_client_tells_of_a_change_and_nothing_is_declared(
    site: Site, pagerduty: EventsApiV2Client
) -> None:
    """A change is no trouble."""
    await in_thread(pagerduty.submit, "deployed 1.2.3", source="ci", timestamp="2026-04-04T14:32:00Z")
    assert await site.incidents() == []


async def test_pagerdutys_client_is_told_that_its_key_is_wrong(
    site: Site, pagerduty: EventsApiV2Client
) -> None:
    """And gives up."""
    pagerduty.auth_method = RoutingKeyAuthMethod("not-a-token")  # type: ignore[no-untyped-call]
    with pytest.raises(HttpError, match="401"):
        await in_thread(pagerduty.trigger, "the queue is full", "worker-1")
    assert await site.incidents() == []


async def test_pagerdutys_client_sends_again_what_was_answered_503(
    site: Site, pagerduty: EventsApiV2Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Here the bot is about to stop, and thinks better of it."""
    pagerduty.sleep_timer = 0.1
    triggering = partial(pagerduty.trigger, "the queue is full", "worker-1")
    await in_thread_through_503(site, caplog, triggering)
    assert (await site.only()).title == "the queue is full"


@pytest.fixture
def opsgenie(site: Site) -> opsgenie_sdk.AlertApi:
    """Give Opsgenie's client; its API key is our token."""
    configuration = opsgenie_sdk.Configuration()
    configuration.host = site.address("opsgenie")
    configuration.back_off = 0.1
    configuration.api_key["Authorization"] = site.token
    return opsgenie_sdk.AlertApi(opsgenie_sdk.ApiClient(configuration))


@pytest.mark.parametrize("alias", [None, "disk/full on db 1"])
async def test_opsgenies_client_creates_acknowledges_and_closes(
    site: Site, opsgenie: opsgenie_sdk.AlertApi, alias: str | None
) -> None:
    """By the id that it asks for when it has created, whether or not the alert has an alias."""
    created = await in_thread(
        opsgenie.create_alert,
        opsgenie_sdk.CreateAlertPayload(
            message="the disk is full", alias=alias, priority="P1", tags=["db"], details={"service": "db"}
        ),
    )
    alert_id = await in_thread(lambda: created.id)
    incident = await site.only()
    assert (incident.title, incident.severity) == ("the disk is full", Severity.CRITICAL)

    await in_thread(opsgenie.acknowledge_alert, alert_id)
    assert (await site.only()).acknowledged
    closed = await in_thread(
        opsgenie.close_alert, alert_id, close_alert_payload=opsgenie_sdk.CloseAlertPayload(note="swept")
    )
    assert (await in_thread(closed.retrieve_result)).data.is_success
    assert (await site.only()).status is Status.RESOLVED


async def test_opsgenies_client_closes_by_alias_and_deletes_what_is_over(
    site: Site, opsgenie: opsgenie_sdk.AlertApi
) -> None:
    """What is deleted there has ended here; no incident is lost."""
    for alias in ("one", "two"):
        await in_thread(
            opsgenie.create_alert, opsgenie_sdk.CreateAlertPayload(message=f"{alias} fails", alias=alias)
        )
    await in_thread(opsgenie.close_alert, "one", identifier_type="alias")
    await in_thread(opsgenie.delete_alert, "two", identifier_type="alias")
    assert {incident.status for incident in await site.incidents()} == {Status.RESOLVED}


async def test_what_opsgenies_client_does_besides_is_accepted_and_changes_nothing(
    site: Site, opsgenie: opsgenie_sdk.AlertApi
) -> None:
    """Notes, tags and new words, whatever the method."""
    await in_thread(opsgenie.create_alert, opsgenie_sdk.CreateAlertPayload(message="slow", alias="a"))
    before = await site.only()
    for act, *told in (
        (opsgenie.add_note, opsgenie_sdk.AddNoteToAlertPayload(note="hm")),
        (opsgenie.remove_tags, ["db"]),
        (opsgenie.update_alert_message, opsgenie_sdk.UpdateAlertMessagePayload(message="slower")),
        (opsgenie.un_acknowledge_alert,),
    ):
        answer = await in_thread(act, "a", *told, identifier_type="alias")
        assert answer.result == "Request will be processed"
    assert await site.only() == before


async def test_opsgenies_client_sends_again_what_was_answered_503(
    site: Site, opsgenie: opsgenie_sdk.AlertApi, caplog: pytest.LogCaptureFixture
) -> None:
    """As PagerDuty's does."""
    caplog.set_level(logging.DEBUG, "urllib3")
    payload = opsgenie_sdk.CreateAlertPayload(message="the disk is full")
    await in_thread_through_503(site, caplog, partial(opsgenie.create_alert, payload))
    assert (await site.only()).title == "the disk is full"


@pytest.mark.parametrize("encode", [to_structured_event, to_binary_event])
async def test_cloudevents_of_its_own_sdk_open_and_end_an_incident(site: Site, encode: Encode) -> None:
    """In both modes; the end of the type says what has become of the trouble."""
    headers = {"Authorization": f"Bearer {site.token}"}
    for word, status in (("raised", Status.INVESTIGATING), ("resolved", Status.RESOLVED)):
        message = encode(event(f"com.example.alert.{word}"))
        answer = await site.posts("cloudevents", message.body, {**headers, **message.headers})
        assert answer == (202, {"status": "accepted"})
        incident = await site.only()
        assert (incident.title, incident.status) == ("Zahlungen stocken: 3 €", status)


def event(type_: str) -> CloudEvent:
    """Give an event as the SDK makes it; not all of it is ASCII."""
    return CloudEvent(
        attributes={
            "type": type_,
            "source": "https://example.com/shop",
            "subject": "zahlungen/größe",
            "datacontenttype": "application/json",
        },
        data={"title": "Zahlungen stocken: 3 €", "severity": "critical", "service": "payments"},
    )


async def in_thread(call: Callable[..., Any], *told: Any, **named: Any) -> Any:
    """Call a client that waits, beside the bot that it waits for."""
    async with asyncio.timeout(20):
        return await asyncio.to_thread(call, *told, **named)


async def in_thread_through_503(
    site: Site, caplog: pytest.LogCaptureFixture, call: Callable[[], Any]
) -> None:
    """Call a client that is first told to come again: it logs that it was."""

    async def has_heard() -> bool:
        return "503" in caplog.text

    site.app.doors.stopping.set()
    calling = asyncio.create_task(in_thread(call))
    await wait_until(has_heard)
    site.app.doors.stopping.clear()
    await calling
