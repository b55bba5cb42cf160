"""Channels on the page: made, found, described, left, archived; their members, pins, bookmarks and files."""

from playwright.async_api import FilePayload, Locator, Page, expect
from slack_bolt.async_app import AsyncApp

from tests.browser.acting import messages, post, run, writing_to


def channels(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Channels")


async def add_channels(page: Page, item: str) -> None:
    await channels(page).get_by_role("button", name="Add channels").click()
    await page.get_by_role("menuitem", name=item).click()


async def act_on_channel(page: Page, item: str) -> None:
    await page.get_by_role("button", name="Channel actions").click()
    await page.get_by_role("menu", name="Channel actions").get_by_role("menuitem", name=item).click()


async def create(page: Page, name: str) -> None:
    await add_channels(page, "Create a channel")
    dialog = page.get_by_role("dialog", name="Create a channel")
    await dialog.get_by_role("textbox", name="Name").fill(name)
    await dialog.get_by_role("button", name="Create").click()


async def test_a_channel_is_created_and_the_bot_invited(desk: Page, bot: AsyncApp) -> None:
    await create(desk, "Not a Name")
    dialog = desk.get_by_role("dialog", name="Create a channel")
    await expect(dialog.get_by_role("alert")).to_contain_text("lower case letters")
    await dialog.get_by_role("textbox", name="Name").fill("war-room")
    await dialog.get_by_role("button", name="Create").click()
    await expect(writing_to(desk, "#war-room")).to_be_visible()
    await expect(desk.get_by_role("button", name="1 member")).to_be_visible()
    await act_on_channel(desk, "Invite Tocsin")
    await expect(messages(desk)).to_contain_text("has joined the channel")
    await desk.get_by_role("button", name="2 members").click()
    members = desk.get_by_role("dialog", name="Members of #war-room").get_by_role("listitem")
    await expect(members).to_have_text(["Ann Demoyou", "Tocsinapp"])


async def test_a_channel_is_left_and_joined_again(desk: Page, bot: AsyncApp) -> None:
    await channels(desk).get_by_role("link", name="checkout").click()
    await act_on_channel(desk, "Leave channel")
    await expect(channels(desk).get_by_role("link", name="checkout")).to_have_count(0)
    await expect(writing_to(desk, "#incidents")).to_be_visible()
    await add_channels(desk, "Browse channels")
    await (
        desk.get_by_role("dialog", name="Browse channels")
        .get_by_role("button", name="Join #checkout")
        .click()
    )
    await expect(writing_to(desk, "#checkout")).to_be_visible()
    await expect(messages(desk).get_by_role("article")).to_have_count(2)


async def test_a_channel_gets_a_topic_and_another_name(desk: Page, bot: AsyncApp) -> None:
    await act_on_channel(desk, "Edit topic")
    await desk.get_by_role("textbox", name="Topic").fill("All that burns")
    await desk.get_by_role("button", name="Save").click()
    await expect(desk.locator("#topic")).to_have_text("All that burns")
    await expect(messages(desk)).to_contain_text("set the channel topic: All that burns")
    await act_on_channel(desk, "Rename channel")
    await desk.get_by_role("textbox", name="Name").fill("fires")
    await desk.get_by_role("button", name="Save").click()
    await expect(desk.get_by_role("heading", name="#fires")).to_be_visible()


async def test_an_archived_channel_takes_no_messages_until_it_is_brought_back(
    desk: Page, bot: AsyncApp
) -> None:
    await act_on_channel(desk, "Archive channel")
    await desk.get_by_role("dialog", name="Archive #incidents?").get_by_role("button", name="Archive").click()
    await expect(writing_to(desk, "#incidents")).to_be_hidden()
    bookmarks = desk.get_by_role("navigation", name="Bookmarks")
    await expect(bookmarks).to_be_hidden()
    await act_on_channel(desk, "Unarchive channel")
    await expect(writing_to(desk, "#incidents")).to_be_visible()
    await expect(bookmarks).to_be_visible()
    await expect(messages(desk)).to_contain_text("un-archived the channel")


async def test_pins_are_kept_at_hand(desk: Page, bot: AsyncApp) -> None:
    await post(bot, text="The card")
    await messages(desk).get_by_text("The card").hover()
    await messages(desk).get_by_role("toolbar").last.get_by_role("button", name="More actions").click()
    await desk.get_by_role("menuitem", name="Pin to channel").click()
    await expect(messages(desk)).to_contain_text("Pinned by you")
    await desk.get_by_role("button", name="Pins").click()
    pins = desk.get_by_role("dialog", name="Pins in #incidents")
    await expect(pins.get_by_role("listitem")).to_contain_text("The card")
    await pins.get_by_role("button", name="Open").click()
    await expect(desk.get_by_role("complementary", name="Thread")).to_contain_text("The card")


async def test_bookmarks_are_added_changed_and_removed(desk: Page, bot: AsyncApp) -> None:
    bar = desk.get_by_role("navigation", name="Bookmarks")
    await bar.get_by_role("button", name="Add a bookmark").click()
    dialog = desk.get_by_role("dialog", name="Add a bookmark")
    await dialog.get_by_role("textbox", name="Address").fill("javascript:alert(1)")
    await dialog.get_by_role("textbox", name="Name").fill("Runbook")
    await dialog.get_by_role("button", name="Add").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("A whole address")
    await dialog.get_by_role("textbox", name="Address").fill("https://example.com/run")
    await dialog.get_by_role("button", name="Add").click()
    await expect(bar.get_by_role("link", name="Runbook")).to_have_attribute("href", "https://example.com/run")
    await bar.get_by_role("button", name="Edit bookmark Runbook").click()
    await desk.get_by_role("button", name="Remove").click()
    await expect(bar.get_by_role("link")).to_have_count(0)


async def test_a_file_is_attached_sent_and_shown_to_others(desk: Page, bot: AsyncApp) -> None:
    files: list[FilePayload] = [
        {"name": "trace.txt", "mimeType": "text/plain", "buffer": b"abc" * 700},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    await desk.locator("#composer input[type=file]").set_input_files(files)
    await expect(desk.get_by_role("alert")).to_contain_text("empty.txt is empty")
    chips = desk.get_by_role("list", name="Attached files").get_by_role("listitem")
    await expect(chips).to_contain_text(["trace.txt"])
    await run(desk, "Look at this")
    await expect(chips).to_have_count(0)
    sent = messages(desk).get_by_role("article").filter(has_text="Look at this")
    await expect(sent).to_contain_text("TXT · 2.1 KB")
    await desk.get_by_label("Acting as").select_option("Ben Demo")
    async with desk.expect_download() as download:
        await sent.get_by_role("link", name="Download trace.txt").click()
    path = await (await download.value).path()
    assert path.read_bytes() == b"abc" * 700


async def test_a_reply_is_sent_to_the_channel_too(desk: Page, bot: AsyncApp) -> None:
    await post(bot, text="The card")
    await messages(desk).get_by_text("The card").hover()
    await messages(desk).get_by_role("button", name="Reply in thread").last.click()
    panel = desk.get_by_role("complementary", name="Thread")
    await panel.get_by_role("checkbox", name="Also send to #incidents").check()
    await panel.get_by_role("textbox", name="Reply in thread").fill("For all to see")
    await desk.keyboard.press("Enter")
    await expect(messages(desk)).to_contain_text("For all to see")
    await expect(panel.get_by_role("checkbox")).not_to_be_checked()
