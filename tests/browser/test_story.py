"""The main job in a real browser, by roles and labels, with the real bot behind the page over Socket Mode."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PICTURES
from tests.stories.conftest import office_open


@pytest_asyncio.fixture(loop_scope="session")
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """The playground's address, with the bot in it."""
    async with office_open(tmp_path, socket_mode=True) as (office, _):
        yield office.url


def messages(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")


async def go_to(page: Page, place: str, name: str) -> None:
    await page.get_by_role("navigation", name=place).get_by_role("link", name=name).click()


async def write(page: Page, where: str, text: str) -> None:
    box = page.get_by_role("textbox", name=f"Message {where}")
    await box.fill(text)
    await box.press("Enter")


async def act_as(page: Page, name: str) -> None:
    await page.get_by_label("Acting as").select_option(label=name)


async def test_an_incident_is_lived_through_in_the_browser(page: Page, url: str) -> None:
    """Declare, see the card, be paged, acknowledge, update, resolve, read the timeline."""
    await page.goto(f"{url}/?as=U0ANN#/C0INCIDENTS")
    await write(page, "#incidents", "/incident critical checkout is failing")
    card = messages(page).get_by_role("article").filter(has=page.locator(".overflow"))
    await expect(card).to_contain_text("checkout is failing")
    await expect(messages(page).get_by_text("Only visible to you")).to_be_visible()

    await act_as(page, "Ben Demo")
    await go_to(page, "Direct messages", "Tocsin")
    await page.screenshot(path=PICTURES / "story-page.png")
    await messages(page).get_by_role("button", name="Acknowledge").click()
    await expect(messages(page)).to_contain_text("Acknowledged by @ben.demo")
    await expect(messages(page).get_by_role("button", name="Pass on")).to_have_count(0)

    await go_to(page, "Channels", "incidents")
    await expect(card).to_contain_text("acknowledged by @ben.demo")
    await card.get_by_role("button", name="Update").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Update").fill("The payment provider is down.")
    await page.screenshot(path=PICTURES / "story-modal.png")
    await dialog.get_by_role("button", name="Post").click()
    await expect(dialog).to_have_count(0)
    await expect(card).to_contain_text("The payment provider is down.")

    await card.get_by_role("button", name="Resolve").click()
    await page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    await expect(card).to_contain_text("resolved by @ben.demo")
    await write(page, "#incidents", "/incident timeline")
    for happened in ("declared it", "sent a reminder", "acknowledged it", "posted an update", "resolved it"):
        await expect(messages(page).get_by_text(happened).last).to_be_visible()


async def test_the_second_to_press_reads_who_was_first(page: Page, url: str) -> None:
    """One winner; the loser hears it privately, and nothing else changes."""
    await page.goto(f"{url}/?as=U0ANN#/C0INCIDENTS")
    await write(page, "#incidents", "/incident critical checkout is failing")
    card = messages(page).get_by_role("article").filter(has=page.locator(".overflow"))
    await expect(card).to_be_visible()
    other = await page.context.new_page()
    await other.goto(f"{url}/?as=U0CLEO#/C0INCIDENTS")
    await expect(messages(other).get_by_role("button", name="Acknowledge")).to_be_visible()
    await write(page, "#incidents", "/incident ack")
    await write(other, "#incidents", "/incident ack INC-1")
    await expect(messages(other).get_by_text("already acknowledged by @ann.demo")).to_be_visible()
