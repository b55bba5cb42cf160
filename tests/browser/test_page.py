"""The workspace on the page: places, people, threads, private answers, the live line."""

import asyncio
from pathlib import Path
from typing import Any

import yaml
from playwright.async_api import Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp

from playground.server import Playground
from tests.browser import blocks as made
from tests.browser.acting import messages, post, run, writing_to


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
    """Enter completes the word; Enter again sends it bare; a whole word, or one with arguments, it sends at once."""
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
    await box.press_sequentially("/incident")
    await expect(offers.get_by_role("option")).to_have_count(1)
    await box.press("Enter")
    assert await asyncio.wait_for(texts.get(), timeout=20) == ""
    await expect(offers).to_be_hidden()
    await run(desk, "/incident lead @ben.demo & co")
    assert await texts.get() == "lead <@U0BEN|ben.demo> &amp; co"
    await box.press_sequentially("/inq")
    await box.press("Tab")
    await expect(box).to_have_value("/inquire ")


async def test_a_command_that_failed_is_given_back(desk: Page, bot: AsyncApp) -> None:
    """Unless something else was begun meanwhile."""

    @bot.command("/incident")
    async def listener(ack: AsyncAck) -> None:
        await expect(box).to_have_value("")
        if await said.count():
            await box.fill("Something else")
        raise RuntimeError("the bot has a bug")

    box = writing_to(desk, "#incidents")
    said = messages(desk).get_by_text('/incident failed with the error "')
    await run(desk, "/incident critical down")
    await expect(said).to_have_count(1)
    await expect(box).to_have_value("/incident critical down")
    await box.press("Enter")
    await expect(said).to_have_count(2)
    await expect(box).to_have_value("Something else")


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
    await desk.reload()
    await expect(desk.get_by_text("Nothing in #incidents yet")).to_be_visible()
    await expect(answer).to_have_count(0)


async def test_a_thread_opens_beside_and_counts_its_replies(desk: Page, bot: AsyncApp) -> None:
    ts = await post(bot, text="The card")
    await messages(desk).get_by_text("The card").hover()
    await messages(desk).get_by_role("button", name="Reply in thread").click()
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
    await post(bot, text="For everybody")
    await expect(messages(desk)).to_contain_text("For everybody")
    await desk.get_by_label("Acting as").select_option("Ben Demo")
    await expect(desk.get_by_label("Acting as")).to_have_value("U0BEN")
    assert "as=U0BEN" in desk.url
    await expect(messages(desk).get_by_role("separator", name="New")).to_be_visible()
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


async def test_a_long_channel_shows_its_end_and_the_rest_when_asked(desk: Page, bot: AsyncApp) -> None:
    for number in range(205):
        await post(bot, text=f"Message number {number}.")
    await desk.reload()
    await expect(messages(desk).get_by_text("Message number 204.")).to_be_in_viewport()
    await expect(messages(desk).get_by_role("article")).to_have_count(200)
    await desk.get_by_role("button", name="Earlier messages").click()
    await expect(messages(desk).get_by_role("article")).to_have_count(206)  # and that the bot joined
    await expect(messages(desk).get_by_text("Message number 0.")).to_be_attached()
    await expect(desk.get_by_role("button", name="Earlier messages")).to_be_hidden()


async def test_nobody_unknown_can_act(page: Page, playground_url: str) -> None:
    await page.goto(f"{playground_url}/?as=U0NOBODY")
    await expect(page.get_by_label("Acting as")).to_have_value("U0ANN")


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


async def test_an_error_is_in_nobodys_way_and_goes_when_something_works(desk: Page, bot: AsyncApp) -> None:
    """It lies over no button of a message and no suggestion."""
    for _ in range(6):
        await post(bot, blocks=made.card())
    await run(desk, "/nonsense")
    toast = desk.get_by_role("alert").filter(has_text="/nonsense is not a valid command")
    await expect(toast).to_be_visible()
    await writing_to(desk, "#incidents").fill("/in")
    offers = desk.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(offers).to_have_count(2)
    for offer in await offers.all():
        await offer.click(trial=True)  # fails when something lies over it
    error, log = await toast.bounding_box(), await messages(desk).bounding_box()
    assert error
    assert log
    assert error["y"] + error["height"] <= log["y"]
    await run(desk, "hello")
    await expect(messages(desk)).to_contain_text("hello")
    await expect(toast).to_be_hidden()


