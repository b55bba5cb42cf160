"""Who is let in: tokens, scopes, budgets and bodies, before any API is asked."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.auth import CHECK, PREFIX, RANDOM, Scope, new_secret
from bot.http import bounded
from incidents.errors import Invalid
from incidents.escalation import Policy
from tests.api.conftest import OPERATOR, Programs

NATIVE = "/api/v1/incidents"
EVERYWHERE = [
    NATIVE,
    "/compat/wakestack/api/incidents",
    "/compat/uptimeio/api/incidents",
    "/compat/statly/api/v1/incidents",
    "/compat/blacktide/v1/incidents",
]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}".strip()}


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_either_header_opens_every_api_and_the_query_opens_none(programs: Programs, path: str) -> None:
    """A token in the address ends up in logs."""
    token = await programs.token(Scope.READ)
    nothing = {"Authorization": ""}

    assert (await programs.ask("GET", path, headers=bearer(token))).status_code == 200
    assert (await programs.ask("GET", path, headers=nothing | {"X-API-Key": token})).status_code == 200
    refused = await programs.ask("GET", f"{path}?token={token}", headers=nothing)
    assert refused.status_code == 401
    assert "ends up in logs" in refused.text


async def test_a_refused_token_hears_why(programs: Programs) -> None:
    """Missing, no token of ours, mistyped, unknown, expired, revoked: each has its way out."""
    short = await programs.token(Scope.READ, name="short", expires_in=timedelta(hours=1))
    taken_back = await programs.token(Scope.READ, name="taken back")
    await programs.tokens.revoke("taken back", OPERATOR)
    programs.world.pass_by(hours=2)
    mistyped = short[:-1] + ("a" if short[-1] != "a" else "b")
    said = {
        "": "needs a token",
        "xoxb-something": "no token of Tocsin's",
        mistyped: "mistyped",
        new_secret(): "No such token",
        short: "expired",
        taken_back: "revoked",
    }

    for token, words in said.items():
        answer = await programs.ask("GET", NATIVE, headers=bearer(token))
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert words in answer.json()["detail"]
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_is_stored_as_nothing_that_could_be_used(programs: Programs) -> None:
    """Only its HMAC and how it begins."""
    token = await programs.token(Scope.READ)

    stored = str(await programs.store.read(lambda tx: tx.all("SELECT * FROM tokens")))

    assert len(token) == len(PREFIX) + RANDOM + CHECK
    assert token not in stored
    assert token[len(PREFIX) + 4 :] not in stored


async def test_a_revocation_by_another_process_counts_at_once(programs: Programs) -> None:
    """It is read from the database and from no cache."""
    token = await programs.token(Scope.READ)
    assert (await programs.ask("GET", NATIVE, headers=bearer(token))).status_code == 200

    await programs.store.run(lambda tx: tx.run("UPDATE tokens SET revoked_at = 1 WHERE name = 'ci'"))

    assert (await programs.ask("GET", NATIVE, headers=bearer(token))).status_code == 401


@pytest.mark.parametrize(
    ("held", "allowed"),
    [
        (Scope.READ, {"read"}),
        (Scope.ACKNOWLEDGE, {"read", "acknowledge"}),
        (Scope.WRITE, {"read", "acknowledge", "write"}),
        (Scope.DELETE, {"delete"}),
        (Scope.PAGES, {"pages"}),
        (Scope.MONITORS, {"checks"}),
        (Scope.ALERTS, set()),
        (Scope.ADMIN, {"read", "acknowledge", "write", "delete", "pages", "checks", "tokens"}),
    ],
)
async def test_each_scope_allows_what_it_says(programs: Programs, held: Scope, allowed: set[str]) -> None:
    """Who may write may read and acknowledge; admin may do everything."""
    await programs.made(NATIVE, {"title": "x"})
    token = bearer(await programs.token(held))
    asked: dict[str, tuple[str, str, object]] = {
        "read": ("GET", f"{NATIVE}/INC-1", None),
        "acknowledge": ("POST", f"{NATIVE}/INC-1/acknowledge", None),
        "write": ("PATCH", f"{NATIVE}/INC-1", {"title": "y"}),
        "pages": ("POST", "/api/v1/pages", {"slug": "acme", "name": "Acme"}),
        "checks": ("POST", "/api/v1/checks", {"id": "job", "kind": "heartbeat"}),
        "tokens": ("GET", "/api/v1/tokens", None),
        "delete": ("DELETE", f"{NATIVE}/INC-1", None),
    }

    answers = {name: await programs.ask(*request, headers=token) for name, request in asked.items()}

    assert {name for name, answer in answers.items() if answer.is_success} == allowed
    assert {answer.status_code for name, answer in answers.items() if name not in allowed} <= {403}


async def test_a_budget_is_spent_over_all_apis_and_comes_back(programs: Programs) -> None:
    """Three a minute: the fourth hears when to come again, and a third of a minute later one is there."""
    token = bearer(await programs.token(Scope.READ, rate=3))
    lefts = []
    for path in EVERYWHERE[:3]:
        answer = await programs.ask("GET", path, headers=token)
        lefts.append(answer.headers["x-ratelimit-remaining"])
    refused = await programs.ask("GET", EVERYWHERE[4], headers=token)
    programs.world.pass_by(seconds=20)
    again = await programs.ask("GET", NATIVE, headers=token)

    assert lefts == ["2", "1", "0"]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    assert refused.headers["ratelimit-remaining"] == "0"
    assert again.status_code == 200


async def test_the_policy_says_how_much_a_token_may_ask_that_has_no_rate_of_its_own(
    programs: Programs,
) -> None:
    """600 a minute unless it says otherwise; another policy counts at once."""
    plain = bearer(await programs.token(Scope.READ))
    own = bearer(await programs.token(Scope.READ, name="own", rate=7))

    async def limits() -> list[str]:
        return [
            (await programs.ask("GET", NATIVE, headers=token)).headers["x-ratelimit-limit"]
            for token in (plain, own)
        ]

    assert await limits() == ["600", "7"]
    programs.service.policy = Policy(requests=60)
    assert await limits() == ["60", "7"]


async def test_two_tokens_in_force_cannot_have_one_name(programs: Programs) -> None:
    """The timeline shows the name; a revoked one's is free again."""
    await programs.token(Scope.READ)
    with pytest.raises(Invalid):
        await programs.token(Scope.READ)
    await programs.tokens.revoke("ci", OPERATOR)
    await programs.token(Scope.READ)


