"""The main story with the keyboard alone: every stop is seen, and the focus comes back to where it was."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.acting import messages, writing_to
from tests.stories.conftest import office_open

STOPS = 60
UNSEEN = """() => {
  const node = document.activeElement;
  if (node === document.body) return "";
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const ring = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none";
  const frame = node.closest(".composer-box");
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const framed = frame && getComputedStyle(frame).boxShadow !== "none";
  return (ring || framed) && inside ? "" : node.outerHTML;
}"""
"""The element that has the focus, when one cannot see so; else nothing."""


@pytest_asyncio.fixture(loop_scope="session")
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """The playground's address, with the bot in it."""
    async with office_open(tmp_path, socket_mode=True) as (office, _):
        yield office.url


async def go_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press the key until the wanted thing has the focus; wherever it stops on the way, it must be seen."""
    for _ in range(STOPS):
        await page.keyboard.press(key)
        assert await page.evaluate(UNSEEN) == ""
        if await wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{key} never came to {wanted}")


async def act_as(page: Page, name: str) -> None:
    actor = page.get_by_label("Acting as")
    await go_to(page, actor)
    await page.keyboard.type(name)
    await expect(actor.locator("option:checked")).to_have_text(name)


async def open_place(page: Page, place: str, name: str) -> None:
    await go_to(page, page.get_by_role("navigation", name=place).get_by_role("link", name=name))
    await page.keyboard.press("Enter")


async def press(page: Page, button: Locator, key: str = "Shift+Tab") -> None:
    await go_to(page, button, key)
    await page.keyboard.press("Enter")


async def test_the_main_story_needs_no_mouse(page: Page, url: str) -> None:
    """Declare, be reminded, snooze, acknowledge, fill in the form, reply in the thread."""
    log = messages(page)
    await page.goto(f"{url}/?as=U0ANN")
    box = writing_to(page, "#incidents")
    await expect(box).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to messages")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(log).to_be_focused()
    await go_to(page, box)
    await page.keyboard.type("/inc")
    await page.keyboard.press("Enter")
    await page.keyboard.type("critical checkout is failing")
    await page.keyboard.press("Enter")
    await expect(log.get_by_role("button", name="Acknowledge")).to_be_visible()

    await act_as(page, "Ben Demo")
    await open_place(page, "Direct messages", "Tocsin")
    await expect(writing_to(page, "Tocsin")).to_be_focused()
    await press(page, log.get_by_role("button", name="Snooze 15 min"))
    await expect(log.get_by_text("No reminders of INC-1")).to_be_visible()
    await press(page, log.get_by_role("button", name="Acknowledge"))
    await expect(log).to_contain_text("Acknowledged by @ben.demo")

    await open_place(page, "Channels", "incidents")
    await expect(box).to_be_focused()
    update = log.get_by_role("button", name="Update")
    await press(page, update)
    dialog = page.get_by_role("dialog", name="Update INC-1")
    await expect(dialog.get_by_role("textbox", name="Update")).to_be_focused()
    await page.keyboard.type("The provider is down.")
    await press(page, dialog.get_by_role("button", name="Post"), "Tab")
    await expect(dialog).to_have_count(0)
    await expect(log).to_contain_text("The provider is down.")  # the card is drawn anew, and keeps the focus
    await expect(update).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(update).to_be_focused()

    replies = log.get_by_role("button", name="1 reply")
    await press(page, replies, "Tab")
    reply = page.get_by_role("textbox", name="Reply in thread")
    await expect(reply).to_be_focused()
    await page.keyboard.type("Traffic is moving.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log", name="Thread")).to_contain_text("Traffic is moving.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Thread")).to_be_hidden()
    await expect(log.get_by_role("button", name="2 replies")).to_be_focused()
