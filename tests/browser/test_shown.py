"""What the page makes of what people and bots write: blocks, mrkdwn, dates, hostile text."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from playwright.async_api import Error as PlaywrightError
from slack_bolt.async_app import AsyncApp

from tests.browser import blocks as made
from tests.browser import kit, texts
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


async def drawn(page: Page, count: int) -> list[str]:
    """What each text of the channel became, without the attributes that say nothing."""
    bodies = messages(page).locator(".message:not(.event) .message-body .formatted")
    await expect(bodies).to_have_count(count)
    return [NOISE.sub("", await body.inner_html()) for body in await bodies.all()]


async def test_mrkdwn_reads_as_in_slack(desk: Page, bot: AsyncApp) -> None:
    """Every line of both tables, with dates in the reader's zone (here Berlin)."""
    table = made.MRKDWN | texts.MRKDWN
    for typed in table:
        await post(bot, text=typed)
    assert dict(zip(table, await drawn(desk, len(table)), strict=True)) == table


async def test_text_objects_read_as_in_slack(desk: Page, bot: AsyncApp) -> None:
    """As in a message, and with what is found by itself; verbatim without that; plain text as it stands."""
    kinds: list[tuple[dict[str, str], made.JSON]] = [
        (texts.MRKDWN | texts.AUTOMATIC, {"type": "mrkdwn"}),
        (texts.VERBATIM, {"type": "mrkdwn", "verbatim": True}),
        (texts.PLAIN, {"type": "plain_text"}),
        ({":fire:": ":fire:"}, {"type": "plain_text", "emoji": False}),
    ]
    wanted = [(typed, shown) for table, _ in kinds for typed, shown in table.items()]
    objects = [{"text": typed, **kind} for table, kind in kinds for typed in table]
    sections: list[made.JSON] = [{"type": "section", "text": text} for text in objects]
    await post(bot, blocks=sections)
    assert list(zip([typed for typed, _ in wanted], await drawn(desk, len(wanted)), strict=True)) == wanted


async def test_rich_text_and_unformatted_messages_show_what_they_say(desk: Page, bot: AsyncApp) -> None:
    """Nothing is read into the text of a rich_text block; without mrkdwn only what was escaped is read."""
    typed = "*a* &lt;b&gt; <!here> #general :fire:"
    await post(bot, blocks=[kit.rich(kit.line(kit.words(typed)))])
    await post(bot, text=typed, mrkdwn=False)
    rich, bare = await drawn(desk, 2)
    assert (
        rich
        == f'<div class="rich-section">{typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}</div>'
    )
    assert bare == "*a* &lt;b&gt; &lt;!here&gt; #general :fire:"


async def test_names_are_linked_when_the_bot_asks_for_it(desk: Page, bot: AsyncApp) -> None:
    """`link_names` links groups, `parse=full` channels too; neither links people."""
    for more in ({}, {"link_names": True}, {"parse": "full"}):
        await post(bot, text="@oncall @ben.demo #general", **more)
    group, channel = f"{texts.OTHER}@oncall</span>", texts.GENERAL
    shown = [
        f"{one} @ben.demo {other}"
        for one, other in (("@oncall", "#general"), (group, "#general"), (group, channel))
    ]
    assert await drawn(desk, 3) == shown


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


@pytest.mark.parametrize("written", texts.MARKDOWN)
async def test_markdown_is_drawn_as_slack_draws_it(desk: Page, bot: AsyncApp, written: str) -> None:
    """In a markdown block; the words around the text tell that it is drawn."""
    await post(bot, blocks=[{"type": "markdown", "text": written}])
    drawn = messages(desk).locator(".block-markdown")
    await expect(drawn).to_be_visible()
    html = re.sub(
        r' (scope|tabindex|role|aria-label|disabled|class)="[^"]*"',
        "",
        NOISE.sub("", await drawn.inner_html()),
    )
    assert html == texts.MARKDOWN[written]


async def test_a_task_that_is_done_is_ticked(desk: Page, bot: AsyncApp) -> None:
    await post(bot, blocks=[{"type": "markdown", "text": "- [ ] look\n- [x] mend"}])
    await expect(messages(desk).get_by_role("checkbox", name="mend")).to_be_checked()
    await expect(messages(desk).get_by_role("checkbox", name="look")).not_to_be_checked()
