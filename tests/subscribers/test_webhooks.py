"""Webhooks that are told by a page: made and listed by the native API, signed, and told what is public alone."""

from dataclasses import replace
from typing import Any

from bot.auth import Scope
from storage import Transaction, webhooks
from tests.subscribers.conftest import Desk

PATH = "/api/v1/pages/acme/subscribers"
URL = "https://example.com/hook"


async def told(desk: Desk) -> list[dict[str, Any]]:
    return await desk.rows("SELECT event, body FROM webhook_deliveries ORDER BY position")


async def bearer(desk: Desk, scope: Scope) -> dict[str, str]:
    secret = await desk.programs.token(scope, name=scope.value)
    return {"authorization": f"Bearer {secret}"}


async def test_a_webhook_of_a_page_is_told_what_is_public_and_no_other_webhook_is(desk: Desk) -> None:
    """The body has the public incident; a webhook of the page hears nothing of inside, nor the other of outside."""
    made = await desk.programs.made(PATH, {"url": URL, "components": ["shop"]})
    assert made["secret"].startswith("whsec_")
    incident = await desk.declares(monitors=["shop-web"], description="behind the curtain")
    await desk.publishes(incident)
    update = await desk.tells(incident, "We are on it.")
    await desk.programs.ask(
        "PATCH", f"/api/v1/incidents/{incident}/updates/{update}", {"message": "We work on it."}
    )
    await desk.publishes(await desk.declares("API is slow", monitors=["api"]))
    messages = await told(desk)
    assert [each["event"] for each in messages] == ["status.published", "status.updated", "status.corrected"]
    assert "We work on it." in messages[-1]["body"]
    for hidden in ("INC-", "curtain", "admin"):
        assert all(hidden not in each["body"] for each in messages)
    assert (await desk.programs.ask("GET", "/api/v1/webhooks")).json()["webhooks"] == []
    assert (await desk.programs.ask("GET", f"/api/v1/webhooks/{made['id']}")).status_code == 404


async def test_a_webhook_that_is_gone_is_told_nothing_more(desk: Desk) -> None:
    """It answered 410: nothing more is put for it, and nothing waits for ever; the others are told as before."""
    gone = await desk.programs.made(PATH, {"url": URL})
    await desk.programs.made(PATH, {"url": f"{URL}/other"})
    await desk.store.run(lambda tx: _switch_off(tx, gone["id"]))
    await desk.publishes(await desk.declares())
    [message] = await desk.rows("SELECT webhook_id FROM webhook_deliveries")
    assert message["webhook_id"] != gone["id"]


def _switch_off(tx: Transaction, webhook_id: str) -> None:
    webhook = webhooks.by_id(tx, webhook_id)
    assert webhook is not None
    webhooks.save(tx, replace(webhook, disabled_at=tx.now, disabled_because="it answered 410 Gone"))


async def test_subscribers_are_listed_and_removed_by_who_may_decide_about_pages(desk: Desk) -> None:
    """With the scope `pages`; what was still to be sent goes with them."""
    await desk.subscribes("ann@example.com")
    made = await desk.programs.made(PATH, {"url": URL})
    again = await desk.programs.ask("POST", PATH, {"url": URL})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    await desk.publishes(await desk.declares())
    listed = (await desk.programs.ask("GET", PATH)).json()["subscribers"]
    assert [each["target"] for each in listed] == ["ann@example.com", URL]
    writer = await bearer(desk, Scope.WRITE)
    assert (await desk.reader.delete(f"{PATH}/{made['id']}", headers=writer)).status_code == 403
    reader = await bearer(desk, Scope.READ)
    assert (await desk.reader.get(PATH, headers=reader)).status_code == 403
    pages = await bearer(desk, Scope.PAGES)
    for each in listed:
        assert (await desk.reader.delete(f"{PATH}/{each['id']}", headers=pages)).status_code == 204
    assert (await desk.reader.delete(f"{PATH}/{made['id']}", headers=pages)).status_code == 404
    assert await told(desk) == []
    assert await desk.rows("SELECT id FROM letters WHERE state = 'pending'") == []
