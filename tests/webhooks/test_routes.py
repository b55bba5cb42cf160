"""Webhooks by HTTP: made, shown without their secret, changed, rotated, tested, replayed."""

from datetime import UTC, datetime

from bot.auth import Scope
from tests.api.conftest import Programs, programs

__all__ = ["programs"]

PATH = "/api/v1/webhooks"


async def test_the_secret_is_in_the_first_answer_and_in_no_other(programs: Programs) -> None:
    """And a new one in that of a rotation."""
    made = await programs.made(PATH, {"url": "https://example.com/hook", "events": ["incident.declared"]})
    secret = made.pop("secret")
    rotated = await programs.ask("POST", f"{PATH}/{made['id']}/rotate")
    everything = (await programs.ask("GET", PATH)).text + (
        await programs.ask("GET", f"{PATH}/{made['id']}")
    ).text

    assert secret.startswith("whsec_")
    assert rotated.json()["secret"] != secret
    assert secret not in everything
    assert rotated.json()["secret"] not in everything
    assert (made["enabled"], made["events"]) == (True, ["incident.declared"])


async def test_it_is_changed_switched_off_and_on_and_deleted(programs: Programs) -> None:
    """What is left out stays."""
    made = await programs.made(PATH, {"url": "https://example.com/hook"})
    path = f"{PATH}/{made['id']}"
    off = (await programs.ask("PATCH", path, {"enabled": False})).json()
    on = (await programs.ask("PATCH", path, {"enabled": True, "description": "ours"})).json()
    wrong = await programs.ask("PATCH", path, {"url": "nowhere"})
    deleted = await programs.ask("DELETE", path)

    assert (off["enabled"], off["disabled_because"]) == (False, "switched off")
    assert (on["enabled"], on["description"], on["url"]) == (True, "ours", "https://example.com/hook")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["url"])
    assert (deleted.status_code, (await programs.ask("GET", path)).status_code) == (204, 404)


async def test_what_is_to_be_sent_is_listed_and_can_be_replayed(programs: Programs) -> None:
    """A test message, and one for each thing that happened."""
    made = await programs.made(PATH, {"url": "https://example.com/hook"})
    path = f"{PATH}/{made['id']}"
    await programs.made("/api/v1/incidents", {"title": "x"})
    await programs.ask("POST", f"{path}/test")
    listed = (await programs.ask("GET", f"{path}/deliveries")).json()["deliveries"]
    page = (await programs.ask("GET", f"{path}/deliveries?limit=1&before={listed[0]['position']}")).json()
    replayed = await programs.ask("POST", f"{path}/deliveries/{listed[0]['id']}/replay")
    none = await programs.ask(
        "POST", f"{path}/replay", {"since": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}
    )

    assert [each["event"] for each in listed] == ["tocsin.test", "incident.declared"]
    assert {each["state"] for each in listed} == {"pending"}
    assert page["deliveries"] == listed[1:]
    assert (replayed.status_code, none.json()) == (202, {"replayed": 0})


async def test_it_needs_the_scope_webhooks(programs: Programs) -> None:
    """Writing incidents is not enough."""
    writer = {"Authorization": f"Bearer {await programs.token(Scope.WRITE, name='w')}"}
    hooks = {"Authorization": f"Bearer {await programs.token(Scope.WEBHOOKS, name='h')}"}

    assert (await programs.ask("GET", PATH, headers=writer)).status_code == 403
    assert (await programs.ask("GET", PATH, headers=hooks)).status_code == 200
