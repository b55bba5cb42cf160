"""What is pressed, chosen and filled in on the page, and what the bot hears of it."""

import asyncio
from typing import Any

from playwright.async_api import Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.browser import blocks as made
from tests.browser.acting import Heard, messages, next_heard, opens_modal, post, run, writing_to


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
    card = messages(desk).get_by_role("article").filter(has_text="Taken by Ann")
    await expect(card).to_have_count(1)
    await expect(messages(desk).get_by_role("article")).to_have_count(2)  # and that the bot joined
    await expect(desk.get_by_role("button", name="Acknowledge")).to_have_count(0)
    await expect(card).to_be_focused()


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
    opener = messages(desk).get_by_role("button", name="More actions").first  # the next is the message's own
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


async def test_the_first_field_follows_the_title_at_once(desk: Page, bot: AsyncApp) -> None:
    """No room is left for the sentence of an error that is not there."""
    await opens_modal(bot, made.declare_view())
    await run(desk, "/incident declare")
    dialog = desk.get_by_role("dialog", name="Declare an incident")
    head, field = dialog.get_by_role("heading"), dialog.locator(".block-input").first
    await expect(field).to_be_visible()
    above, below = await head.bounding_box(), await field.bounding_box()
    assert above
    assert below
    assert below["y"] - (above["y"] + above["height"]) < 24


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
