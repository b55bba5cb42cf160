"""A real browser for tests: `browser` and `page`. Also a playground to look at, and a small bot that lives in it."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests import machine
from tests.browser.acting import Heard, writing_to
from tests.browser.blocks import MANIFEST

CHROMIUM = machine.CHROMIUM.path
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = Path("var/screenshots")
expect.set_options(timeout=15_000)  # the machine is busy with other tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser is started once, so all tests in this folder share the event loop that it was started in."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium of the system, without a window. In CI its absence is a failure (see tests/conftest.py)."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium on the path: install one, or set CHROMIUM to its place")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A fresh page. Its last look is kept in var/screenshots; an error in its scripts fails the test."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", timezone_id="Europe/Berlin"
    )
    fresh = await context.new_page()
    fresh.set_default_timeout(20_000)
    troubles: list[str] = []
    fresh.on("pageerror", lambda error: troubles.append(str(error)))
    fresh.on("console", lambda message: troubles.extend(_refusals(message)))
    yield fresh
    await fresh.screenshot(path=PICTURES / f"{request.node.name}.png")
    await context.close()
    assert troubles == []


@pytest_asyncio.fixture(loop_scope="session")
async def playground_url() -> AsyncIterator[str]:
    """The address of a new workspace with the app of manifest.yml in it."""
    async with Playground(MANIFEST, notice="Reminders come *fast* here.", clock_factor=1_000).serve() as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def bot(playground_url: str) -> AsyncIterator[AsyncApp]:
    """A bot connected through Socket Mode, in #incidents already, for the test to put listeners on."""
    client = AsyncWebClient(token="xoxb-playground", base_url=f"{playground_url}/api/")
    app = AsyncApp(client=client, process_before_response=True)
    await client.conversations_join(channel="C0INCIDENTS")
    handler = AsyncSocketModeHandler(app, "xapp-playground", web_client=_for_connecting(playground_url))
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt gives it no types
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call] # nor this


@pytest_asyncio.fixture(loop_scope="session")
async def heard(bot: AsyncApp) -> Heard:
    """Every payload that the bot gets and only takes note of: block actions and closed modals."""
    payloads: Heard = asyncio.Queue()

    async def note(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        payloads.put_nowait(body)

    bot.action(re.compile(""))(note)
    bot.view_closed("declare")(note)
    return payloads


@pytest_asyncio.fixture(loop_scope="session")
async def desk(page: Page, playground_url: str) -> Page:
    """The page as Ann sees it."""
    await page.goto(f"{playground_url}/?as=U0ANN")
    await expect(writing_to(page, "#incidents")).to_be_visible()
    return page


def _for_connecting(playground_url: str) -> AsyncWebClient:
    return AsyncWebClient(token="xapp-playground", base_url=f"{playground_url}/api/")


def _refusals(message: ConsoleMessage) -> list[str]:
    """What the page's Content Security Policy kept the browser from doing."""
    return [message.text] if "Security Policy" in message.text or "Trusted" in message.text else []
