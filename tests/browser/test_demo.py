"""The demo with the real bot in a real browser: it plays to its end, is steered, and says when something is wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncApp

from bot.app import application
from bot.world import RealWorld
from incidents.escalation import Policy
from incidents.model import Severity
from playground.demo.story import STORY, THE_END
from playground.server import Playground
from tests.browser.acting import messages, writing_to
from tests.ports import free_port
from tests.stories.conftest import MANIFEST, settings_for

POLICY = Policy(steps=(("U0BEN",), ("U0CLEO",)), acknowledge=dict.fromkeys(Severity, timedelta(seconds=1)))
WATCH = """() => {
  window.captions = [];
  const note = () => {
    const words = document.querySelector(".demo-caption")?.textContent;
    if (words && words !== window.captions.at(-1)) window.captions.push(words);
  };
  new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true });
}"""


@asynccontextmanager
async def playing(tmp_path: Path, pace: float) -> AsyncIterator[str]:
    """A playground that plays the demo with the real bot, which reminds every second."""
    async with Playground(MANIFEST, demo_pace=pace, clock_factor=10).serve() as url:
        settings = settings_for(url, f"sqlite:///{tmp_path}/tocsin.db", socket_mode=True, port=free_port())
        async with application(settings, POLICY, RealWorld()):
            yield url


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Tocsin demo")


async def test_the_whole_story_is_told_in_order(page: Page, tmp_path: Path) -> None:
    """Every caption is seen once, the incident ends resolved, and the workspace is free afterwards."""
    await page.add_init_script(f"({WATCH})()")
    async with playing(tmp_path, pace=50) as url:
        await page.goto(url)
        await expect(bar(page).get_by_role("status")).to_have_text(THE_END, timeout=100_000)
        seen = await page.evaluate("window.captions")
        told = [scene.caption for scene in STORY]
        assert [caption for caption in seen if caption in told] == told
        card = messages(page).get_by_role("article").filter(has=page.get_by_role("button", name="Reopen"))
        await expect(card).to_contain_text("resolved by @ann.demo")
        await expect(card).to_contain_text("Major")
        await expect(messages(page).get_by_text("resolved it")).to_be_visible()
        await bar(page).get_by_role("button", name="Close").click()
        await expect(bar(page)).to_be_hidden()


async def test_it_is_steered_by_keyboard_and_says_what_went_wrong(desk: Page, bot: AsyncApp) -> None:
    """Here the bot does not know the command. Pause holds it, Next goes on, and the focus stays where it was."""
    await desk.get_by_role("button", name="Watch an incident").press("Enter")
    caption = bar(desk).get_by_role("status")
    await expect(caption).to_have_text(STORY[0].caption)
    await bar(desk).get_by_role("button", name="Pause").press("Space")
    await expect(bar(desk).get_by_role("button", name="Play")).to_be_focused()
    await desk.keyboard.press("Tab")
    await expect(bar(desk).get_by_role("button", name="Next")).to_be_focused()
    await desk.keyboard.press("Enter")
    await expect(caption).to_have_text(STORY[1].caption)
    await expect(writing_to(desk, "#incidents")).to_have_value("")
    await desk.keyboard.press("Enter")
    await expect(caption).to_contain_text("/incident critical checkout is failing was not taken")
    await expect(bar(desk).get_by_role("button", name="Play again")).to_be_focused()
    await expect(writing_to(desk, "#incidents")).to_have_value("")
    await desk.keyboard.press("Enter")
    await expect(caption).to_have_text(STORY[0].caption)
    await bar(desk).get_by_role("button", name="Stop").press("Enter")
    await expect(caption).to_contain_text("The workspace is yours")
    await bar(desk).get_by_role("button", name="Close").press("Enter")
    await expect(bar(desk)).to_be_hidden()
    await expect(writing_to(desk, "#incidents")).to_be_focused()
