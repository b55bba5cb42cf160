"""The surfaces of the page, each with the way to it: for tests that look at all of them. No tests here."""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import FilePayload, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.browser import blocks as made
from tests.browser import kit
from tests.browser.acting import messages, opens_modal, post, run, writing_to
from tests.browser.test_app_home import home
from tests.browser.test_every_block import NOT_IN_MESSAGES, NOT_IN_VIEWS, types_of

Way = Callable[[Page, AsyncApp], Awaitable[None]]
LONG_WORD = "checkout-eu-west-1-payment-provider-connection-pool-" * 6


async def an_empty_channel(page: Page, bot: AsyncApp) -> None:
    await expect(page.get_by_text("Nothing in #incidents yet")).to_be_visible()


async def a_channel(page: Page, bot: AsyncApp) -> None:
    """With every kind of block, hostile and endless words, a private answer and an unread line."""
    await fill(bot)
    await page.reload()
    await expect(messages(page)).to_contain_text("Just you and me")


async def fill(bot: AsyncApp) -> None:
    for blocks in (made.card(), made.many_blocks(), made.hostile_blocks(), [made.section(LONG_WORD)]):
        await post(bot, blocks=blocks)
    choices = [made.button(f"A button that says much {number}", f"b{number}") for number in range(9)]
    await post(bot, blocks=[made.actions(*choices), made.section("Which?", accessory=made.severity())])
    await bot.client.chat_postEphemeral(channel="C0INCIDENTS", user="U0ANN", text="Just you and me")


async def a_menu(page: Page, bot: AsyncApp) -> None:
    await post(bot, blocks=made.card())
    await messages(page).get_by_role("button", name="More actions").first.press("ArrowDown")
    await expect(page.get_by_role("menu")).to_be_visible()


async def reactions_and_files(page: Page, bot: AsyncApp) -> None:
    """Under messages, and a file that is about to be sent."""
    await post(bot, text="The card")
    await messages(page).get_by_role("button", name="Add reaction", exact=True).last.press("Enter")
    await page.get_by_role("combobox", name="Search emoji").press("Enter")
    files: list[FilePayload] = [{"name": "trace.txt", "mimeType": "text/plain", "buffer": b"abc"}]
    await page.locator("#composer input[type=file]").set_input_files(files * 2)
    await run(page, "Look")
    await page.locator("#composer input[type=file]").set_input_files(files)
    await expect(messages(page).get_by_role("link", name="Download trace.txt")).to_have_count(2)


async def a_new_channel(page: Page, bot: AsyncApp) -> None:
    """Asked for in the menu of the sidebar; on a phone behind its button."""
    toggle = page.get_by_role("button", name="Toggle sidebar")
    if await toggle.is_visible():
        await toggle.click()
    await page.get_by_role("button", name="Add channels").click()
    await page.get_by_role("menuitem", name="Create a channel").click()
    dialog = page.get_by_role("dialog", name="Create a channel")
    await dialog.get_by_role("button", name="Create").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("needs a name")


async def the_members(page: Page, bot: AsyncApp) -> None:
    await page.get_by_role("button", name="4 members").click()
    await expect(page.get_by_role("dialog", name="Members of #incidents")).to_contain_text("Tocsin")


async def suggestions(page: Page, bot: AsyncApp) -> None:
    await writing_to(page, "#incidents").press_sequentially("/in")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_visible()


async def a_thread(page: Page, bot: AsyncApp) -> None:
    ts = await post(bot, blocks=made.card())
    for number in range(3):
        await post(bot, text=f"Reply {number}", thread_ts=ts)
    await messages(page).get_by_role("button", name="3 replies").click()
    await expect(page.get_by_role("log", name="Thread")).to_contain_text("Reply 2")


async def a_form(page: Page, bot: AsyncApp) -> None:
    """With an input of every kind, all of them wrong."""
    await opens_modal(bot, made.all_inputs_view())
    await run(page, "/incident all")
    dialog = page.get_by_role("dialog", name="All inputs")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_text("Please complete this required field.").first).to_be_visible()


