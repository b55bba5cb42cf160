"""Fields in detail: where they begin, what they tell while one types, what they refuse, what they keep."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.browser import blocks as made
from tests.browser import kit
from tests.browser.acting import Heard, messages, next_heard, opens_modal, post, run

SEND = {"submit": made.plain("Send"), "callback_id": "form"}


def form(**elements: made.JSON) -> made.JSON:
    """A modal with these elements, labelled and named by their keys; `more` of the block go by `block`."""
    inputs = []
    for name, element in elements.items():
        more = element.pop("block", {})
        inputs.append(made.entry(name, {"action_id": "field", **element}, name, **more))
    return {"type": "modal", "title": made.plain("Form"), "blocks": inputs, **SEND}


async def opened(page: Page, bot: AsyncApp, view: made.JSON) -> Locator:
    await opens_modal(bot, view)
    await run(page, "/incident form")
    dialog = page.get_by_role("dialog", name="Form")
    await expect(dialog).to_be_visible()
    return dialog


@pytest.fixture
def submitted(bot: AsyncApp) -> list[made.JSON]:
    """What was submitted, by name of the field."""
    taken: list[made.JSON] = []

    async def take(ack: AsyncAck, view: dict[str, Any]) -> None:
        await ack()
        values = view["state"]["values"]
        taken.append({name: actions["field"] for name, actions in values.items()})

    bot.view("form")(take)
    return taken


async def sent(dialog: Locator, submitted: list[made.JSON]) -> made.JSON:
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    return submitted[-1]


async def test_fields_begin_with_what_the_bot_put_into_them(
    desk: Page, bot: AsyncApp, submitted: list[made.JSON]
) -> None:
    """And tell it unchanged; a conversation begins with the one that is open."""
    began: dict[str, made.JSON] = {
        "line": {"type": "plain_text_input", "initial_value": "a line"},
        "number": {"type": "number_input", "is_decimal_allowed": False, "initial_value": "7"},
        "rich": {"type": "rich_text_input", "initial_value": RICH},
        "boxes": {"type": "checkboxes", "options": kit.MONITORS, "initial_options": kit.MONITORS[:2]},
        "one": {"type": "static_select", "option_groups": kit.GROUPS, "initial_option": kit.MONITORS[2]},
        "people": {"type": "multi_users_select", "initial_users": ["U0ANN", "U0BEN"]},
        "searched": {"type": "external_select", "initial_option": kit.MONITORS[1]},
        "day": {"type": "datepicker", "initial_date": "2026-01-31"},
        "moment": {"type": "datetimepicker", "initial_date_time": 1_700_000_040},
        "where": {"type": "conversations_select", "default_to_current_conversation": True},
    }
    dialog = await opened(desk, bot, form(**began))
    await expect(dialog.get_by_role("button", name="people")).to_have_text("Ann Demo, Ben Demo")
    await expect(dialog.get_by_role("combobox", name="searched")).to_have_value("Search")
    await expect(dialog.get_by_role("textbox", name="rich")).to_contain_text("ask @Ben Demo")
    told = await sent(dialog, submitted)
    plainly = {
        name: next(part for key, part in value.items() if key != "type") for name, value in told.items()
    }
    assert plainly == {
        "line": "a line",
        "number": "7",
        "rich": RICH,
        "boxes": kit.MONITORS[:2],
        "one": kit.MONITORS[2],
        "people": ["U0ANN", "U0BEN"],
        "searched": kit.MONITORS[1],
        "day": "2026-01-31",
        "moment": 1_700_000_040,
        "where": "C0INCIDENTS",
    }


RICH = kit.rich(
    kit.line(kit.words("first ", bold=True), kit.words("ask "), {"type": "user", "user_id": "U0BEN"}),
    {"type": "rich_text_quote", "elements": [kit.words("said")]},
    {
        "type": "rich_text_list",
        "style": "ordered",
        "indent": 0,
        "elements": [kit.line(kit.words("one")), kit.line(kit.words("x = 1", code=True))],
    },
    {"type": "rich_text_preformatted", "elements": [kit.words("a\nb")]},
)


async def test_text_is_formatted_by_the_toolbar_and_pasted_plainly(
    desk: Page, bot: AsyncApp, submitted: list[made.JSON]
) -> None:
    """By mouse and keyboard; what is pasted brings no markup along."""
    dialog = await opened(desk, bot, form(text={"type": "rich_text_input"}))
    field = dialog.get_by_role("textbox", name="text")
    await field.click()
    await desk.keyboard.press("Control+i")
    await desk.keyboard.type("leaning")
    await desk.keyboard.press("Control+i")
    await desk.keyboard.type(" <b>not bold</b>")
    await desk.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Quote").click()
    await desk.keyboard.type("said")
    await field.evaluate(
        """field => {
            const data = new DataTransfer();
            data.setData("text/html", "<b>bold</b>");
            data.setData("text/plain", " &amp; done");
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true, bubbles: true }));
        }"""
    )
    tools = dialog.get_by_role("toolbar", name="Formatting")
    await tools.get_by_role("button", name="Bold").focus()
    await desk.keyboard.press("ArrowRight")
    await expect(tools.get_by_role("button", name="Italic")).to_be_focused()
    assert (await sent(dialog, submitted))["text"]["rich_text_value"] == kit.rich(
        kit.line(kit.words("leaning", italic=True), kit.words(" <b>not bold</b>")),
        {"type": "rich_text_quote", "elements": [kit.words("said &amp; done")]},
    )


async def test_a_field_tells_the_bot_while_one_types_when_it_asks_for_that(
    desk: Page, bot: AsyncApp, heard: Heard
) -> None:
    """On Enter when it says nothing else, then without submitting; on each character when it wants so."""
    characters = {"trigger_actions_on": ["on_character_entered"]}
    live = {"dispatch_action": True}
    dialog = await opened(
        desk,
        bot,
        form(
            entered={"type": "plain_text_input", "block": live},
            typed={"type": "plain_text_input", "dispatch_action_config": characters, "block": live},
            quiet={"type": "plain_text_input"},
        ),
    )
    await dialog.get_by_role("textbox", name="quiet").fill("nobody hears")
    await dialog.get_by_role("textbox", name="entered").fill("all at once")
    await dialog.get_by_role("textbox", name="entered").press("Enter")
    told = await next_heard(heard)
    assert (told["actions"][0]["block_id"], told["actions"][0]["value"]) == ("entered", "all at once")
    assert told["view"]["state"]["values"]["quiet"]["field"]["value"] == "nobody hears"
    await dialog.get_by_role("textbox", name="typed").press_sequentially("ab")
    told = await next_heard(heard)
    assert told["actions"][0]["block_id"] == "typed"
    await expect(dialog).to_be_visible()


async def test_the_focus_is_where_the_bot_wants_it(desk: Page, bot: AsyncApp) -> None:
    fields = form(
        first={"type": "plain_text_input"}, second={"type": "plain_text_input", "focus_on_load": True}
    )
    dialog = await opened(desk, bot, fields)
    await expect(dialog.get_by_role("textbox", name="second")).to_be_focused()


async def test_no_more_is_chosen_than_allowed(desk: Page, bot: AsyncApp, submitted: list[made.JSON]) -> None:
    select = {"type": "multi_static_select", "options": kit.MONITORS, "max_selected_items": 1}
    files = {"type": "file_input", "filetypes": ["txt"], "max_files": 1}
    dialog = await opened(desk, bot, form(monitors=select, files=files))
    await dialog.get_by_role("button", name="monitors").click()
    boxes = dialog.locator(".checklist")
    await boxes.get_by_role("checkbox", name="Post").check()
    await boxes.get_by_role("checkbox", name="Search").click()
    await expect(boxes.get_by_role("checkbox", name="Search")).not_to_be_checked()
    await desk.keyboard.press("Escape")
    for name in ("picture.png", "log.txt"):
        given = {"name": name, "mimeType": "text/plain", "buffer": b"x"}
        await dialog.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]
    await expect(dialog.get_by_role("listitem")).to_have_text(["📄log.txt1 B"])
    await expect(desk.get_by_role("alert").filter(has_text="Only txt files")).to_be_visible()
    await dialog.get_by_role("button", name="Remove log.txt").click()
    await expect(dialog.get_by_role("listitem")).to_have_count(0)
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()


async def test_a_search_says_why_nothing_is_offered(desk: Page, bot: AsyncApp) -> None:
    """Too few characters, nothing found, nobody answers; the choice of before stays, an emptied field is none."""
    answers: list[list[made.JSON]] = [[]]

    @bot.options("field")
    async def offer(ack: AsyncAck) -> None:
        await ack(options=answers[0])

    select = {"type": "external_select", "initial_option": kit.MONITORS[0]}
    dialog = await opened(desk, bot, form(monitor=select))
    field = dialog.get_by_role("combobox", name="monitor")
    await field.fill("se")
    await expect(dialog.get_by_text("Type at least 3 characters")).to_be_visible()
    await field.fill("sea")
    await expect(dialog.get_by_text("No results")).to_be_visible()
    answers[0] = [{"text": "no option"}]
    await field.fill("sear")
    await expect(dialog.get_by_text("The options could not be loaded")).to_be_visible()
    await field.press("Escape")
    await expect(field).to_have_value("Checkout")
    await expect(dialog).to_be_visible()


async def test_a_button_for_others_is_not_seen(desk: Page, bot: AsyncApp) -> None:
    """`visible_to_user_ids` of an icon button."""
    icons = [
        {"type": "icon_button", "icon": "trash", "text": made.plain(name), "visible_to_user_ids": [id]}
        for name, id in (("Mine", "U0ANN"), ("Theirs", "U0BEN"))
    ]
    await post(bot, blocks=[{"type": "context_actions", "elements": icons}])
    row = messages(desk).locator(".block-actions")
    await expect(row.get_by_role("button", name="Mine")).to_be_visible()
    await expect(row.get_by_role("button", name="Theirs")).to_have_count(0)
