"""The gate in trouble: a database that fails, a body behind a bad token, a name that looks like an id."""

import asyncio

import pytest

from bot.auth import PREFIX, Scope, new_secret
from tests.api.conftest import OPERATOR, Programs
from tests.api.test_gate import NATIVE, bearer

REFUSE = """
CREATE TRIGGER no_use BEFORE UPDATE OF last_used_at ON tokens BEGIN SELECT RAISE(ABORT, 'not today'); END
"""


async def test_a_last_use_that_cannot_be_written_fails_no_request(programs: Programs) -> None:
    """Reading goes on while nothing can be written."""
    token = bearer(await programs.token(Scope.READ))
    await programs.store.run(lambda tx: tx.run(REFUSE))

    assert (await programs.ask("GET", NATIVE, headers=token)).status_code == 200
    await programs.tokens.settle()
    assert (await programs.ask("GET", NATIVE, headers=token)).status_code == 200


async def test_many_requests_at_once_write_one_use(programs: Programs) -> None:
    """At most once a minute a token."""
    token = bearer(await programs.token(Scope.READ))
    await programs.store.run(lambda tx: tx.run("CREATE TABLE uses (at BIGINT)"))
    await programs.store.run(
        lambda tx: tx.run(
            "CREATE TRIGGER counted AFTER UPDATE OF last_used_at ON tokens WHEN NEW.name = 'ci'"
            " BEGIN INSERT INTO uses VALUES (NEW.last_used_at); END"
        )
    )
    for seconds in (0, 59, 60):
        programs.world.pass_by(seconds=seconds)
        await asyncio.gather(*(programs.ask("GET", NATIVE, headers=token) for _ in range(8)))
        await programs.tokens.settle()

    assert len(await programs.store.read(lambda tx: tx.all("SELECT at FROM uses"))) == 2


@pytest.mark.parametrize(
    ("path", "envelope"),
    [
        (NATIVE, {"type", "title", "status", "detail", "code"}),
        ("/compat/uptimeio/api/incidents", {"success", "error"}),
        ("/compat/blacktide/v1/incidents", {"error", "message", "status"}),
    ],
)
async def test_a_gate_whose_database_is_away_answers_in_the_words_of_its_api(
    programs: Programs, path: str, envelope: set[str]
) -> None:
    """With a reference that is in the log."""
    await programs.store.close()
    answer = await programs.ask("GET", path)

    assert answer.status_code == 500
    assert set(answer.json()) == envelope
    assert "Something broke on our side: ref " in answer.text


@pytest.mark.parametrize("token", ["nonsense", new_secret()], ids=["malformed", "unknown"])
async def test_a_large_body_behind_a_bad_token_is_not_waited_for(programs: Programs, token: str) -> None:
    """The answer comes before the body was sent, and then the connection is closed."""
    host, port = programs.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST {NATIVE} HTTP/1.1\r\nHost: x\r\nX-API-Key: {token}\r\nContent-Length: 99999999\r\n\r\n"
    writer.write(head.encode())

    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()

    assert b" 401 " in answer.splitlines()[0]
    assert b"connection: close" in answer


async def test_a_refusal_without_a_body_keeps_the_connection(programs: Programs) -> None:
    """Nothing is unread, so nothing has to be hung up."""
    answer = await programs.ask("GET", NATIVE, headers=bearer("nonsense"))

    assert (answer.status_code, "connection" in answer.headers) == (401, False)


async def test_a_token_named_like_an_id_is_revoked_by_its_name(programs: Programs) -> None:
    """And one by its id, with `usr_` before it."""
    await programs.token(Scope.READ, name="usr_bot")
    await programs.token(Scope.READ, name="other")
    [other] = [token for token in await programs.tokens.listed() if token.name == "other"]

    revoked = [await programs.tokens.revoke(name, OPERATOR) for name in ("usr_bot", f"usr_{other.id}")]

    assert [token.name for token in revoked] == ["usr_bot", "other"]


async def test_making_and_revoking_a_token_stand_in_the_audit_log(programs: Programs) -> None:
    """By whom, of which, with its name and scopes, and nothing of its secret."""
    made = await programs.made("/api/v1/tokens", {"name": "ci", "scopes": ["alerts"]})
    assert (await programs.ask("DELETE", "/api/v1/tokens/ci")).status_code == 204
    entries = (await programs.ask("GET", "/api/v1/audit")).json()["entries"][-2:]

    assert [entry["deed"] for entry in entries] == ["token.created", "token.revoked"]
    for entry in entries:
        assert (entry["by"]["name"], entry["subject"]) == ("admin", made["id"])
        assert entry["details"] == {"name": "ci", "scopes": ["alerts"]}
    assert made["token"].removeprefix(PREFIX) not in str(entries)
