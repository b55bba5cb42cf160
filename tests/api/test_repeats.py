"""Idempotency-Key: a repeat hears what the first one heard, and nothing is done; what is shown once is shown again."""

import asyncio
from typing import Any

import pytest

from bot.auth import Scope
from tests.api.conftest import Programs

KEY = {"Idempotency-Key": "one"}
INCIDENTS = "/api/v1/incidents"
HOOK = {"url": "https://example.com/hook"}


async def twice(programs: Programs, method: str, path: str, body: object = None) -> Any:
    """Send it twice under a key, see that both are answered the same, and give the answer."""
    first, again = [await programs.ask(method, path, body, headers=KEY) for _ in range(2)]
    assert first.is_success, first.text
    assert (first.status_code, first.content) == (again.status_code, again.content)
    return first.json()


async def titles(programs: Programs) -> Any:
    return [each["title"] for each in (await programs.ask("GET", INCIDENTS)).json()["incidents"]]


async def test_a_repeat_under_an_idempotency_key_is_answered_the_same_and_acts_once(
    programs: Programs,
) -> None:
    """The same status and body, though the incident has moved on; a day later too."""
    key = {"Idempotency-Key": "deploy 42"}
    body = {"title": "checkout is failing"}
    first = await programs.ask("POST", INCIDENTS, body, headers=key)
    await programs.ask("POST", f"{INCIDENTS}/INC-1/resolve")
    programs.world.pass_by(days=1)
    again = await programs.ask("POST", INCIDENTS, body, headers=key)

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 201
    assert len(await titles(programs)) == 1


async def test_a_key_with_another_request_is_refused_and_another_tokens_key_is_its_own(
    programs: Programs,
) -> None:
    """422; and what was refused may be sent again under its key."""
    key = {"Idempotency-Key": "one"}
    await programs.ask("POST", INCIDENTS, {"title": "a"}, headers=key)
    other = await programs.ask("POST", INCIDENTS, {"title": "b"}, headers=key)
    token = await programs.token(Scope.WRITE)
    theirs = await programs.ask(
        "POST", INCIDENTS, {"title": "c"}, headers=key | {"Authorization": f"Bearer {token}"}
    )
    refused = await programs.ask("POST", f"{INCIDENTS}/INC-9/resolve", headers={"Idempotency-Key": "two"})

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert theirs.status_code == 201
    assert refused.status_code == 404
    assert await titles(programs) == ["c", "a"]


async def test_many_at_once_under_one_key_make_one_incident(programs: Programs) -> None:
    """Whoever comes while the first is carried out hears 409 or its answer."""
    requests = (
        programs.ask("POST", INCIDENTS, {"title": "once"}, headers={"Idempotency-Key": "same"})
        for _ in range(20)
    )
    answers = await asyncio.gather(*requests)

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {
        "idempotency_key_in_use"
    }
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert await titles(programs) == ["once"]


async def test_a_monitor_or_page_under_a_key_is_made_once_too(programs: Programs) -> None:
    """An id of ours comes again with the repeat; another request under the key is 422."""
    key = {"Idempotency-Key": "one"}
    first = await programs.ask("POST", "/api/v1/monitors", {"name": "db"}, headers=key)
    again = await programs.ask("POST", "/api/v1/monitors", {"name": "db"}, headers=key)
    other = await programs.ask("POST", "/api/v1/pages", {"slug": "acme", "name": "Acme"}, headers=key)

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert other.status_code == 422
    assert len((await programs.ask("GET", "/api/v1/monitors")).json()["monitors"]) == 1


async def test_a_token_that_is_asked_for_twice_is_one_and_its_secret_is_told_again(
    programs: Programs,
) -> None:
    """The secret counts, and no row of the database holds it."""
    made = await twice(programs, "POST", "/api/v1/tokens", {"name": "bot", "scopes": [Scope.READ]})
    bearer = {"Authorization": f"Bearer {made['token']}"}
    kept = await programs.store.read(
        lambda tx: tx.all("SELECT * FROM answers") + tx.all("SELECT * FROM tokens")
    )

    assert (await programs.ask("GET", "/api/v1/incidents", headers=bearer)).status_code == 200
    assert made["token"] not in str(kept)
    assert len((await programs.ask("GET", "/api/v1/tokens")).json()["tokens"]) == 2


async def test_without_a_key_each_token_has_a_secret_of_its_own(programs: Programs) -> None:
    """And a name that is taken is refused."""
    first, second = [
        await programs.made("/api/v1/tokens", {"name": name, "scopes": ["pages"]}) for name in ("a", "b")
    ]
    refused = await programs.ask("POST", "/api/v1/tokens", {"name": "a", "scopes": ["pages"]})

    assert first["token"] != second["token"]
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["name"])


async def test_a_webhook_that_is_asked_for_twice_is_one(programs: Programs) -> None:
    """With the same secret."""
    made = await twice(programs, "POST", "/api/v1/webhooks", HOOK)

    assert made["secret"].startswith("whsec_")
    assert len((await programs.ask("GET", "/api/v1/webhooks")).json()["webhooks"]) == 1


async def test_a_secret_that_is_rotated_twice_under_a_key_is_rotated_once(programs: Programs) -> None:
    """The one before still signs: a second rotation would have pushed it out."""
    made = await programs.made("/api/v1/webhooks", HOOK)
    await twice(programs, "POST", f"/api/v1/webhooks/{made['id']}/rotate")
    [row] = await programs.store.read(lambda tx: tx.all("SELECT former_secret FROM webhooks"))

    assert row["former_secret"] == made["secret"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"enabled": False}),
        ("POST", "/test", None),
        ("POST", "/replay", {"since": "2020-01-01T00:00:00Z"}),
    ],
)
async def test_whatever_else_is_done_to_a_webhook_is_done_once_under_a_key(
    programs: Programs, method: str, path: str, body: object
) -> None:
    """Whatever has happened since, the answer is the first one's."""
    made = await programs.made("/api/v1/webhooks", HOOK)
    place = f"/api/v1/webhooks/{made['id']}"
    first = await programs.ask(method, place + path, body, headers=KEY)
    await programs.ask("PATCH", place, {"description": "changed since"})
    again = await programs.ask(method, place + path, body, headers=KEY)
    sent = (await programs.ask("GET", f"{place}/deliveries")).json()["deliveries"]

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(sent) == (path == "/test")


async def test_a_message_is_sent_again_once_under_a_key(programs: Programs) -> None:
    """Its tries begin anew once."""
    made = await programs.made("/api/v1/webhooks", HOOK)
    await programs.ask("POST", f"/api/v1/webhooks/{made['id']}/test")
    [sent] = (await programs.ask("GET", f"/api/v1/webhooks/{made['id']}/deliveries")).json()["deliveries"]
    path = f"/api/v1/webhooks/{made['id']}/deliveries/{sent['id']}/replay"

    assert await twice(programs, "POST", path) == {"replayed": 1}


async def test_a_key_that_made_a_token_makes_nothing_else(programs: Programs) -> None:
    """Another request under it is 422, and what was refused may be sent again."""
    token = {"name": "bot", "scopes": ["pages"]}
    await programs.ask("POST", "/api/v1/tokens", token, headers=KEY)
    other = await programs.ask("POST", "/api/v1/tokens", token | {"name": "other"}, headers=KEY)
    hook = await programs.ask("POST", "/api/v1/webhooks", HOOK, headers=KEY)

    assert [answer.json()["code"] for answer in (other, hook)] == ["idempotency_key_reused"] * 2
    assert len((await programs.ask("GET", "/api/v1/tokens")).json()["tokens"]) == 2