async def test_the_last_use_is_written_down(programs: Programs) -> None:
    """At most once a minute."""
    token = bearer(await programs.token(Scope.READ))
    programs.world.pass_by(minutes=5)
    await programs.ask("GET", NATIVE, headers=token)
    await programs.tokens.settle()

    listed = (await programs.ask("GET", "/api/v1/tokens")).json()["tokens"]

    assert [each["last_used_at"] for each in listed if each["name"] == "ci"] == ["2026-04-04T12:05:00Z"]


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, b"x" * (256 * 1024 + 1), 413),
        ({"content-encoding": "gzip"}, b"{}", 415),
        ({}, b"[" * 100, 422),
        ({}, b'{"title": "\\u0000"}', 422),
        ({}, b'{"title": ', 422),
        ({}, b"\xff\xfe", 422),
        ({}, b"7", 422),
        ({}, b"null", 422),
        ({"content-type": "text/plain"}, b"title=x", 415),
    ],
)
async def test_a_body_that_cannot_be_taken_is_refused_and_makes_nothing(
    programs: Programs, headers: dict[str, str], content: bytes, status: int
) -> None:
    """Too large, packed, too deep, NUL, not JSON, not an object."""
    answer = await programs.ask("POST", NATIVE, headers=headers, content=content)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await programs.ask("GET", NATIVE)).json()["incidents"] == []


async def test_a_large_body_is_refused_before_it_was_read(programs: Programs) -> None:
    """By what its head claims; the answer comes though not a byte of the body was sent."""
    token = await programs.token(Scope.WRITE)
    host, port = programs.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST {NATIVE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 999999\r\n\r\n"
    writer.write(head.encode())

    async with asyncio.timeout(5):
        first = await reader.readline()
    writer.close()

    assert b" 413 " in first


async def test_nul_in_an_address_finds_nothing(programs: Programs) -> None:
    """404 in the path, 422 in the query."""
    answers: list[Any] = [
        await programs.ask("GET", f"{NATIVE}/INC-1%00"),
        await programs.ask("GET", f"{NATIVE}?monitor=%00"),
    ]

    assert [answer.status_code for answer in answers] == [404, 422]


async def test_a_body_that_does_not_arrive_is_cut_off(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """408, and the connection is closed; the time is shortened for the test."""
    monkeypatch.setattr(bounded.Bounded.__init__, "__defaults__", (0.05,))
    token = await programs.token(Scope.WRITE)
    host, port = programs.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST {NATIVE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 9\r\n\r\n{{"
    )
    writer.write(head.encode())

    async with asyncio.timeout(10):
        first = await reader.readline()
        rest = await reader.read()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()

    assert b" 408 " in first
    assert b"too_slow" in rest


async def test_an_address_with_a_line_break_needs_a_token_too(programs: Programs) -> None:
    """It is the API's that it begins with, in whose words it is refused."""
    answer = await programs.ask("GET", "/compat/uptimeio/x%0Ay", headers={"Authorization": ""})

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "AUTHENTICATION_ERROR")


@pytest.mark.parametrize(
    "path", ["tokens%0A", "audit%0A", "webhooks%0A", "tokens%0D%0A", "tokens%00", "pages%0A"]
)
async def test_a_line_break_in_an_address_opens_nothing(programs: Programs, path: str) -> None:
    """A route would take it for its own, and the gate for something that needs a lesser scope."""
    write = await programs.token(Scope.WRITE)
    headers = {"Authorization": f"Bearer {write}"}
    read = await programs.ask("GET", f"/api/v1/{path}", headers=headers)
    made = await programs.ask(
        "POST", f"/api/v1/{path}", {"name": "evil", "scopes": ["admin"]}, headers=headers
    )
    assert (read.status_code, made.status_code) == (404, 404)
    assert "evil" not in [token.name for token in await programs.tokens.listed()]


async def test_who_makes_status_pages_may_read_them_and_no_incidents(programs: Programs) -> None:
    """As may who reads incidents."""
    await programs.made("/api/v1/pages", {"slug": "acme", "name": "Acme"})
    for held in (Scope.PAGES, Scope.READ):
        token = bearer(await programs.token(held, name=held.value))
        for path in ("/api/v1/pages", "/api/v1/pages/acme"):
            assert (await programs.ask("GET", path, headers=token)).status_code == 200
    webhooks = bearer(await programs.token(Scope.WEBHOOKS))
    refused = await programs.ask("GET", "/api/v1/pages", headers=webhooks)
    assert refused.status_code == 403
    assert "the scope incidents:read or pages;" in refused.json()["detail"]
