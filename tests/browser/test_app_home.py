"""The bot's App Home and the menu of shortcuts, as people use them."""

import asyncio
from typing import Any

from playwright.async_api import Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.browser import blocks as made
from tests.browser.acting import Heard, messages, next_heard, writing_to


def home(*blocks: made.JSON) -> made.JSON:
    return {"type": "home", "blocks": list(blocks)}


def overview() -> made.JSON:
    """A home with a button, a select and a field."""
    press = made.actions(made.button("Declare", "declare", style="primary"), made.severity())
    return home(
        {"type": "header", "text": made.plain("Two incidents are open")},
        made.section("*INC-2* Search is slow\n<@U0ANN> leads"),
        press,
        made.text_entry("Note", "note"),
    )


async def open_home(page: Page) -> None:
    await page.get_by_role("navigation", name="Direct messages").get_by_role("link", name="Tocsin").click()
    await page.get_by_role("tab", name="Home").click()


async def test_the_home_shows_what_the_bot_publishes_as_it_publishes_it(desk: Page, bot: AsyncApp) -> None:
    """Empty at first; then in place, without a reload; and again after one."""
    await open_home(desk)
    panel = desk.get_by_role("tabpanel", name="Home")
    await expect(panel).to_contain_text("Tocsin has not published a Home for you.")
    await expect(desk.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    await bot.client.views_publish(user_id="U0ANN", view=overview())
    await expect(panel.get_by_role("heading", name="Two incidents are open")).to_be_visible()
    await expect(writing_to(desk, "Tocsin")).to_be_hidden()
    await desk.reload()
    await expect(panel.get_by_role("heading", name="Two incidents are open")).to_be_visible()
    assert desk.url.endswith("#/D0ANN/home")
    await desk.get_by_role("tab", name="Messages").click()
    await expect(writing_to(desk, "Tocsin")).to_be_focused()
    await expect(panel).to_be_hidden()
    await desk.get_by_role("tab", name="About").click()
    await expect(desk.get_by_role("tabpanel", name="About")).to_contain_text("keeps their timeline")
    await expect(desk.get_by_role("region", name="Commands")).to_contain_text("/incident")
    await desk.get_by_role("navigation", name="Channels").get_by_role("link", name="incidents").click()
    await expect(desk.get_by_role("tablist", name="App")).to_be_hidden()


async def test_what_is_pressed_and_entered_at_home_reaches_the_bot(
    desk: Page, bot: AsyncApp, heard: Heard
) -> None:
    """And what was entered stays when the bot publishes anew."""
    await bot.client.views_publish(user_id="U0ANN", view=overview())
    await open_home(desk)
    await desk.get_by_role("textbox", name="Note").fill("half a thought")
    await desk.get_by_role("button", name="Declare").click()
    pressed = await next_heard(heard)
    assert (pressed["container"]["type"], pressed["actions"][0]["action_id"]) == ("view", "declare")
    assert pressed["view"]["type"] == "home"
    assert pressed["view"]["state"]["values"]["note"]["text"]["value"] == "half a thought"
    await bot.client.views_publish(user_id="U0ANN", view=overview() | {"callback_id": "again"})
    await expect(desk.get_by_role("textbox", name="Note")).to_have_value("half a thought")
    await desk.get_by_label("Severity").select_option("Major")
    assert (await next_heard(heard))["actions"][0]["selected_option"]["value"] == "major"


async def test_the_tabs_work_by_keyboard(desk: Page, bot: AsyncApp) -> None:
    await open_home(desk)
    await desk.get_by_role("tab", name="Home").focus()
    await desk.keyboard.press("ArrowLeft")
    await expect(desk.get_by_role("tab", name="About")).to_be_focused()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("tabpanel", name="About")).to_be_visible()
    await expect(desk.get_by_role("tab", name="About")).to_be_focused()


async def test_messages_that_come_while_the_home_is_looked_at_are_unread(desk: Page, bot: AsyncApp) -> None:
    await open_home(desk)
    await expect(desk.get_by_role("tabpanel", name="Home")).to_be_visible()
    await bot.client.chat_postMessage(channel="U0ANN", text="Wake up")
    await expect(desk).to_have_title("(1) Tocsin · Playground")
    await desk.get_by_role("tab", name="Messages").click()
    await expect(messages(desk)).to_contain_text("Wake up")
    await expect(desk).to_have_title("Tocsin · Playground")


async def test_global_shortcuts_and_commands_are_in_the_menu_beside_the_composer(
    desk: Page, bot: AsyncApp
) -> None:
    """A shortcut runs, a command is begun; by keyboard."""
    ran: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @bot.shortcut("declare")
    async def opened(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await bot.client.views_open(trigger_id=body["trigger_id"], view=made.plain_view("Declare"))
        ran.put_nowait(body)

    opener = desk.get_by_role("main").get_by_role("button", name="Shortcuts")
    await opener.press("Enter")
    menu = desk.get_by_role("menu", name="Shortcuts")
    await expect(menu.get_by_role("menuitem")).to_have_count(3)
    await expect(menu.get_by_role("menuitem", name="Declare an incident", exact=True)).to_be_focused()
    await desk.keyboard.press("Enter")
    assert (await asyncio.wait_for(ran.get(), timeout=20))["type"] == "shortcut"
    await expect(desk.get_by_role("dialog", name="Declare")).to_be_visible()
    await desk.keyboard.press("Escape")
    await opener.click()
    await menu.get_by_role("menuitem", name="/inquire").click()
    await expect(writing_to(desk, "#incidents")).to_have_value("/inquire ")
    await expect(writing_to(desk, "#incidents")).to_be_focused()
