"""A camera for the pictures of README and docs/: sharp, small as a file, and with nothing on them that says nothing."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import FloatRect, Locator, Page, ViewportSize, async_playwright

from tests import machine
from tests.browser.conftest import QUIETLY
from tests.stories.acting import Office

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WINDOW = ViewportSize(width=1160, height=680)
MESSAGE = 660
"""As wide as what a card says."""
MORNING = time(10, 1, tzinfo=ZoneInfo("Europe/Berlin"))
SHARPNESS = 2
"""Pixels of the picture for one of the page, as on the screens that most read on."""


@dataclass
class Camera:
    """A page, and how to keep a look at it."""

    page: Page

    async def is_at(self, now: datetime) -> None:
        """Have the page's clock stand at that time, which is the one of whoever it talks to."""
        await self.page.clock.set_fixed_time(now)

    async def takes_the_window(self, name: str) -> None:
        """Keep all of it, the pointer over nothing."""
        await self._keep(name, None)

    async def takes_down_to(self, last: Locator, name: str) -> None:
        """Keep the window down to the end of that."""
        box = await _place_of(last)
        width = await self.page.evaluate("innerWidth")
        await self._keep(name, FloatRect(x=0, y=0, width=width, height=box["y"] + box["height"] + 32))

    async def takes_message(self, message: Locator, name: str) -> None:
        """Keep one message, without the empty space on its right."""
        box = await _place_of(message)
        part = FloatRect(x=box["x"], y=box["y"] - 4, width=MESSAGE, height=box["height"] + 12)
        await self._keep(name, part)

    async def takes_form(self, form: Locator, name: str) -> None:
        """Keep a form and its shadow, before nothing."""
        box = await _place_of(form)
        part = FloatRect(x=box["x"] - 24, y=box["y"] - 24, width=box["width"] + 48, height=box["height"] + 48)
        await self._keep(name, part, style="dialog::backdrop { background: var(--bg) !important }")

    async def _keep(self, name: str, part: FloatRect | None, style: str = "") -> None:
        await self.page.mouse.move(700, 100)
        place = PICTURES / f"{name}.png"
        await self.page.screenshot(path=place, clip=part, style=style, animations="disabled")
        _make_small(place)


def let_it_be_morning(office: Office) -> None:
    """Have playground and bot begin tomorrow at ten, and not when somebody happens to take pictures."""
    now = datetime.now(UTC)
    office.world.ahead = datetime.combine(now.date() + timedelta(days=1), MORNING) - now


@asynccontextmanager
async def camera_ready() -> AsyncIterator[Camera]:
    """Start Chromium, as a reader in Berlin has it."""
    if not (machine.CHROMIUM.path and machine.PNGQUANT.path):
        sys.exit("No picture was taken: that needs Chromium and pngquant.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=machine.CHROMIUM.path, args=QUIETLY)
        context = await chromium.new_context(
            viewport=WINDOW,
            device_scale_factor=SHARPNESS,
            locale="en-US",
            timezone_id="Europe/Berlin",
            bypass_csp=True,  # or the page would refuse the style in which a form is taken
        )
        yield Camera(await context.new_page())
        await chromium.close()


async def _place_of(thing: Locator) -> FloatRect:
    await thing.wait_for()
    box = await thing.bounding_box()
    assert box
    return box


def _make_small(picture: Path) -> None:
    """256 colours are enough for what has few, and a third of the bytes."""
    pngquant = machine.PNGQUANT.path
    assert pngquant
    subprocess.run([pngquant, "--force", "--strip", "--speed", "1", "--output", picture, picture], check=True)
