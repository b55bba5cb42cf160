"""The playground's page, driven by roles and names, with a bot behind it over Socket Mode."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from playground.server import Playground
from tests.browser import blocks as made

Heard = asyncio.Queue[dict[str, Any]]
NOISE = re.compile(
    r' (class="link"|target="\w+"|rel="[\w ]+"|datetime="[^"]*"|title="[^"]*"|data-[\w-]+="[^"]*")'
)
STATIC = Path(__file__).parents[2] / "playground" / "static"


@pytest.fixture
async def heard(bot: AsyncApp) -> Heard:
    """Every payload that the bot gets and only takes note of: block actions and closed modals."""
    payloads: Heard = asyncio.Queue()

    async def note(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        payloads.put_nowait(body)

    bot.action(re.compile(""))(note)
    bot.view_closed("declare")(note)
    return payloads


@pytest.fixture
async def desk(page: Page, playground_url: str) -> Page:
    """The page as Ann sees it."""
    await page.goto(f"{playground_url}/?as=U0ANN")
    await expect(writing_to(page, "#incidents")).to_be_visible()
    return page


def writing_to(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"Message {name}")


def messages(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")


async def post(bot: AsyncApp, **message: Any) -> str:
    answer = await bot.client.chat_postMessage(channel="C0INCIDENTS", **({"text": "A message"} | message))
    return str(answer["ts"])


async def next_heard(heard: Heard) -> dict[str, Any]:
    return await asyncio.wait_for(heard.get(), timeout=5)


async def opens_modal(bot: AsyncApp, view: dict[str, Any]) -> None:
    """Let /incident open this modal."""

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await bot.client.views_open(trigger_id=body["trigger_id"], view=view)

    bot.command("/incident")(listener)


async def run(page: Page, command: str) -> None:
    await writing_to(page, "#incidents").fill(command)
    await writing_to(page, "#incidents").press("Enter")


async def test_everything_has_its_role_and_name(desk: Page, bot: AsyncApp) -> None:
    """Channels, direct messages, the log, the text box, who acts and the notice are found by role and name."""
    channels = desk.get_by_role("navigation", name="Channels")
    await expect(channels.get_by_role("link", name="incidents")).to_have_attribute("aria-current", "page")
    await expect(channels.get_by_role("link", name="general")).to_be_visible()
    direct = desk.get_by_role("navigation", name="Direct messages")
    await expect(direct.get_by_role("link", name="Tocsin")).to_be_visible()
    await expect(desk.get_by_label("Acting as").locator("option")).to_have_text(
        ["Ann Demo", "Ben Demo", "Cleo Demo"]
    )
    await expect(desk.get_by_role("note")).to_contain_text("Reminders come fast here.")
    await expect(desk.get_by_text("Nothing in #incidents yet")).to_be_visible()


async def test_a_command_is_completed_and_then_sent(desk: Page, bot: AsyncApp) -> None:
    """Enter completes the word; Enter again sends it bare; with arguments Enter sends at once."""
    texts: asyncio.Queue[str] = asyncio.Queue()

    @bot.command("/incident")
    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        texts.put_nowait(body.get("text", ""))

    box, offers = writing_to(desk, "#incidents"), desk.get_by_role("listbox", name="Commands")
    await box.press_sequentially("/in")
    await expect(offers.get_by_role("option")).to_have_count(2)
    await expect(offers.get_by_role("option", name="/incident")).to_contain_text("what is wrong")
    await box.press("Enter")
    await expect(box).to_have_value("/incident ")
    await expect(offers).to_be_hidden()
    await box.press("Enter")
    assert await texts.get() == ""
    await run(desk, "/incident lead @ben.demo & co")
    assert await texts.get() == "lead <@U0BEN|ben.demo> &amp; co"
    await box.press_sequentially("/inq")
    await box.press("Tab")
    await expect(box).to_have_value("/inquire ")


async def test_a_button_reaches_the_bot_and_the_card_changes_in_place(
    desk: Page, bot: AsyncApp, heard: Heard
) -> None:
    ts = await post(bot, blocks=made.card())
    await messages(desk).get_by_role("button", name="Acknowledge").click()
    pressed = await next_heard(heard)
    assert (pressed["actions"][0]["action_id"], pressed["user"]["id"]) == ("acknowledge", "U0ANN")
    await bot.client.chat_update(
        channel="C0INCIDENTS", ts=ts, text="x", blocks=[made.section("Taken by Ann")]
    )
    await expect(messages(desk).get_by_role("article")).to_have_count(1)
    await expect(messages(desk)).to_contain_text("Taken by Ann")
    await expect(desk.get_by_role("button", name="Acknowledge")).to_have_count(0)
    await expect(messages(desk).get_by_role("article")).to_be_focused()


async def test_a_confirm_dialog_stands_before_the_action(desk: Page, bot: AsyncApp, heard: Heard) -> None:
    await post(bot, blocks=made.card())
    await messages(desk).get_by_role("button", name="Resolve").click()
    dialog = desk.get_by_role("dialog", name="Resolve INC-1?")
    await expect(dialog.locator("strong")).to_have_text("status page")
    await dialog.get_by_role("button", name="Keep open").click()
    await expect(dialog).to_have_count(0)
    assert heard.empty()
    await messages(desk).get_by_role("button", name="Resolve").click()
    await dialog.get_by_role("button", name="Resolve").click()
    assert (await next_heard(heard))["actions"][0]["action_id"] == "resolve"


async def test_the_overflow_menu_works_by_keyboard(desk: Page, bot: AsyncApp, heard: Heard) -> None:
    await post(bot, blocks=made.card())
    opener = messages(desk).get_by_role("button", name="More actions")
    await opener.press("ArrowDown")
    menu = desk.get_by_role("menu", name="More actions")
    await expect(menu.get_by_role("menuitem", name="Change severity")).to_be_focused()
    await desk.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.press("Enter")
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("Enter")
    assert (await next_heard(heard))["actions"][0]["selected_option"]["value"] == "lead"


async def test_a_select_in_a_message_tells_the_bot(desk: Page, bot: AsyncApp, heard: Heard) -> None:
    await post(bot, blocks=[made.section("Which severity?", accessory=made.severity())])
    await messages(desk).get_by_label("Severity").select_option("Critical")
    assert (await next_heard(heard))["actions"][0]["selected_option"]["value"] == "critical"


async def test_a_modal_shows_errors_on_its_fields_and_keeps_what_was_typed(desk: Page, bot: AsyncApp) -> None:
    """First the required field, then the bot's own error; the third try closes the modal."""
    await opens_modal(bot, made.declare_view())
    titles = []

    @bot.view("declare")
    async def submitted(ack: AsyncAck, view: dict[str, Any]) -> None:
        titles.append(view["state"]["values"]["title"]["text"]["value"])
        if len(titles) > 1:
            await ack()
        else:
            await ack(response_action="errors", errors={"title": "That one is open already."})

    await run(desk, "/incident declare")
    dialog = desk.get_by_role("dialog", name="Declare an incident")
    title = dialog.get_by_role("textbox", name="Title")
    await expect(title).to_be_focused()
    await dialog.get_by_label("Severity").select_option("Major")
    await dialog.get_by_role("button", name="Declare").click()
    await expect(title).to_have_accessible_description("Please complete this required field.")
    await title.fill("Checkout")
    await dialog.get_by_role("button", name="Declare").click()
    await expect(title).to_have_accessible_description("That one is open already.")
    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_be_focused()
    await expect(title).to_have_value("Checkout")
    await expect(dialog.get_by_label("Severity")).to_have_value("major")
    await title.fill("Search")
    await title.press("Enter")
    await expect(dialog).to_have_count(0)
    assert titles == ["Checkout", "Search"]


