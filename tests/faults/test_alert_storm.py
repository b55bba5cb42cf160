"""A storm of alerts with kill -9 in the middle: what was answered is stored, people get on, and then it is silent."""

import asyncio
import math
import resource
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from time import perf_counter

import aiohttp

from bot.auth import Scope, Tokens
from bot.world import RealWorld
from incidents.alert_drafts import STORM_TITLE
from storage import open_store
from tests.api.conftest import OPERATOR
from tests.faults.running import Site, until

SECRET_KEY = "a-secret-key-for-storms-0123456789abcdef"
MEGABYTES = 300
# Seconds until a sender sends again, and until Ann has the next thing to say.
AGAIN_IN, PAUSE = 1.0, 0.1


@dataclass(frozen=True)
class Size:
    """How large a storm is: so many alerts of so many fingerprints in so many seconds, and the policy's limit.

    `p99` is how long people may wait: in a short one that is the longest, restart included, on whatever machine.
    """

    alerts: int
    fingerprints: int
    seconds: float
    burst: int
    p99: float


SHORT, WHOLE = Size(600, 60, 6, 4, p99=10), Size(10_000, 500, 60, 20, p99=2)


@dataclass
class Storm:
    """Alertmanager, which sends one alert after the other and each again until it hears 2xx."""

    site: Site
    size: Size
    token: str
    stored: Counter[str] = field(default_factory=Counter)
    heard: Counter[int] = field(default_factory=Counter)
    half: asyncio.Event = field(default_factory=asyncio.Event)

    async def rages(self) -> None:
        """Send them at an even pace, whether those before were answered or not; in the end each is over."""
        rounds = self.size.alerts // self.size.fingerprints
        began = perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number in range((rounds - 1) * self.size.fingerprints):
                tasks.create_task(self._sends(number % self.size.fingerprints, "firing"))
                if number > self.size.alerts // 2:
                    self.half.set()
                await asyncio.sleep(began + number * self.size.seconds / self.size.alerts - perf_counter())
        async with asyncio.TaskGroup() as tasks:
            for number in range(self.size.fingerprints):
                tasks.create_task(self._sends(number, "resolved"))

    async def _sends(self, number: int, status: str) -> None:
        severity = ("critical", "error", "warning")[number % 3]
        told = {
            "fingerprint": f"{number:016x}",
            "status": status,
            "labels": {"severity": severity, "alertname": "TargetDown", "instance": f"10.0.0.{number}"},
            "annotations": {"summary": f"Target {number} is down"},
        }
        body = {"groupKey": f"{{}}:{{instance={number}}}", "alerts": [told]}
        while not await self._is_stored(body):  # noqa: ASYNC110 - as senders do
            await asyncio.sleep(AGAIN_IN)
        self.stored[f"{number:016x}"] += 1

    async def _is_stored(self, body: object) -> bool:
        url = f"http://127.0.0.1:{self.site.port}/alerts/alertmanager"
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            async with self.site.office.session.post(url, json=body, headers=headers) as answer:
                self.heard[answer.status] += 1
                return answer.status == HTTPStatus.ACCEPTED
        except aiohttp.ClientError:
            return False


@dataclass
class Shift:
    """Ann at work meanwhile: how long each command took from the first try on, and how large the bot grew."""

    site: Site
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0

    async def works(self) -> None:
        """Look at what there is, and change the mind on something; after a crash, try until somebody is there."""
        for command in cycle(("list", "severity 1 warning", "list", "severity 1 minor")):
            await self._is_answered(command)
            self.megabytes = max(self.megabytes, _resident(self.site.bot.pid))

    async def _is_answered(self, command: str) -> None:
        began = perf_counter()
        while "failed" in await self.site.office.ann.types(f"/incident {command}"):  # noqa: ASYNC110 - as people do
            await asyncio.sleep(PAUSE)
        self.seconds.append(perf_counter() - began)
        await asyncio.sleep(PAUSE)

    def told(self) -> str:
        """Say how it went."""
        waited = f"p99 {self.p99:.2f} s of {len(self.seconds)}, the longest {max(self.seconds):.2f} s"
        return f"commands: {waited}; the most memory: {self.megabytes:.0f} MB"

    @property
    def p99(self) -> float:
        """The time within which all but one of a hundred were answered."""
        return sorted(self.seconds)[math.ceil(len(self.seconds) * 0.99) - 1]


