"""The Inbox: what the bot mails to subscribers is read on the playground's page, and its links are followed."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import pytest_asyncio
from aiosmtplib import send
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from bot.policy import read_policy
from incidents.escalation import Policy
from playground.server import Playground
from tests.browser.blocks import MANIFEST
from tests.browser.conftest import PICTURES
from tests.browser.test_accessibility import GRAVE, SCHEMES, WIDTHS
from tests.ports import free_port
from tests.stories.conftest import office_open

POLICY = (Path(__file__).parents[2] / "playground/policy.toml").read_text(encoding="utf-8")
LEAVE = "http://127.0.0.1:8000/status/demo-shop/unsubscribe/abc"
NEWS = f"""Resolved: checkout is failing

The payment provider is back; all orders went through.

http://127.0.0.1:8000/status/demo-shop/incidents/0123456789ab

--
Demo shop. Unsubscribe: {LEAVE}
"""
HOSTILE = "<img src=x onerror=alert(1)> javascript:alert(1) see (https://shop.example/a?b=1&c=2)."


@pytest_asyncio.fixture(loop_scope="session")
async def inbox(page: Page) -> AsyncIterator[int]:
    """The port of a playground that takes mail, whose Inbox the page shows."""
    port = free_port()
    async with Playground(MANIFEST).serve(smtp_port=port) as url:
        await page.goto(f"{url}/?as=U0ANN#/inbox")
        yield port


async def mail(port: int, subject: str, text: str, *, html: str = "", **headers: str) -> None:
    """Hand a letter in, as any program does."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (
        "Demo shop <shop@example.com>",
        "carla@example.com",
        subject,
    )
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    if html:
        letter.set_content(html, subtype="html")
    else:
        letter.set_content(text)
    await send(letter, hostname="127.0.0.1", port=port)


def demo_policy(url: str) -> Policy:
    """What `./dev up` has, with the demo shop of the playground at that address."""
    return read_policy(POLICY.replace("http://127.0.0.1:8001", url), "policy.toml")


def letters(page: Page) -> Locator:
    """The rows of the list."""
    return page.get_by_role("navigation", name="Letters").get_by_role("link")


def place(page: Page) -> Locator:
    """The Inbox in the sidebar."""
    return page.get_by_role("navigation", name="Mail").get_by_role("link", name="Inbox")


async def test_a_customer_subscribes_and_reads_the_news(page: Page, tmp_path: Path) -> None:
    """From the status page to the letter that asks, by its link to the button, and then what was published."""
    async with office_open(tmp_path, socket_mode=True, policy=demo_policy, with_mail=True) as (office, app):
        bot = f"http://127.0.0.1:{app.port}"
        await page.goto(f"{bot}/status/demo-shop")
        await page.get_by_role("link", name="Get updates by e-mail").click()
        await page.get_by_label("Your e-mail address").fill("carla@example.com")
        await page.get_by_role("button", name="Subscribe").click()
        await page.get_by_text("We have written to carla@example.com.").wait_for()

        await page.goto(f"{office.url}/?as=U0ANN#/C0INCIDENTS")
        await expect(place(page)).to_have_accessible_description("1 unread")
        await place(page).click()
        await expect(letters(page)).to_have_count(1)
        await letters(page).click()
        await expect(place(page)).not_to_have_accessible_description("1 unread")
        async with page.expect_popup() as opened:
            await (
                page.get_by_role("article")
                .get_by_role("link", name=f"{bot}/status/demo-shop/confirm")
                .click()
            )
        asked = await opened.value
        await asked.get_by_role("button", name="Confirm").click()
        await asked.get_by_text("You are subscribed").wait_for()

        await page.get_by_role("navigation", name="Channels").get_by_role("link", name="incidents").click()
        await page.get_by_role("textbox", name="Message #incidents").fill(
            "/incident critical checkout is failing"
        )
        await page.get_by_role("textbox", name="Message #incidents").press("Enter")
        await page.get_by_text("checkout is failing").first.wait_for()  # there is something to publish
        await page.get_by_role("textbox", name="Message #incidents").fill("/incident publish")
        await page.get_by_role("textbox", name="Message #incidents").press("Enter")
        await page.get_by_role("dialog").get_by_role("button", name="Publish").click()
        await expect(place(page)).to_have_accessible_description("1 unread")
        await place(page).click()
        await letters(page).first.click()
        read = page.get_by_role("article")
        await expect(read.get_by_role("heading", name="checkout is failing")).to_be_focused()
        await expect(read).to_contain_text("Demo shop <status@example.com>")
        async with page.expect_popup() as opened:
            await read.get_by_role("link", name="List-Unsubscribe").click()
        await (await opened.value).get_by_role("button", name="Unsubscribe").wait_for()


