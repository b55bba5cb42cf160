"""The Inspector on the page: the requests, one of them whole, and faults set by hand."""

import json
import os
from asyncio import create_subprocess_exec, gather
from asyncio.subprocess import PIPE
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from tests.browser.acting import messages, post, run, writing_to


def inspector(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Inspector")


def listed(page: Page, name: str) -> Locator:
    return inspector(page).get_by_role("listitem").get_by_role("button", name=name)


async def open_inspector(page: Page, tab: str = "Requests") -> None:
    await page.get_by_role("button", name="Inspector", exact=True).click()
    await inspector(page).get_by_role("tab", name=tab).click()


async def test_each_request_is_listed_and_shown_whole(desk: Page, bot: AsyncApp) -> None:
    """As text, whatever is in it."""
    await open_inspector(desk)
    await post(bot, text="Ships & <b>bold</b> claims")
    await listed(desk, "chat.postMessage").click()
    shown = inspector(desk).get_by_role("region", name="Request and answer")
    await expect(shown).to_contain_text("text: Ships & <b>bold</b> claims")
    await expect(shown).to_contain_text("Bearer xoxb-…")
    await expect(shown.get_by_role("heading", name="Answer")).to_be_visible()
    await shown.get_by_role("button", name="Close request").click()
    await expect(shown).to_be_hidden()
    await expect(listed(desk, "chat.postMessage")).to_be_focused()


async def test_a_call_can_be_copied_as_curl(desk: Page, bot: AsyncApp) -> None:
    await desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await open_inspector(desk)
    await post(bot, text="It's down")
    await listed(desk, "chat.postMessage").click()
    await inspector(desk).get_by_role("button", name="Copy as curl").click()
    await expect(desk.get_by_text("Copied.")).to_be_visible()
    copied = await desk.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl -X POST 'http://127.0.0.1:")
    assert "--data-urlencode 'text=It'\\''s down'" in copied


@pytest.mark.parametrize(
    "text", ['It\'s "down" & `out` $HOME\n@here=100%', "[1, 2]"], ids=["shell signs", "a list"]
)
async def test_a_copied_command_asks_the_same_again(desk: Page, bot: AsyncApp, text: str) -> None:
    """Of a method that reads no JSON as well, and with blocks."""
    await desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await open_inspector(desk)
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": text}}]
    ts = await post(bot, text=text, blocks=blocks)
    await bot.client.conversations_history(channel="C0INCIDENTS", latest=ts, inclusive=True, limit=1)
    read = await runs_copied(desk, "conversations.history")
    assert [message["ts"] for message in read["messages"]] == [ts]
    posted = (await runs_copied(desk, "chat.postMessage"))["message"]
    assert posted["blocks"][0]["text"]["text"] == text
    await bot.client.auth_test()
    assert (await runs_copied(desk, "auth.test"))["user_id"] == "U0BOT"
    assert (await runs_copied(desk, "apps.connections.open"))["url"].startswith("ws://")


async def runs_copied(desk: Page, method: str) -> dict[str, Any]:
    """Copy the first listed call of a method, run it in a shell, and return the answer."""
    await listed(desk, method).first.click()
    await expect(inspector(desk).get_by_role("heading", name=method, exact=True)).to_be_visible()
    await inspector(desk).get_by_role("button", name="Copy as curl").click()
    command = await desk.evaluate("navigator.clipboard.readText()")
    tokens = {"SLACK_BOT_TOKEN": "xoxb-playground", "SLACK_APP_TOKEN": "xapp-playground"}
    running = await create_subprocess_exec(
        "sh", "-c", f"{command} --silent --show-error", env=os.environ | tokens, stdout=PIPE
    )
    answer: dict[str, Any] = json.loads((await running.communicate())[0])
    assert answer["ok"] is True, (command, answer)
    return answer


async def test_what_slack_did_not_read_is_shown_apart(desk: Page, bot: AsyncApp) -> None:
    await open_inspector(desk)
    body = {"channel": "C0INCIDENTS"}
    answer = await desk.request.post(f"{desk.url.partition('/?')[0]}/api/conversations.info", data=body)
    assert (await answer.json())["ok"] is False
    await listed(desk, "conversations.info").click()
    shown = inspector(desk).get_by_role("region", name="Request and answer")
    await expect(shown.get_by_role("heading", name="Body that Slack did not read")).to_be_visible()
    await expect(shown).to_contain_text("channel: C0INCIDENTS")


async def test_requests_are_filtered_by_words_by_kind_and_by_trouble(desk: Page, bot: AsyncApp) -> None:
    await open_inspector(desk)
    await post(bot, text="apples")
    await post(bot, text="pears")
    panel = inspector(desk)
    await panel.get_by_role("searchbox", name="Filter requests").fill("pears")
    await expect(listed(desk, "")).to_have_count(1)
    await panel.get_by_role("searchbox", name="Filter requests").fill("")
    await panel.get_by_role("combobox", name="Kind of request").select_option("Sockets")
    await expect(listed(desk, "socket")).to_have_count(2)
    await expect(listed(desk, "to the bot: hello")).to_contain_text("sent")
    await expect(listed(desk, "chat.postMessage")).to_have_count(0)
    await panel.get_by_role("combobox", name="Kind of request").select_option("Everything")
    await panel.get_by_role("checkbox", name="Errors only").check()
    await expect(panel.get_by_text("Nothing fits the filter.")).to_be_visible()


async def test_the_list_can_be_held_and_cleared(desk: Page, bot: AsyncApp) -> None:
    await open_inspector(desk)
    panel = inspector(desk)
    await panel.get_by_role("button", name="Clear").click()
    await expect(panel.get_by_text("Nothing yet. Type a command.")).to_be_visible()
    await panel.get_by_role("button", name="Pause").click()
    await post(bot, text="held back")
    await expect(messages(desk)).to_contain_text("held back")
    await expect(listed(desk, "chat.postMessage")).to_have_count(0)
    await panel.get_by_role("button", name="Go on").click()
    await expect(listed(desk, "chat.postMessage")).to_have_count(1)


async def test_thousands_of_requests_do_not_burden_the_page(desk: Page, bot: AsyncApp) -> None:
    """Few of them are in the document, and the last one is on top. One that is too many is a request as well."""
    await open_inspector(desk)
    for _ in range(30):
        await gather(*(bot.client.api_test() for _ in range(100)), return_exceptions=True)
    await post(bot, text="the last one")
    top = inspector(desk).get_by_role("listitem").first
    await expect(top).to_contain_text("the last one")
    assert await inspector(desk).get_by_role("listitem").count() <= 400
    await inspector(desk).get_by_role("button", name="Show older ones").click()
    await expect(top).to_contain_text("the last one")


async def test_the_inspector_is_left_by_keyboard_one_thing_at_a_time(desk: Page, bot: AsyncApp) -> None:
    await post(bot, text="x")
    toggle = desk.get_by_role("button", name="Inspector", exact=True)
    await toggle.press("Enter")
    await listed(desk, "chat.postMessage").press("ArrowDown")
    await desk.keyboard.press("ArrowUp")
    await expect(listed(desk, "chat.postMessage")).to_be_focused()
    await desk.keyboard.press("Enter")
    await expect(inspector(desk).get_by_role("region", name="Request and answer")).to_be_visible()
    await desk.keyboard.press("Escape")
    await expect(listed(desk, "chat.postMessage")).to_be_focused()
    await desk.keyboard.press("Escape")
    await expect(inspector(desk)).to_be_hidden()
    await expect(toggle).to_be_focused()


async def test_a_fault_is_set_strikes_is_seen_on_the_page_and_ended(desk: Page, bot: AsyncApp) -> None:
    async def answer(ack: AsyncAck) -> None:
        await ack("Here I am.")

    bot.command("/incident")(answer)
    await open_inspector(desk, "Faults")
    await inspector(desk).get_by_role("button", name="Slack cannot be reached for 30 s").click()
    strip = desk.get_by_role("status", name="Faults")
    await expect(strip).to_contain_text("A fault is set Slack: cannot be reached")
    await inspector(desk).get_by_role("button", name="Close inspector").click()
    await run(desk, "/incident what now")
    await expect(messages(desk)).to_contain_text('/incident failed with the error "dispatch_failed"')
    await strip.get_by_role("button", name="Show").click()
    await expect(inspector(desk).get_by_role("list", name="Faults")).to_contain_text("struck")
    await strip.get_by_role("button", name="End all").click()
    await expect(strip).to_be_hidden()


async def test_a_fault_that_is_over_is_listed_apart(desk: Page, bot: AsyncApp) -> None:
    await open_inspector(desk, "Faults")
    over = inspector(desk).get_by_role("list", name="Over")
    await expect(over).to_be_hidden()
    fault = {"kind": "error", "method": "chat.postMessage", "error": "fatal_error", "times": 1}
    assert (await desk.request.post(f"{desk.url.partition('/?')[0]}/control/faults", data=fault)).ok
    with pytest.raises(SlackApiError, match="fatal_error"):
        await post(bot, text="do")
    await expect(over).to_contain_text("chat.postMessage: fatal_error")
    await expect(inspector(desk).get_by_role("list", name="Faults")).to_have_text(
        "Nothing: Slack works as it should."
    )
    await over.get_by_role("button", name="Remove").click()
    await expect(inspector(desk).get_by_role("heading", name="Over")).to_be_hidden()


async def test_a_fault_of_ones_own_is_aimed_and_removed(desk: Page, bot: AsyncApp) -> None:
    await open_inspector(desk, "Faults")
    form = inspector(desk).get_by_role("form", name="Set a fault")
    await form.get_by_label("What", exact=True).fill("chat.postMesage")
    await form.get_by_role("button", name="Set fault").click()
    await expect(form.get_by_role("alert")).to_contain_text("neither one of Slack's methods")
    await form.get_by_label("What", exact=True).fill("chat.postMessage")
    await form.get_by_label("Error code").fill("fatal_error")
    await form.get_by_label("Only where").fill('{"text": "do not*"}')
    await form.get_by_role("button", name="Set fault").click()
    faults = inspector(desk).get_by_role("list", name="Faults")
    await expect(faults).to_contain_text("chat.postMessage: fatal_error")
    await post(bot, text="do")
    await expect(faults).to_contain_text("has not struck yet")
    await faults.get_by_role("button", name="Remove chat.postMessage: fatal_error").click()
    await expect(faults).to_contain_text("Slack works as it should")
    await post(bot, text="do not fail")


@pytest.mark.parametrize(("kind", "word"), [("down", "down (503)"), ("error", "internal_error")])
async def test_a_fault_after_the_effect_reads_otherwise_than_one_before_it(
    desk: Page, bot: AsyncApp, kind: str, word: str
) -> None:
    await open_inspector(desk, "Faults")
    site = desk.url.partition("/?")[0]
    for when in ("before", "after"):
        fault = {"kind": kind, "method": "download", "when": when}
        assert (await desk.request.post(f"{site}/control/faults", data=fault)).ok
    faults = inspector(desk).get_by_role("list", name="Faults")
    for told in (f"downloads: {word}", f"downloads: {word}, after the effect"):
        await expect(faults.get_by_role("button", name=f"Remove {told}", exact=True)).to_be_visible()


async def test_a_person_is_deactivated_and_brought_back(desk: Page, bot: AsyncApp) -> None:
    await open_inspector(desk, "Faults")
    await inspector(desk).get_by_role("button", name="Deactivate Ben").click()
    await inspector(desk).get_by_role("button", name="Bring back Ben").click()
    await expect(inspector(desk).get_by_role("button", name="Deactivate Ben")).to_be_visible()


async def test_the_shop_is_broken_and_mended(desk: Page, bot: AsyncApp) -> None:
    """What watches it sees 503 meanwhile."""
    shop = desk.url.partition("/?")[0] + "/shop"
    await open_inspector(desk, "Faults")
    await inspector(desk).get_by_role("button", name="Break the demo shop").click()
    mend = inspector(desk).get_by_role("button", name="Mend the demo shop")
    await expect(mend).to_be_visible()
    assert (await desk.request.get(shop)).status == 503
    await mend.click()
    await expect(inspector(desk).get_by_role("button", name="Break the demo shop")).to_be_visible()
    assert (await desk.request.get(shop)).status == 200


async def test_on_a_phone_the_inspector_covers_the_page(desk: Page, bot: AsyncApp) -> None:
    await desk.set_viewport_size({"width": 390, "height": 844})
    await open_inspector(desk)
    box = await inspector(desk).bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    await inspector(desk).get_by_role("button", name="Close inspector").click()
    await expect(writing_to(desk, "#incidents")).to_be_visible()