async def test_escape_closes_a_modal_and_the_bot_hears_of_it(desk: Page, bot: AsyncApp, heard: Heard) -> None:
    await opens_modal(bot, made.declare_view() | {"notify_on_close": True})
    await run(desk, "/incident declare")
    await expect(desk.get_by_role("dialog", name="Declare an incident")).to_be_visible()
    await desk.keyboard.press("Escape")
    await expect(desk.get_by_role("dialog")).to_have_count(0)
    assert (await next_heard(heard))["type"] == "view_closed"
    await expect(writing_to(desk, "#incidents")).to_be_focused()


async def test_a_changed_modal_keeps_what_was_typed_and_a_pushed_one_covers_it(
    desk: Page, bot: AsyncApp
) -> None:
    view = made.declare_view(extra=[made.actions(made.button("Details", "details"), block_id="more")])
    await opens_modal(bot, view)

    @bot.action("details")
    async def pushed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        below = body["view"]["id"]
        await bot.client.views_update(view_id=below, view=view | {"title": made.plain("Declare it")})
        await bot.client.views_push(trigger_id=body["trigger_id"], view=made.plain_view("Details"))

    await run(desk, "/incident declare")
    await desk.get_by_role("textbox", name="Title").fill("Half a tit")
    await desk.get_by_role("button", name="Details").click()
    top = desk.get_by_role("dialog", name="Details")
    await expect(top).to_be_visible()
    await expect(desk.get_by_role("dialog", name="Declare it")).to_have_count(0)
    await top.get_by_role("button", name="Close").click()
    lower = desk.get_by_role("dialog", name="Declare it")
    await expect(lower.get_by_role("textbox", name="Title")).to_have_value("Half a tit")
    await desk.reload()
    await expect(lower.get_by_role("textbox", name="Title")).to_have_value("Half a tit")