async def test_whatever_is_in_a_letter_is_text(page: Page, inbox: int) -> None:
    """Only addresses of the web lead anywhere; one that ends a sentence leaves its mark behind."""
    await mail(
        inbox, "<b>Bold</b>", HOSTILE, List_Unsubscribe="<mailto:out@example.com>, <javascript:alert(1)>"
    )
    await expect(letters(page)).to_contain_text("<b>Bold</b>")
    await letters(page).click()
    read = page.get_by_role("article")
    await expect(read).to_contain_text(HOSTILE)
    links = [await link.get_attribute("href") for link in await read.get_by_role("link").all()]
    assert links == ["https://shop.example/a?b=1&c=2"]
    await expect(read.locator("img")).to_have_count(0)


async def test_letters_come_while_one_is_read_and_the_keyboard_is_enough(page: Page, inbox: int) -> None:
    """The newest stands first; what was opened stays open; Back leads to the row that it came from."""
    await expect(page.get_by_role("heading", name="No letters yet")).to_be_visible()
    await mail(inbox, "The first", "One")
    await expect(letters(page)).to_have_count(1)
    await letters(page).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="The first")).to_be_focused()
    await mail(inbox, "The second", "Two")
    await expect(letters(page).first).to_contain_text("Unread: The second")
    await expect(page.get_by_role("article")).to_contain_text("One")
    await page.go_back()
    await expect(letters(page).last).to_be_focused()
    await expect(letters(page).last).not_to_contain_text("Unread")
    await page.get_by_label("Acting as").select_option("Ben Demo")
    await expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    await expect(letters(page)).to_have_count(2)
    await page.get_by_role("navigation", name="Channels").get_by_role("link", name="incidents").click()
    await expect(page.get_by_role("textbox", name="Message #incidents")).to_be_focused()
    await expect(letters(page)).to_have_count(0)


async def test_a_letter_that_is_gone_leads_to_the_others(page: Page, inbox: int) -> None:
    await mail(inbox, "The first", "One")
    await expect(letters(page)).to_have_count(1)
    await page.evaluate("location.hash = '#/inbox/1.0'")
    await expect(page.get_by_text("This letter is no longer here.")).to_be_visible()
    await expect(letters(page)).to_have_count(1)
    assert page.url.endswith("#/inbox")


async def test_where_no_mail_is_taken_there_is_no_inbox(page: Page, playground_url: str) -> None:
    await page.goto(f"{playground_url}/?as=U0ANN#/inbox")
    await expect(page.get_by_role("textbox", name="Message #incidents")).to_be_visible()
    await expect(page.get_by_text("Inbox")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
async def test_axe_finds_nothing_grave_in_the_inbox(page: Page, inbox: int, width: str) -> None:
    """Empty, with letters, and with one of them open; nothing reaches out of the window sideways."""
    await page.set_viewport_size(WIDTHS[width])
    await expect(page.get_by_role("heading", name="No letters yet")).to_be_visible()
    await is_usable(page, f"empty-{width}")
    await mail(inbox, "Without words", "", html="<p>Only for those who read HTML</p>")
    await mail(inbox, "An endless word", "checkout-eu-west-1-" * 20)
    await mail(inbox, "[Demo shop] Resolved: checkout is failing", NEWS, List_Unsubscribe=f"<{LEAVE}>")
    await expect(letters(page)).to_have_count(3)
    await is_usable(page, f"letters-{width}")
    for subject in ("Without words", "An endless word", "Resolved"):
        await page.evaluate("location.hash = '#/inbox'")
        await letters(page).filter(has_text=subject).click()
        await expect(page.get_by_role("article")).to_contain_text(subject)
        await is_usable(page, f"{subject}-{width}")


async def is_usable(page: Page, name: str) -> None:
    """In both schemes; what was seen is kept in var/screenshots."""
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.screenshot(path=PICTURES / f"inbox-{name}-{scheme}.png")
        found = (await Axe().run(page)).response["violations"]
        assert [(each["id"], each["nodes"]) for each in found if each["impact"] in GRAVE] == [], name
