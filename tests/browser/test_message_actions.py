"""What people do to messages on the page: by pointer, by keyboard and by touch."""

from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.browser.acting import Heard, messages, next_heard, post, run, writing_to


def article(page: Page, text: str) -> Locator:
    return messages(page).get_by_role("article").filter(has_text=text)


def toolbar(page: Page, text: str) -> Locator:
    return article(page, text).get_by_role("toolbar", name="Message actions")


async def choose(page: Page, text: str, item: str) -> None:
    """Take something from the menu of a message."""
    await article(page, text).hover()
    await toolbar(page, text).get_by_role("button", name="More actions").click()
    await page.get_by_role("menu", name="More actions").get_by_role("menuitem", name=item).click()


async def test_a_reaction_is_searched_by_name_and_toggled_by_its_pill(desk: Page, bot: AsyncApp) -> None:
    await post(bot, text="The card")
    await article(desk, "The card").hover()
    await toolbar(desk, "The card").get_by_role("button", name="Add reaction").click()
    picker = desk.get_by_role("dialog", name="Pick an emoji")
    await picker.get_by_role("combobox", name="Search emoji").fill("rotating")
    await expect(picker.get_by_role("option")).to_have_count(1)
    await desk.keyboard.press("Enter")
    await expect(picker).to_be_hidden()
    pill = article(desk, "The card").get_by_role("button", name="rotating_light, 1 reaction: you")
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await pill.click()
    await expect(article(desk, "The card").locator(".reaction")).to_have_count(0)


async def test_anothers_reaction_is_joined_and_names_those_who_chose_it(desk: Page, bot: AsyncApp) -> None:
    await post(bot, text="The card")
    await choose_eyes_as(desk, "Ben Demo")
    await desk.get_by_label("Acting as").select_option("Ann Demo")
    pill = article(desk, "The card").get_by_role("button", name="eyes, 1 reaction: Ben Demo")
    await expect(pill).to_have_attribute("aria-pressed", "false")
    await pill.click()
    both = article(desk, "The card").get_by_role("button", name="eyes, 2 reactions: Ben Demo and you")
    await expect(both).to_be_focused()  # though the message was drawn anew


async def choose_eyes_as(page: Page, name: str) -> None:
    await page.get_by_label("Acting as").select_option(name)
    await article(page, "The card").hover()
    await toolbar(page, "The card").get_by_role("button", name="Add reaction").click()
    await page.get_by_role("option", name="eyes", exact=True).first.click()


async def test_the_toolbar_the_picker_and_the_menu_work_by_keyboard(desk: Page, bot: AsyncApp) -> None:
    """One stop for Tab, arrows inside, Escape back to where one came from."""
    await post(bot, text="The card")
    tools = toolbar(desk, "The card")
    await tools.get_by_role("button", name="Add reaction").focus()
    await expect(tools).to_have_css("opacity", "1")
    await desk.keyboard.press("Enter")
    search = desk.get_by_role("combobox", name="Search emoji")
    await expect(search).to_be_focused()
    await desk.keyboard.press("ArrowRight")
    chosen = desk.get_by_role("listbox", name="Emoji").get_by_role("option", selected=True)
    await expect(chosen).to_have_attribute("aria-label", "white_check_mark")
    await desk.keyboard.press("Escape")
    await expect(tools.get_by_role("button", name="Add reaction")).to_be_focused()
    await desk.keyboard.press("ArrowLeft")
    more = tools.get_by_role("button", name="More actions")
    await expect(more).to_be_focused()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("menuitem", name="Copy link")).to_be_focused()
    await desk.keyboard.press("p")
    await expect(desk.get_by_role("menuitem", name="Pin to channel")).to_be_focused()
    await desk.keyboard.press("Escape")
    await expect(more).to_be_focused()


async def test_one_edits_ones_own_message_in_its_place(desk: Page, bot: AsyncApp) -> None:
    """As it was typed; Escape leaves it as it was."""
    await run(desk, "Ask @ben.demo & see https://example.com")
    await choose(desk, "Ask", "Edit message")
    field = desk.get_by_role("textbox", name="Edit message")
    await expect(field).to_have_value("Ask @ben.demo & see https://example.com")
    await field.press("Escape")
    await expect(field).to_be_hidden()
    await choose(desk, "Ask", "Edit message")
    await field.fill("Ask @cleo.demo instead")
    await field.press("Enter")
    await expect(article(desk, "instead").get_by_text("@Cleo Demo")).to_be_visible()
    await expect(article(desk, "instead")).to_contain_text("(edited)")
    await post(bot, text="The bot's")
    await article(desk, "The bot's").hover()
    await toolbar(desk, "The bot's").get_by_role("button", name="More actions").click()
    await expect(desk.get_by_role("menuitem", name="Copy link")).to_be_visible()
    await expect(desk.get_by_role("menuitem", name="Edit message")).to_be_hidden()