async def test_the_tabs_title_counts_what_is_unread(desk: Page, bot: AsyncApp) -> None:
    """What came elsewhere, until it is read there."""
    await expect(desk).to_have_title("#incidents · Playground")
    await bot.client.chat_postMessage(channel="U0ANN", text="one")
    await bot.client.chat_postMessage(channel="U0ANN", text="two")
    await expect(desk).to_have_title("(2) #incidents · Playground")
    await desk.get_by_role("navigation", name="Direct messages").get_by_role("link", name="Tocsin").click()
    await expect(desk).to_have_title("Tocsin · Playground")


async def test_each_of_the_three_people_has_a_colour_of_their_own(desk: Page, bot: AsyncApp) -> None:
    """So that one sees at a glance who wrote, and who acts."""
    colours = set()
    for name in ("Ann Demo", "Ben Demo", "Cleo Demo"):
        await desk.get_by_label("Acting as").select_option(name)
        face = desk.locator("#actor-face .avatar")
        await expect(face).to_have_text("".join(word[0] for word in name.split()))
        colours.add(await face.evaluate("node => getComputedStyle(node).backgroundColor"))
    assert len(colours) == 3


async def test_buttons_keep_away_from_the_message_that_follows(desk: Page, bot: AsyncApp) -> None:
    """Also where the same bot writes twice in a row."""
    for text in ("first", "second"):
        await post(bot, text=text, blocks=made.card())
    cards = messages(desk).get_by_role("article").filter(has=desk.locator(".block-actions"))
    await expect(cards).to_have_count(2)
    first, second = await cards.all()
    button = await first.get_by_role("button").first.bounding_box()
    after = await second.locator(".message-body").bounding_box()
    assert button
    assert after
    assert after["y"] - (button["y"] + button["height"]) >= 12


async def test_a_phone_has_room_for_everything(desk: Page, bot: AsyncApp) -> None:
    """At 390 px nothing is cut off sideways, and the sidebar comes by its button."""
    await desk.set_viewport_size({"width": 390, "height": 844})
    await post(bot, blocks=made.card())
    await expect(messages(desk).locator(".overflow").get_by_role("button")).to_be_in_viewport(ratio=1)
    assert await desk.evaluate("document.documentElement.scrollWidth") == 390
    channel = desk.get_by_role("navigation", name="Channels").get_by_role("link", name="general")
    await expect(channel).to_be_hidden()
    await desk.get_by_role("button", name="Toggle sidebar").click()
    await channel.click()
    await expect(writing_to(desk, "#general")).to_be_visible()
    await expect(channel).not_to_be_in_viewport()


async def test_the_welcome_offers_what_the_installed_app_has(page: Page, tmp_path: Path) -> None:
    """The story of the demo is about incidents, and another bot is offered by its own hint."""
    manifest = yaml.safe_load(made.MANIFEST.read_text())
    manifest["features"]["slash_commands"] = [
        {"command": "/slow", "description": "Is slow", "usage_hint": "how slow"}
    ]
    (tmp_path / "manifest.yml").write_text(yaml.safe_dump(manifest))
    async with Playground(tmp_path / "manifest.yml").serve() as url:
        await page.goto(url)
        offer = page.get_by_role("button", name="/slow how slow Is slow")
        await offer.click()
        await expect(writing_to(page, "#incidents")).to_have_value("/slow ")
        await expect(page.get_by_text("checkout is failing")).to_have_count(0)
        await expect(page.get_by_role("button", name="Watch an incident")).to_have_count(0)
        await page.goto("about:blank")


async def test_where_one_cannot_write_a_sentence_says_why(desk: Page, playground_url: str) -> None:
    """In an archived channel, and for who is deactivated, who still reads."""
    for lever, asked, words in (
        ("channels/C0INCIDENTS", "is_archived", "You are viewing an archived channel."),
        ("users/U0ANN", "deleted", "This person is deactivated"),
    ):
        for value in (True, False):
            await desk.request.post(f"{playground_url}/control/{lever}", data={asked: value})
            await expect(writing_to(desk, "#incidents")).to_be_visible(visible=not value)
            await expect(desk.get_by_text(words)).to_be_visible(visible=value)