async def test_every_input_reaches_the_bot(desk: Page, bot: AsyncApp) -> None:
    """Each kind of field is filled in by its label, and arrives in Slack's own shape."""
    await opens_modal(bot, made.all_inputs_view())
    values: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @bot.view("all")
    async def submitted(ack: AsyncAck, view: dict[str, Any]) -> None:
        await ack()
        values.put_nowait(view["state"]["values"])

    await run(desk, "/incident all")
    dialog = desk.get_by_role("dialog", name="All inputs")
    await dialog.get_by_role("textbox", name="Line", exact=True).fill("a <b> & c")
    await dialog.get_by_label("Lines").fill("one\ntwo")
    await dialog.get_by_label("Number").fill("42")
    await dialog.get_by_label("Mail").fill("ann@example.com")
    await dialog.get_by_label("Address").fill("https://example.com/x")
    await dialog.get_by_label("Person").select_option("Ben Demo")
    await dialog.get_by_label("Channel").select_option("#checkout")
    await dialog.get_by_label("Day").fill("2026-11-22")
    await dialog.get_by_label("Clock").fill("14:02")
    await dialog.get_by_label("Moment").fill("2026-11-22T14:02")
    await dialog.get_by_label("Monitors").click()
    await dialog.get_by_role("checkbox", name="search").check()
    await dialog.get_by_role("checkbox", name="post").check()
    await desk.keyboard.press("Escape")
    await dialog.get_by_role("checkbox", name="Customers").check()
    await dialog.get_by_role("radio", name="Loud").check()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    assert made.plainly(await values.get()) == {
        "line": "a <b> & c",
        "lines": "one\ntwo",
        "number": "42",
        "mail": "ann@example.com",
        "address": "https://example.com/x",
        "person": "U0BEN",
        "channel": "C0CHECKOUT",
        "day": "2026-11-22",
        "clock": "14:02",
        "moment": 1795352520,
        "monitors": ["search", "post"],
        "tell": ["customers"],
        "voice": "loud",
    }


async def test_a_private_answer_is_marked_and_seen_by_one_only(
    desk: Page, bot: AsyncApp, playground_url: str
) -> None:
    await bot.client.chat_postEphemeral(channel="C0INCIDENTS", user="U0ANN", text="Just you and me")
    answer = messages(desk).get_by_role("article").filter(has_text="Just you and me")
    await expect(answer.get_by_text("Only visible to you")).to_be_visible()
    other = await desk.context.new_page()
    await other.goto(f"{playground_url}/?as=U0BEN")
    await expect(other.get_by_text("Nothing in #incidents yet")).to_be_visible()
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(answer).to_have_count(0)


async def test_a_thread_opens_beside_and_counts_its_replies(desk: Page, bot: AsyncApp) -> None:
    ts = await post(bot, text="The card")
    await messages(desk).get_by_text("The card").hover()
    await messages(desk).get_by_role("button", name="Open thread").click()
    panel = desk.get_by_role("complementary", name="Thread")
    await expect(panel.get_by_role("log", name="Thread")).to_contain_text("The card")
    box = panel.get_by_role("textbox", name="Reply in thread")
    await box.fill("Looking at it")
    await box.press("Enter")
    await expect(panel.get_by_role("log", name="Thread")).to_contain_text("Looking at it")
    await post(bot, text="An update", thread_ts=ts)
    await expect(messages(desk).get_by_role("button", name="2 replies")).to_be_visible()
    await expect(messages(desk)).not_to_contain_text("Looking at it")
    assert desk.url.endswith(f"#/C0INCIDENTS/{ts}")
    await box.fill("/incident ack")
    await box.press("Enter")
    await expect(desk.get_by_role("alert")).to_contain_text("not supported in threads")
    await expect(box).to_have_value("/incident ack")
    await panel.get_by_role("button", name="Close thread").click()
    await expect(panel).to_be_hidden()


