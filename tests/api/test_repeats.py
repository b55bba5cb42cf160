"""Idempotency-Key on what has no incident: tokens, webhooks, monitors and pages. What is shown once is shown again."""

from typing import Any

import pytest

from bot.auth import Scope
from tests.api.conftest import Programs

KEY = {"Idempotency-Key": "one"}
HOOK = {"url": "https://example.com/hook"}


async def twice(programs: Programs, method: str, path: str, body: object = None) -> Any:
    """Send it twice under a key, see that both are answered the same, and give the answer."""
    first, again = [await programs.ask(method, path, body, headers=KEY) for _ in range(2)]
    assert first.is_success, first.text
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    return first.json()


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

    assert (first.status_code, first.json()) == (again.status_code, again.json())
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
