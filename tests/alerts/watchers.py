"""Prometheus and Alertmanager themselves, started for a test on folders and ports of their own."""

import asyncio
import json
from asyncio.subprocess import STDOUT
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests import machine
from tests.alerts.site import Site, wait_until
from tests.ports import free_port

OFTEN = "200ms"

Receiver = dict[str, Any]


class Shop:
    """What is watched: it answers, or it is down."""

    def __init__(self) -> None:
        self.port = free_port()
        self._running: web.AppRunner | None = None

    async def opens(self) -> None:
        """Answer from now on."""
        app = web.Application()
        app.router.add_get("/metrics", self._answer)
        self._running = web.AppRunner(app, access_log=None)
        await self._running.setup()
        await web.TCPSite(self._running, "127.0.0.1", self.port).start()

    async def closes(self) -> None:
        """Answer no more."""
        if self._running:
            await self._running.cleanup()
            self._running = None

    async def _answer(self, _: web.Request) -> web.Response:
        return web.Response(text="orders_total 42\n")


@dataclass
class Watcher:
    """One of the programs, running."""

    url: str
    session: aiohttp.ClientSession
    log: Path

    async def until_it_says(self, words: str) -> None:
        """Wait until these words stand in its log."""

        async def said() -> bool:
            return words in self.log.read_text()

        await wait_until(said)

    async def is_ready(self) -> bool:
        """Whether it takes requests."""
        try:
            async with self.session.get(f"{self.url}/-/ready") as answer:
                return answer.ok
        except aiohttp.ClientConnectionError:
            return False

    async def counts(self, metric: str) -> float:
        """Give the sum of a metric of its own."""
        async with self.session.get(f"{self.url}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(metric))

    async def until_counted(self, metric: str, least: float) -> None:
        """Wait until a metric of its own has come so far."""

        async def enough() -> bool:
            return await self.counts(metric) >= least

        await wait_until(enough)


def by_webhook(site: Site) -> Receiver:
    """Give Alertmanager's receiver that speaks its own language."""
    authorization = {"credentials": site.token}
    hook = {"url": site.address("alertmanager"), "http_config": {"authorization": authorization}}
    return {"webhook_configs": [hook]}


def as_to_pagerduty_and_opsgenie(site: Site) -> Receiver:
    """Give Alertmanager's receiver for the two, with the bot in their place."""
    pagerduty = {
        "url": site.address("pagerduty/v2/enqueue"),
        "routing_key": site.token,
        "severity": "critical",
    }
    opsgenie = {"api_url": site.address("opsgenie/"), "api_key": site.token, "priority": "P1"}
    return {"pagerduty_configs": [pagerduty], "opsgenie_configs": [opsgenie]}


@asynccontextmanager
async def alertmanager(
    receiver: Receiver, folder: Path, session: aiohttp.ClientSession
) -> AsyncIterator[Watcher]:
    """Run an Alertmanager, of no cluster, that tells a receiver."""
    config = {
        "route": {
            "receiver": "tocsin",
            "group_by": ["job"],
            "group_wait": OFTEN,
            "group_interval": OFTEN,
            "repeat_interval": "1h",
        },
        "receivers": [{"name": "tocsin", **receiver}],
    }
    options = [
        f"--config.file={_written(folder / 'alertmanager.yml', config)}",
        f"--storage.path={folder / 'data'}",
        "--cluster.listen-address=",
        "--log.level=debug",
    ]
    async with _running(machine.ALERTMANAGER, options, folder, session) as watcher:
        yield watcher


@asynccontextmanager
async def prometheus(
    shop: Shop, rules: Sequence[dict[str, Any]], told: Sequence[Watcher], folder: Path
) -> AsyncIterator[Watcher]:
    """Run a Prometheus that watches the shop by these rules and tells these Alertmanagers."""
    config = {
        "global": {"scrape_interval": OFTEN, "scrape_timeout": OFTEN, "evaluation_interval": OFTEN},
        "rule_files": [
            str(_written(folder / "rules.yml", {"groups": [{"name": "shop", "rules": list(rules)}]}))
        ],
        "scrape_configs": [{"job_name": "shop", "static_configs": [{"targets": [f"127.0.0.1:{shop.port}"]}]}],
        "alerting": {
            "alertmanagers": [
                {"static_configs": [{"targets": [each.url.removeprefix("http://")]}]} for each in told
            ]
        },
    }
    options = [
        f"--config.file={_written(folder / 'prometheus.yml', config)}",
        f"--storage.tsdb.path={folder / 'data'}",
        "--rules.alert.resend-delay=1s",
    ]
    async with _running(machine.PROMETHEUS, options, folder, told[0].session) as watcher:
        yield watcher


@asynccontextmanager
async def watched(
    site: Site, folder: Path, *rules: dict[str, Any], told: Sequence[Receiver] = ()
) -> AsyncIterator[tuple[Shop, list[Watcher]]]:
    """Open a shop that is watched; gives the Alertmanagers too, one for each receiver, by default for the webhook."""
    async with AsyncExitStack() as opened:
        shop = Shop()
        await shop.opens()
        opened.push_async_callback(shop.closes)
        alertmanagers = [
            await opened.enter_async_context(
                alertmanager(receiver, folder / f"alertmanager-{number}", site.office.session)
            )
            for number, receiver in enumerate(told or [by_webhook(site)])
        ]
        await opened.enter_async_context(prometheus(shop, rules, alertmanagers, folder / "prometheus"))
        yield shop, alertmanagers


def _written(path: Path, config: dict[str, Any]) -> Path:
    """Write a file that is JSON, and so YAML."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(config))
    return path


@asynccontextmanager
async def _running(
    program: machine.Program, options: Sequence[str], folder: Path, session: aiohttp.ClientSession
) -> AsyncIterator[Watcher]:
    """Run a program until the block ends. What it said is shown when it does not come up."""
    if not program.path:
        pytest.skip(f"there is no {program.package} on the path")
    log, port = folder / "log", free_port()
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            program.path, *options, f"--web.listen-address=127.0.0.1:{port}", stdout=said, stderr=STDOUT
        )
    watcher = Watcher(f"http://127.0.0.1:{port}", session, log)

    async def is_up() -> bool:
        assert process.returncode is None, log.read_text()
        return await watcher.is_ready()

    try:
        await wait_until(is_up)
        yield watcher
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
