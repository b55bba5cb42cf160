"""Takes the pictures of the README from the running product: `./dev pictures`. They show what is there, or nothing."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize, async_playwright

from tests.browser.conftest import CHROMIUM, QUIETLY
from tests.stories.acting import Office
from tests.stories.conftest import office_open

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WINDOW = ViewportSize(width=1160, height=720)
WIDE = ViewportSize(width=1440, height=760)
"""With room for the Inspector beside the channel."""


async def main() -> None:
    """Live through an incident, and keep six looks at it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            office_open(Path(folder), socket_mode=True) as (office, _),
            async_playwright() as playwright,
        ):
            chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
            context = await chromium.new_context(
                viewport=WINDOW, device_scale_factor=2, locale="en-US", timezone_id="Europe/Berlin"
            )
            page = await context.new_page()
            await _take(page, office)
            await chromium.close()


async def _take(page: Page, office: Office) -> None:
    await office.ann.types("/incident critical checkout is failing")
    await office.ben.sees("checkout is failing", await office.ben.dm())
    await page.goto(f"{office.url}/?as=U0BEN#/{await office.ben.dm()}")
    await _photograph(_card(page), "reminder")
    await office.ben.types("/incident ack")
    await office.ben.types("/incident update The payment provider is down; traffic moves to the second one.")
    await office.ann.sees("traffic moves", "C0INCIDENTS")
    await page.goto(f"{office.url}/?as=U0CLEO#/C0INCIDENTS")
    await page.reload()
    await _photograph(_card(page), "card")
    await page.get_by_role("textbox", name="Message #incidents").fill("/incident declare")
    await page.keyboard.press("Enter")
    await _photograph(page.get_by_role("dialog"), "declare")
    await page.keyboard.press("Escape")
    await (
        page.get_by_role("button", name="replies").or_(page.get_by_role("button", name="reply")).first.click()
    )
    await page.get_by_role("complementary", name="Thread").wait_for()
    await _photograph_page(page, "playground")
    await page.get_by_role("button", name="Close thread").click()
    await _take_inspector(page)
    await _take_demo(page, office)


async def _take_inspector(page: Page) -> None:
    await page.set_viewport_size(WIDE)
    await page.get_by_role("button", name="Inspector", exact=True).click()
    inspector = page.get_by_role("complementary", name="Inspector")
    await page.get_by_role("textbox", name="Message #incidents").fill("/incident show")
    await page.keyboard.press("Enter")
    await inspector.get_by_role("listitem").get_by_role("button").first.click()
    await inspector.get_by_role("heading", name="Answer").wait_for()
    await _photograph_page(page, "inspector")
    await inspector.get_by_role("button", name="Close inspector").click()
    await page.set_viewport_size(WINDOW)


async def _take_demo(page: Page, office: Office) -> None:
    """Its third scene, in which the card has appeared."""
    await office.session.post(f"{office.url}/page/demo", json={"as": "U0CLEO", "act": "start"})
    bar = page.get_by_role("region", name="Tocsin demo")
    for step in ("1 of", "2 of"):
        await bar.get_by_text(step).wait_for()
        await bar.get_by_role("button", name="Next").click()
    await bar.get_by_text("3 of").wait_for()
    await _photograph_page(page, "demo")


def _card(page: Page) -> Locator:
    """Return the first message with buttons: before it stands only who joined."""
    log = page.get_by_role("log", name="Messages")
    return log.get_by_role("article").filter(has=page.locator(".block-actions")).first


async def _photograph_page(page: Page, name: str) -> None:
    """The whole window, the pointer over nothing."""
    await page.mouse.move(700, 100)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def _photograph(thing: Locator, name: str) -> None:
    await thing.wait_for()
    await thing.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