def _resident(pid: int) -> float:
    """Give the resident memory of a process in MB; 0 when it is gone (proc(5))."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() / 1_000_000


@asynccontextmanager
async def at_work(site: Site) -> AsyncIterator[Shift]:
    """Have Ann work as long as the block lasts."""
    shift = Shift(site)
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(shift.works())
        yield shift
        work.cancel()


async def token_for(site: Site) -> str:
    """Make a token that may bring alerts."""
    store = await open_store(f"sqlite:///{site.database}", RealWorld())
    _, token = await Tokens(store, SECRET_KEY.encode()).create("alertmanager", [Scope.ALERTS], OPERATOR)
    await store.close()
    return token


async def test_a_storm_is_stored_told_as_the_policy_says_and_followed_by_silence(
    hurried_site: Site,
    long_run: bool,  # noqa: FBT001
) -> None:
    """The bot is killed in the middle of it; nobody at work waits for long, and it does not grow."""
    site, size = hurried_site, WHOLE if long_run else SHORT
    site.policy.write_text(
        'acknowledge.critical = "5s"\nacknowledge.major = "9s"\n[pace]\nrepeat = "9s"\nhere = "9s"\n'
        f'[alerts]\nburst = {size.burst}\n[[escalation]]\nnotify = ["U0BEN"]\n'
    )
    storm = Storm(site, size, await token_for(site))
    await site.starts(SECRET_KEY=SECRET_KEY)
    await site.office.ann.types("/incident minor something else")
    async with at_work(site) as shift, asyncio.TaskGroup() as tasks:
        tasks.create_task(storm.rages())
        await storm.half.wait()
        await site.bot.dies()
        await site.starts(SECRET_KEY=SECRET_KEY)

    print(shift.told())  # noqa: T201 - what docs/performance.md has of it, for `pytest -s`
    everything_answered_is_stored(site, storm)
    everything_is_as_the_policy_says(site, size)
    assert shift.megabytes < MEGABYTES
    assert shift.p99 < size.p99, sorted(shift.seconds)[-20:]
    await there_is_silence(site)


def everything_answered_is_stored(site: Site, storm: Storm) -> None:
    """What was stored and not answered was sent again: that counts once more."""
    times = Counter(dict(site.rows("SELECT fingerprint, times FROM alerts")))
    assert storm.stored.total() == storm.size.alerts
    assert times >= storm.stored
    assert set(storm.heard) <= {HTTPStatus.ACCEPTED, HTTPStatus.SERVICE_UNAVAILABLE}


def everything_is_as_the_policy_says(site: Site, size: Size) -> None:
    """Each group belongs to one incident: the first have their own, the storm has all others; and all of it is over."""
    titles = site.rows("SELECT title, active FROM incidents WHERE declared_by_door = 'alert' ORDER BY number")
    assert len(titles) == size.burst + 1
    assert titles[-1] == (STORM_TITLE, 0)
    assert not any(active for _, active in titles)
    groups = site.rows(
        "SELECT COUNT(*) FROM alert_groups JOIN incidents ON incidents.id = incident_id GROUP BY incident_id"
        " ORDER BY number"
    )
    assert groups == [(1,)] * size.burst + [(size.fingerprints - size.burst,)]
    assert site.rows("SELECT 1 FROM alerts WHERE firing = 1") == []


async def there_is_silence(site: Site) -> None:
    """When all is told, the reminders that are still to come due say nothing any more."""
    await site.owes_nothing(within=120)
    said = len(site.sent())
    await until(lambda: not _pending(site), lambda: f"{_pending(site)}", within=60)
    assert len(site.sent()) == said


def _pending(site: Site) -> list[tuple[object, ...]]:
    return site.rows("SELECT key FROM outbox WHERE state = 'pending'")