async def test_another_person_acts_and_finds_their_unread_messages(desk: Page, bot: AsyncApp) -> None:
    direct = desk.get_by_role("navigation", name="Direct messages").get_by_role("link", name="Tocsin")
    await desk.get_by_label("Acting as").select_option("Ben Demo")
    await expect(desk.get_by_label("Acting as")).to_have_value("U0BEN")
    assert "as=U0BEN" in desk.url
    await bot.client.chat_postMessage(channel="U0BEN", text="Wake up, Ben")
    await expect(direct).to_have_accessible_description("1 unread")
    await direct.click()
    await expect(writing_to(desk, "Tocsin")).to_be_visible()
    await expect(messages(desk)).to_contain_text("Wake up, Ben")
    await expect(direct).not_to_have_accessible_description("1 unread")
    await desk.reload()
    await expect(messages(desk)).to_contain_text("Wake up, Ben")
    await desk.get_by_label("Acting as").select_option("Cleo Demo")
    await expect(desk.get_by_text("Your conversation with Tocsin")).to_be_visible()


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


async def test_a_long_channel_shows_its_end_and_the_rest_when_asked(desk: Page, bot: AsyncApp) -> None:
    for number in range(205):
        await post(bot, text=f"Message number {number}.")
    await desk.reload()
    await expect(messages(desk).get_by_text("Message number 204.")).to_be_in_viewport()
    await expect(messages(desk).get_by_role("article")).to_have_count(200)
    await desk.get_by_role("button", name="Earlier messages").click()
    await expect(messages(desk).get_by_role("article")).to_have_count(205)
    await expect(messages(desk).get_by_text("Message number 0.")).to_be_attached()
    await expect(desk.get_by_role("button", name="Earlier messages")).to_be_hidden()


async def test_nobody_unknown_can_act(page: Page, playground_url: str) -> None:
    await page.goto(f"{playground_url}/?as=U0NOBODY")
    await expect(page.get_by_label("Acting as")).to_have_value("U0ANN")


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


async def test_messages_come_again_after_the_line_broke(page: Page, tmp_path: Path) -> None:
    """The page says that it reconnects, does so by itself, and shows what it missed."""
    state = tmp_path / "workspace.db"
    async with Playground(made.MANIFEST, state=state).serve() as url:
        await page.goto(url)
        await run(page, "before")
        await expect(messages(page)).to_contain_text("before")
    await expect(page.get_by_role("status").filter(has_text="Reconnecting…")).to_be_visible()
    async with Playground(made.MANIFEST, state=state).serve(port=int(url.rsplit(":", 1)[1])):
        await expect(page.get_by_text("Reconnecting…")).to_be_hidden()
        await run(page, "after")
        await expect(messages(page)).to_contain_text("after")


async def test_a_command_without_a_bot_says_why_it_failed(page: Page, playground_url: str) -> None:
    await page.goto(playground_url)
    await expect(page.get_by_text("Tocsin is not connected")).to_be_visible()
    await run(page, "/incident critical down")
    await expect(page.get_by_role("alert")).to_contain_text("dispatch_failed")


async def test_a_phone_has_room_for_everything(desk: Page, bot: AsyncApp) -> None:
    """At 390 px nothing is cut off sideways, and the sidebar comes by its button."""
    await desk.set_viewport_size({"width": 390, "height": 844})
    await post(bot, blocks=made.card())
    await expect(messages(desk).get_by_role("button", name="More actions")).to_be_in_viewport(ratio=1)
    assert await desk.evaluate("document.documentElement.scrollWidth") == 390
    channel = desk.get_by_role("navigation", name="Channels").get_by_role("link", name="general")
    await expect(channel).to_be_hidden()
    await desk.get_by_role("button", name="Toggle sidebar").click()
    await channel.click()
    await expect(writing_to(desk, "#general")).to_be_visible()
    await expect(channel).not_to_be_in_viewport()


def test_the_page_makes_text_nodes_only() -> None:
    """No script of the page ever parses a string as markup."""
    for script in STATIC.rglob("*.js"):
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"):
            assert word not in script.read_text(), f"{word} in {script.name}"
