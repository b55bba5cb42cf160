"""Every element that people use: used on the page, and what the bot hears of it is as Slack documents it.

Shapes: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and each element's own page.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.browser import blocks as made
from tests.browser import kit
from tests.browser.acting import Heard, messages, next_heard, opens_modal, post, run
from tests.browser.test_every_block import types_of

Use = Callable[[Locator, Page], Awaitable[None]]


def clicks(*names: str) -> Use:
    """Press these buttons, one after the other; those of a dialog or a menu stand outside of the block."""

    async def use(place: Locator, page: Page) -> None:
        await place.get_by_role("button", name=names[0]).click()
        for name in names[1:]:
            item = page.get_by_role("menuitem", name=name)
            await item.or_(page.get_by_role("dialog").get_by_role("button", name=name)).click()

    return use


def selects(label: str) -> Use:
    async def use(place: Locator, _page: Page) -> None:
        await place.get_by_role("combobox").select_option(label)

    return use


def ticks(role: Literal["checkbox", "radio"], *names: str) -> Use:
    async def use(place: Locator, _page: Page) -> None:
        for name in names:
            await place.get_by_role(role, name=name).check()

    return use


def chooses(*names: str) -> Use:
    """Open the list, tick these, and close it."""

    async def use(place: Locator, page: Page) -> None:
        await place.locator("button.chooser").click()
        for name in names:
            await place.locator(".checklist").get_by_role("checkbox", name=name).check()
        await page.keyboard.press("Escape")

    return use


def fills(text: str) -> Use:
    async def use(place: Locator, _page: Page) -> None:
        await place.locator("input").fill(text)

    return use


async def searches(place: Locator, page: Page) -> None:
    """By keyboard: type, go down, take it."""
    field = place.get_by_role("combobox")
    await field.focus()
    await expect(page.get_by_text("Type at least 2 characters")).to_be_visible()
    await field.press_sequentially("se")
    await expect(place.get_by_role("listbox").get_by_role("option", name="Search")).to_be_visible()
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(field).to_have_value("Search")


async def writes(place: Locator, page: Page) -> None:
    """With the toolbar, and with what is recognised while writing."""
    field = place.get_by_role("textbox")
    await field.click()
    await place.get_by_role("button", name="Bold").click()
    await page.keyboard.type("Down")
    await place.get_by_role("button", name="Bold").click()
    await page.keyboard.type(" since 9, @ben.demo :fire: https://example.com")
    await page.keyboard.press("Enter")
    await place.get_by_role("button", name="Bulleted list").click()
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    await page.keyboard.type("two")


async def uploads(place: Locator, page: Page) -> None:
    log = {"name": "error.txt", "mimeType": "text/plain", "buffer": b"it broke"}
    await place.locator("input[type=file]").set_input_files(log)  # type: ignore[arg-type]
    await expect(place.get_by_role("listitem")).to_contain_text("error.txt")


CHECKOUT, SEARCH, POST = kit.MONITORS
USES: dict[str, tuple[Use, dict[str, Any]]] = {
    "button": (
        clicks("Acknowledge"),
        {"value": "INC-1", "style": "primary", "text": made.plain("Acknowledge")},
    ),
    "channels_select": (selects("#general"), {"selected_channel": "C0GENERAL"}),
    "checkboxes": (ticks("checkbox", "Search"), {"selected_options": [SEARCH]}),
    "conversations_select": (selects("#checkout"), {"selected_conversation": "C0CHECKOUT"}),
    "datepicker": (fills("2026-02-03"), {"selected_date": "2026-02-03", "initial_date": "2026-01-31"}),
    "datetimepicker": (fills("2023-11-14T23:13"), {"selected_date_time": 1_699_999_980}),
    "email_text_input": (fills("ann@example.com"), {"value": "ann@example.com"}),
    "external_select": (searches, {"selected_option": SEARCH}),
    "feedback_buttons": (clicks("Bad"), {"value": "bad"}),
    "icon_button": (
        clicks("Remove", "Yes"),
        {"value": "INC-1", "text": made.plain("Remove"), "confirm": kit.CONFIRM},
    ),
    "multi_channels_select": (chooses("#general"), {"selected_channels": ["C0GENERAL"]}),
    "multi_conversations_select": (
        chooses("#general", "Tocsin"),
        {"selected_conversations": ["C0GENERAL", "D0ANN"]},
    ),
    "multi_external_select": (chooses("Search"), {"selected_options": [SEARCH]}),
    "multi_static_select": (chooses("Post", "Checkout"), {"selected_options": [POST, CHECKOUT]}),
    "multi_users_select": (chooses("Ben Demo"), {"selected_users": ["U0BEN"]}),
    "number_input": (fills("1.5"), {"value": "1.5"}),
    "overflow": (clicks("More actions", "Post", "Yes"), {"selected_option": POST, "confirm": kit.CONFIRM}),
    "plain_text_input": (fills("x"), {"value": "x"}),
    "radio_buttons": (ticks("radio", "Post"), {"selected_option": POST}),
    "static_select": (selects("Search"), {"selected_option": SEARCH}),
    "timepicker": (fills("09:30"), {"selected_time": "09:30", "timezone": "America/Los_Angeles"}),
    "url_text_input": (fills("https://example.com"), {"value": "https://example.com"}),
    "users_select": (selects("Ben Demo"), {"selected_user": "U0BEN"}),
    "workflow_button": (clicks("Run"), {"text": made.plain("Run")}),
    "rich_text_input": (
        writes,
        {
            "rich_text_value": kit.rich(
                kit.line(
                    kit.words("Down", bold=True),
                    kit.words(" since 9, "),
                    {"type": "user", "user_id": "U0BEN"},
                    kit.words(" "),
                    {"type": "emoji", "name": "fire"},
                    kit.words(" "),
                    {"type": "link", "url": "https://example.com"},
                ),
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "indent": 0,
                    "elements": [kit.line(kit.words("one")), kit.line(kit.words("two"))],
                },
            )
        },
    ),
    "file_input": (uploads, {"files": "error.txt"}),
}
"""How each is used, and what is told beside where it stands."""
WHERE = {"type", "block_id", "action_id", "action_ts"}
PRESSED = {"button", "overflow", "icon_button", "feedback_buttons", "workflow_button"}


@pytest.fixture
def offering(bot: AsyncApp) -> AsyncApp:
    """The bot, offering monitors to those who search for them."""

    async def offer(ack: AsyncAck, payload: dict[str, Any]) -> None:
        found = [one for one in kit.MONITORS if one["value"].startswith(payload["value"])]
        await ack(options=found)

    bot.options("external_select")(offer)
    bot.options("multi_external_select")(offer)
    return bot


def test_every_element_is_used() -> None:
    assert set(USES) == set(kit.ELEMENTS)


async def test_every_element_in_a_message_tells_the_bot_as_slack_does(
    desk: Page, offering: AsyncApp, heard: Heard
) -> None:
    told: dict[str, Any] = {}
    kinds = sorted(types_of("ActionsBlockElement") - {"rich_text_input"})
    small = sorted(types_of("ContextActionsBlockElement"))
    for kind in [*kinds, *small]:
        row = {"type": "context_actions" if kind in small else "actions", "block_id": kind}
        bodies = messages(desk).locator(".message-body")
        before = await bodies.count()
        await post(offering, text=kind, blocks=[row | {"elements": [kit.element(kind)]}])
        await expect(bodies).to_have_count(before + 1)
        await USES[kind][0](bodies.last, desk)
        payload = await next_heard(heard)
        while payload["actions"][-1]["block_id"] in told:  # a list that lost its focus may tell once more
            payload = await next_heard(heard)
        action = payload["actions"][-1]
        assert (action["type"], action["block_id"], action["action_id"]) == (kind, kind, kind)
        assert (kind in payload["state"]["values"]) == (kind not in PRESSED)
        told[kind] = {key: value for key, value in action.items() if key not in WHERE}
    assert told == {kind: USES[kind][1] for kind in [*kinds, *small]}


async def test_every_input_of_a_modal_is_submitted_as_slack_does(desk: Page, offering: AsyncApp) -> None:
    kinds = sorted(types_of("InputBlockElement"))
    inputs = [made.entry(f"The {kind}", kit.element(kind), kind) for kind in kinds]
    title, submit = made.plain("All inputs"), made.plain("Send")
    view = {"type": "modal", "callback_id": "all", "title": title, "submit": submit, "blocks": inputs}
    await opens_modal(offering, view)
    submitted: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @offering.view("all")
    async def take(ack: AsyncAck, view: dict[str, Any]) -> None:
        await ack()
        submitted.put_nowait(view["state"]["values"])

    await run(desk, "/incident all")
    dialog = desk.get_by_role("dialog", name="All inputs")
    for kind in kinds:
        await USES[kind][0](dialog.locator(f"[data-block={kind}]"), desk)
    await desk.screenshot(path=Path("var/screenshots/all-inputs.png"))
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    values = (await asyncio.wait_for(submitted.get(), timeout=20)).items()
    told = {kind: dict(actions[kind]) for kind, actions in values}
    [file] = told["file_input"]["files"]
    info = await offering.client.files_info(file=file["id"])
    assert info["file"]["name"] == "error.txt"
    told["file_input"]["files"] = file["name"]
    expected = {kind: {"type": kind, **USES[kind][1]} for kind in kinds}
    del expected["datepicker"]["initial_date"]
    assert told == expected
