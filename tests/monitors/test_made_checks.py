"""Checks that were made over HTTP, in the whole bot: followed without a restart, beside those of the policy."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import Application
from bot.auth import Scope, Tokens
from incidents.checks import Check, CheckKind
from incidents.model import Status
from tests.alerts.site import wait_until
from tests.api.conftest import OPERATOR
from tests.ports import free_port
from tests.stories.acting import Office
from tests.stories.conftest import POLICY, office_open

OF_POLICY = Check(id="backup", kind=CheckKind.HEARTBEAT, name="Backup")


@dataclass
class Watcher:
    """The bot, and a program that makes checks."""

    office: Office
    app: Application
    token: str

    async def asks(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask the API; gives status and answer."""
        address, headers = f"http://127.0.0.1:{self.app.port}/api/v1/{path}", {"X-API-Key": self.token}
        async with self.office.session.request(method, address, json=body, headers=headers) as answer:
            return answer.status, await answer.json() if answer.content_length else None

    async def until_it_stands(self, status: Status) -> None:
        """Wait until the one incident stands so."""

        async def stands() -> bool:
            return [incident.status for incident in await self.app.service.recent(2)] == [status]

        await wait_until(stands)


@pytest.fixture
async def watcher(tmp_path: Path) -> AsyncIterator[Watcher]:
    policy = replace(POLICY, monitors=(OF_POLICY,))
    async with office_open(tmp_path, socket_mode=False, policy=policy) as (office, app):
        tokens = Tokens(app.store, app.settings.secret)
        _, plain = await tokens.create("terraform", [Scope.MONITORS], OPERATOR)
        yield Watcher(office, app, plain)


async def test_a_check_is_looked_at_as_soon_as_it_is_made_and_no_longer_than_it_is_there(
    watcher: Watcher,
) -> None:
    """A port that nobody listens at opens an incident; when somebody does it is over; taken out, nobody looks."""
    port = free_port()
    shop = {"id": "shop", "kind": "tcp", "target": f"127.0.0.1:{port}", "interval": 1, "failures": 1}
    assert (await watcher.asks("POST", "checks", shop | {"recoveries": 1}))[0] == 201
    await watcher.until_it_stands(Status.INVESTIGATING)
    looked_at = asyncio.Event()

    def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        looked_at.set()
        writer.close()

    async with await asyncio.start_server(meet, "127.0.0.1", port):
        await watcher.until_it_stands(Status.RESOLVED)
        assert (await watcher.asks("PATCH", "checks/shop", {"interval": 86_400}))[0] == 200
        assert watcher.app.round._timetable._places["shop"].check.interval.days == 1
        assert await watcher.asks("DELETE", "checks/shop") == (204, None)
    assert list(watcher.app.round._timetable._places) == ["backup"]


async def test_those_of_the_policy_are_shown_and_not_changed(watcher: Watcher) -> None:
    """The answer says where they are changed; when the policy has one for the same monitor, it counts."""
    assert (await watcher.asks("GET", "checks/backup"))[1]["source"] == "policy"
    for method, path, body in (
        ("POST", "checks", {"id": "backup", "kind": "heartbeat"}),
        ("PATCH", "checks/backup", {"failures": 3}),
        ("DELETE", "checks/backup", None),
    ):
        status, told = await watcher.asks(method, path, body)
        assert (status, told["detail"]) == (
            409,
            "backup stands in the policy: change it in that file, and have it read again.",
        )
    await watcher.asks("POST", "checks", {"id": "job", "kind": "heartbeat", "name": "By the API"})
    job = Check(id="job", kind=CheckKind.HEARTBEAT, name="By the policy")
    watcher.app.take_policy(replace(POLICY, monitors=(job,)))
    await watcher.app.resume()
    [shown] = (await watcher.asks("GET", "checks"))[1]["checks"]
    assert (shown["name"], shown["source"]) == ("By the policy", "policy")
    assert [place.check for place in watcher.app.round._timetable._places.values()] == [job]


async def test_what_another_server_made_is_followed_too(watcher: Watcher, tmp_path: Path) -> None:
    """On its next look into the database."""
    await watcher.asks("POST", "checks", {"id": "job", "kind": "heartbeat"})
    await watcher.app.store.run(lambda tx: tx.run("UPDATE made_checks SET monitor_id = 'theirs'"))
    await watcher.app.watching.follow()
    assert sorted(watcher.app.round._timetable._places) == ["backup", "theirs"]
