"""What the page makes of what people and bots write: blocks, mrkdwn, dates, hostile text."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from playwright.async_api import Error as PlaywrightError
from slack_bolt.async_app import AsyncApp

from tests.browser import blocks as made
from tests.browser.acting import messages, opens_modal, post, run

NOISE = re.compile(
    r' (class="link"|target="\w+"|rel="[\w ]+"|datetime="[^"]*"|title="[^"]*"|data-[\w-]+="[^"]*")'
)
STATIC = Path(__file__).parents[2] / "playground" / "static"


async def test_every_kind_of_block_is_drawn(desk: Page, bot: AsyncApp) -> None:
    """Tables, lists, headings and pictures have their roles; a picture that is not there says what it showed."""
    await post(bot, blocks=made.many_blocks())
    await opens_modal(bot, made.plain_view("Alert") | {"blocks": [made.alert("Somebody will be paged")]})
    log = messages(desk)
    await expect(log.get_by_role("columnheader")).to_have_text(["Reference", "Age"])
    await expect(log.get_by_role("cell", name="5 min")).to_be_visible()
    await expect(log.get_by_role("img", name="Graph of errors")).to_have_text("Graph of errors")
    await expect(log.get_by_role("listitem")).to_have_text(["from rich text", "from Markdown"])
    await expect(log.get_by_role("heading", name="What happened")).to_be_visible()
    await expect(log.get_by_role("link", name="runbook")).to_have_attribute("rel", "noopener noreferrer")
    await expect(log.locator(".block-unknown")).to_have_count(0)
    await run(desk, "/incident alert")
    await expect(desk.get_by_role("dialog", name="Alert")).to_contain_text("WarningSomebody will be paged")


async def test_foreign_text_is_shown_as_text(desk: Page, bot: AsyncApp) -> None:
    """Nothing that is written anywhere becomes an element, a script, a link or a mention."""
    await post(bot, text=made.HOSTILE_ESCAPED)
    await post(bot, blocks=made.hostile_blocks())
    await run(desk, made.HOSTILE)
    log = messages(desk)
    await expect(log.get_by_text(made.HOSTILE)).to_have_count(8)
    for mark in ("script", "article img", ".mention", "a[href^='javascript']"):
        await expect(log.locator(mark)).to_have_count(0)
    await opens_modal(bot, made.plain_view(made.HOSTILE[:24], made.HOSTILE))
    await run(desk, "/incident x")
    await expect(desk.get_by_role("dialog", name=made.HOSTILE[:24])).to_contain_text(made.HOSTILE)
    assert await desk.evaluate("window.harmed") is None


async def test_mrkdwn_reads_as_in_slack(desk: Page, bot: AsyncApp) -> None:
    """Every line of the table, with dates in the reader's zone (here Berlin)."""
    for typed in made.MRKDWN:
        await post(bot, text=typed)
    bodies = messages(desk).locator(".message-body > .formatted")
    await expect(bodies).to_have_count(len(made.MRKDWN))
    drawn = [NOISE.sub("", await body.inner_html()) for body in await bodies.all()]
    assert dict(zip(made.MRKDWN, drawn, strict=True)) == made.MRKDWN


def test_the_page_makes_text_nodes_only() -> None:
    """No script of the page ever parses a string as markup."""
    for script in STATIC.rglob("*.js"):
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"):
            assert word not in script.read_text(), f"{word} in {script.name}"


async def test_the_pages_own_policy_refuses_markup_and_foreign_scripts(
    browser: Browser, playground_url: str
) -> None:
    """Even a mistake in a script of ours could not turn text into elements, nor bring a script from elsewhere."""
    page = await browser.new_page()
    await page.goto(playground_url)
    for mistake in (
        "document.body.innerHTML = '<b>bold</b>'",
        "document.body.append(Object.assign(document.createElement('script'), {text: 'harmed = 1'}))",
    ):
        with pytest.raises(PlaywrightError, match=r"TrustedHTML|TrustedScript"):
            await page.evaluate(mistake)
    async with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        await page.evaluate("import('https://nowhere.invalid/harm.js').catch(() => null)")
    await page.close()