async def test_deleting_asks_first(desk: Page, bot: AsyncApp) -> None:
    await run(desk, "A slip")
    await choose(desk, "A slip", "Delete message")
    await desk.get_by_role("dialog", name="Delete message").get_by_role("button", name="Cancel").click()
    await expect(article(desk, "A slip")).to_be_visible()
    await choose(desk, "A slip", "Delete message")
    await desk.get_by_role("dialog", name="Delete message").get_by_role("button", name="Delete").click()
    await expect(article(desk, "A slip")).to_have_count(0)


async def test_what_is_marked_as_unread_stays_so_until_one_comes_back(desk: Page, bot: AsyncApp) -> None:
    channels = desk.get_by_role("navigation", name="Channels")
    here = channels.get_by_role("link", name="incidents")
    for text in ("first", "second", "third"):
        await post(bot, text=text)
    await choose(desk, "second", "Mark as unread")
    await expect(here).to_have_accessible_description("2 unread")
    await expect(messages(desk).get_by_role("separator", name="New")).to_be_visible()
    await post(bot, text="fourth")
    await expect(here).to_have_accessible_description("3 unread")
    await channels.get_by_role("link", name="general").click()
    await expect(writing_to(desk, "#general")).to_be_visible()
    await here.click()
    await expect(messages(desk)).to_contain_text("fourth")
    await expect(here).not_to_have_accessible_description("3 unread")


async def test_a_channel_counts_its_messages_and_a_thread_its_replies(desk: Page, bot: AsyncApp) -> None:
    """Mentions are told apart; a reply counts at its root, and in the channel only if it is sent there too."""
    here = desk.get_by_role("navigation", name="Channels").get_by_role("link", name="incidents")
    await run(desk, "What is up?")
    ts = await article(desk, "What is up?").locator("..").get_attribute("data-ts")
    await desk.get_by_role("navigation", name="Channels").get_by_role("link", name="general").click()
    await expect(writing_to(desk, "#general")).to_be_visible()
    await post(bot, text="<@U0ANN> the graphs")
    await expect(here).to_have_accessible_description("1 unread, 1 mention")
    await here.click()
    await expect(here).to_have_accessible_description("")
    await post(bot, text="Nothing", thread_ts=ts)
    news = messages(desk).get_by_role("button", name="1 reply 1 new")
    await expect(news).to_be_visible()
    await expect(here).to_have_accessible_description("")
    await news.click()
    await expect(desk.get_by_role("complementary", name="Thread")).to_contain_text("Nothing")
    await expect(here).to_have_accessible_description("")
    await expect(messages(desk).get_by_text("1 new")).to_have_count(0)
    await desk.get_by_role("navigation", name="Channels").get_by_role("link", name="general").click()
    await post(bot, text="Still nothing", thread_ts=ts)
    await post(bot, text="For all of you", thread_ts=ts, reply_broadcast=True)
    await expect(here).to_have_accessible_description("1 unread")


async def test_a_phone_has_more_actions_in_every_message(
    browser: Browser, playground_url: str, bot: AsyncApp
) -> None:
    """Without a pointer: its menu offers what the toolbar does, and the picker is as wide as fits."""
    phone = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = await phone.new_page()
    await page.goto(f"{playground_url}/?as=U0ANN")
    await post(bot, text="The card")
    await toolbar(page, "The card").get_by_role("button", name="More actions").tap()
    await page.get_by_role("menuitem", name="Add reaction").tap()
    await page.get_by_role("option", name="tada", exact=True).first.tap()
    await expect(
        article(page, "The card").get_by_role("button", name="tada, 1 reaction: you")
    ).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.screenshot(path=Path("var/screenshots/message_actions_phone.png"))
    await phone.close()


async def test_a_shortcut_of_the_app_runs_on_the_message(desk: Page, bot: AsyncApp, heard: Heard) -> None:
    async def note(ack: AsyncAck, body: dict[str, object]) -> None:
        await ack()
        heard.put_nowait(body)

    bot.shortcut("declare_from_message")(note)
    await run(desk, "Checkout is slow")
    await choose(desk, "Checkout is slow", "Declare from this")
    body = await next_heard(heard)
    assert (body["type"], body["callback_id"]) == ("message_action", "declare_from_message")
    assert body["message"]["text"] == "Checkout is slow"
