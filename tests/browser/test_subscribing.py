"""The forms of subscribers in a real browser, from the page to the last click; axe finds nothing at all."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.conftest import PICTURES
from tests.browser.test_status_page import SCHEMES, WIDTHS
from tests.subscribers.conftest import desk_on, link_in


async def is_usable(page: Page, name: str, width: str) -> None:
    """Look at it in both schemes, and keep what was seen."""
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        await page.screenshot(path=PICTURES / f"subscribing-{name}-{width}-{scheme}.png", full_page=True)
        found = (await Axe().run(page)).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (name, scheme)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_reader_subscribes_chooses_and_leaves(page: Page, tmp_path: Path, width: str) -> None:
    """By mouse and keyboard alone; the policy of the page lets its own forms through and complains of nothing."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.set_viewport_size(WIDTHS[width])
    async with desk_on(f"sqlite:///{tmp_path}/tocsin.db") as desk:
        await page.goto(f"{desk.programs.url}/status/acme")
        await page.get_by_role("link", name="Get updates by e-mail").click()
        await is_usable(page, "form", width)
        await page.get_by_text("Without e-mail, for a feed reader").click()
        await is_usable(page, "feeds", width)
        feed = await page.get_by_role("link", name="Shop, Atom").get_attribute("href")
        assert feed == "/status/acme/feed.atom?component=shop"
        await page.get_by_label("Your e-mail address").fill("nobody")
        await page.get_by_role("button", name="Subscribe").click()
        await is_usable(page, "wrong", width)
        await page.get_by_label("Your e-mail address").fill("ann@example.com")
        await page.get_by_role("checkbox", name="Shop").check()
        await page.keyboard.press("Enter")
        await page.get_by_text("We have written to ann@example.com.").wait_for()
        await desk.delivers()
        await page.goto(desk.programs.url + link_in(desk.box.to("ann@example.com")[0], "confirm"))
        await is_usable(page, "confirm", width)
        await page.get_by_role("button", name="Confirm").click()
        await page.get_by_text("You are subscribed").wait_for()
        await desk.publishes(await desk.declares(monitors=["shop-web"]))
        await desk.delivers()
        keep = link_in(desk.box.to("ann@example.com")[-1], "subscription")
        await page.goto(desk.programs.url + keep)
        assert await page.get_by_role("checkbox", name="Shop").is_checked()
        await page.get_by_role("button", name="Save").click()
        await is_usable(page, "keep", width)
        await page.get_by_role("link", name="Unsubscribe").click()
        await page.get_by_role("button", name="Unsubscribe").click()
        await page.get_by_text("You are unsubscribed").wait_for()
        await is_usable(page, "left", width)
        assert await desk.rows("SELECT id FROM subscribers") == []
    assert [each for each in complaints if "422" not in each] == []