async def a_list_in_a_form(page: Page, bot: AsyncApp) -> None:
    await opens_modal(bot, made.all_inputs_view())
    await run(page, "/incident all")
    await page.get_by_role("dialog").get_by_label("Monitors").click()
    await expect(page.get_by_role("checkbox", name="search")).to_be_visible()


async def a_pushed_form(page: Page, bot: AsyncApp) -> None:
    """With blocks of every kind, above another."""
    below = made.plain_view("Below")
    below["blocks"].append(made.actions(made.button("Push", "push")))
    kinds = [block for block in made.many_blocks() if block["type"] not in ("markdown", "table")]
    above = made.plain_view("Above") | {"blocks": [made.alert("Somebody will be paged"), *kinds]}
    await opens_modal(bot, below)

    @bot.action("push")
    async def push(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await bot.client.views_push(trigger_id=body["trigger_id"], view=above)

    await run(page, "/incident push")
    await page.get_by_role("button", name="Push").click()
    await expect(page.get_by_role("dialog", name="Above")).to_contain_text("from rich text")


async def a_question(page: Page, bot: AsyncApp) -> None:
    await post(bot, blocks=made.card())
    await messages(page).get_by_role("button", name="Resolve").click()
    await expect(page.get_by_role("dialog", name="Resolve INC-1?")).to_be_visible()


async def a_direct_message(page: Page, bot: AsyncApp) -> None:
    await bot.client.chat_postMessage(channel="U0ANN", text="Wake up", blocks=made.card())
    await page.goto(f"{page.url.split('#')[0]}#/D0ANN")
    await expect(messages(page)).to_contain_text("INC-1")


async def an_error(page: Page, bot: AsyncApp) -> None:
    await run(page, "/nonsense")
    await expect(page.get_by_role("alert")).to_contain_text("/nonsense is not a valid command")


async def the_sidebar(page: Page, bot: AsyncApp) -> None:
    """With unread messages; on a phone it is opened."""
    for number in range(3):
        await bot.client.chat_postMessage(channel="U0ANN", text=f"Message {number}")
    direct = page.get_by_role("navigation", name="Direct messages").get_by_role("link", name="Tocsin")
    toggle = page.get_by_role("button", name="Toggle sidebar")
    if await toggle.is_visible():
        await toggle.click()
    await expect(direct).to_have_accessible_description("3 unread")


async def a_request(page: Page, bot: AsyncApp) -> None:
    await post(bot, blocks=made.card())
    await page.get_by_role("button", name="Inspector", exact=True).click()
    await page.get_by_role("listitem").get_by_role("button", name="chat.postMessage").click()
    await expect(page.get_by_role("heading", name="Answer")).to_be_visible()


async def faults(page: Page, bot: AsyncApp) -> None:
    await page.get_by_role("button", name="Inspector", exact=True).click()
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_role("button", name="The token is revoked").click()
    await expect(page.get_by_role("status", name="Faults")).to_be_visible()


async def every_block(page: Page, bot: AsyncApp) -> None:
    """All that a message may hold, one below the other; the toolbar of the last stands open."""
    for kind in sorted(kit.BLOCKS.keys() - NOT_IN_MESSAGES):
        await post(bot, text=kind, blocks=[kit.BLOCKS[kind]])
    await expect(messages(page).get_by_role("link", name="Play How to roll back")).to_be_attached()
    await messages(page).get_by_role("article").last.hover()


async def every_element(page: Page, bot: AsyncApp) -> None:
    """All that a message may let people use."""
    for kind in sorted(kit.ELEMENTS.keys() & types_of("ActionsBlockElement")):
        await post(bot, text=kind, blocks=[made.actions(kit.element(kind))])
    await expect(messages(page).get_by_role("button", name="Run")).to_be_attached()


async def every_field(page: Page, bot: AsyncApp) -> None:
    """All that a form may ask for."""
    kinds = sorted(kit.ELEMENTS.keys() & types_of("InputBlockElement"))
    fields = [made.entry(kind.replace("_", " "), kit.element(kind), kind) for kind in kinds]
    await opens_modal(bot, made.plain_view("Fields") | {"submit": made.plain("Send"), "blocks": fields})
    await run(page, "/incident fields")
    await expect(
        page.get_by_role("dialog", name="Fields").get_by_text("users select", exact=True)
    ).to_be_attached()


async def a_search(page: Page, bot: AsyncApp) -> None:
    """A field whose options come from the bot, with its list open."""
    field = made.entry("Monitor", kit.element("external_select"), "monitor")
    await opens_modal(bot, made.plain_view("Search") | {"submit": made.plain("Send"), "blocks": [field]})
    await run(page, "/incident search")
    await page.get_by_role("combobox", name="Monitor").focus()
    await expect(page.get_by_text("Type at least 2 characters")).to_be_visible()


async def a_form_of_every_block(page: Page, bot: AsyncApp) -> None:
    blocks = [kit.BLOCKS[kind] for kind in sorted(kit.BLOCKS.keys() - NOT_IN_VIEWS)]
    await opens_modal(bot, made.plain_view("Blocks") | {"submit": made.plain("Send"), "blocks": blocks})
    await run(page, "/incident blocks")
    await expect(page.get_by_role("dialog", name="Blocks").get_by_text("A header")).to_be_attached()


async def the_home(page: Page, bot: AsyncApp) -> None:
    blocks = [kit.BLOCKS[kind] for kind in sorted(kit.BLOCKS.keys() - NOT_IN_VIEWS - {"alert"})]
    await bot.client.views_publish(user_id="U0ANN", view=home(*blocks))
    await page.goto(f"{page.url.split('#')[0]}#/D0ANN/home")
    await expect(page.get_by_role("tabpanel", name="Home").get_by_text("A header")).to_be_visible()


async def an_empty_home(page: Page, bot: AsyncApp) -> None:
    await page.goto(f"{page.url.split('#')[0]}#/D0ANN/home")
    await expect(page.get_by_text("has not published a Home for you")).to_be_visible()


async def about(page: Page, bot: AsyncApp) -> None:
    await page.goto(f"{page.url.split('#')[0]}#/D0ANN/about")
    await expect(page.get_by_role("tabpanel", name="About")).to_be_visible()


async def shortcuts(page: Page, bot: AsyncApp) -> None:
    await page.get_by_role("main").get_by_role("button", name="Shortcuts").press("Enter")
    await expect(page.get_by_role("menu", name="Shortcuts")).to_be_visible()


async def the_menu_of_a_message(page: Page, bot: AsyncApp) -> None:
    await post(bot, text="The card")
    tools = messages(page).get_by_role("toolbar", name="Message actions")
    await tools.get_by_role("button", name="More actions").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Copy link")).to_be_visible()


async def emoji(page: Page, bot: AsyncApp) -> None:
    """The picker, over a message with reactions."""
    ts = await post(bot, text="The card")
    for name in ("eyes", "white_check_mark", "fire"):
        await bot.client.reactions_add(channel="C0INCIDENTS", timestamp=ts, name=name)
    await messages(page).get_by_role("button", name="Add reaction").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Search emoji")).to_be_visible()


async def a_message_being_edited(page: Page, bot: AsyncApp) -> None:
    await run(page, "A first try")
    tools = messages(page).get_by_role("toolbar", name="Message actions")
    await tools.get_by_role("button", name="More actions").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Edit").click()
    await expect(messages(page).get_by_role("textbox")).to_be_focused()


async def the_demo(page: Page, bot: AsyncApp) -> None:
    await page.get_by_role("button", name="Watch an incident").click()
    await expect(page.get_by_role("region", name="Tocsin demo")).to_contain_text("1 of")


SURFACES: dict[str, Way] = {
    way.__name__: way
    for way in (
        an_empty_channel,
        a_channel,
        a_menu,
        suggestions,
        reactions_and_files,
        a_new_channel,
        the_members,
        a_thread,
        a_form,
        a_list_in_a_form,
        a_pushed_form,
        a_question,
        a_direct_message,
        an_error,
        the_sidebar,
        every_block,
        every_element,
        every_field,
        a_search,
        a_form_of_every_block,
        the_home,
        an_empty_home,
        about,
        shortcuts,
        the_menu_of_a_message,
        emoji,
        a_message_being_edited,
        the_demo,
        a_request,
        faults,
    )
}
