"""No surface of the page keeps anybody out: axe finds nothing serious, in both schemes, at desk and phone width."""

from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize, expect
from slack_bolt.async_app import AsyncApp

from tests.browser.acting import messages, post, run
from tests.browser.conftest import PICTURES
from tests.browser.surfaces import SURFACES, Way

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = {"desk": ViewportSize(width=1280, height=800), "phone": ViewportSize(width=390, height=844)}
COUNT_CHANGES = """log => {
  window.added = [];
  const words = (node) => node.querySelector?.(".message-body")?.textContent;
  const note = (changes) => {
    for (const { addedNodes } of changes) window.added.push(...[...addedNodes].map(words).filter(Boolean));
  };
  new MutationObserver(note).observe(log, { childList: true });
}"""
GRAVE = {"serious", "critical"}

each_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
each_width = pytest.mark.parametrize("width", WIDTHS)


@each_width
@each_surface
async def test_axe_finds_nothing_grave(desk: Page, bot: AsyncApp, surface: Way, width: str) -> None:
    """Nor does anything reach out of the window sideways. What was seen is kept in var/screenshots."""
    await desk.set_viewport_size(WIDTHS[width])
    await surface(desk, bot)
    assert await desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for scheme in SCHEMES:
        await desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await desk.screenshot(path=PICTURES / f"{surface.__name__}-{width}-{scheme}.png")
        found = (await Axe().run(desk)).response["violations"]
        assert [_told(violation) for violation in found if violation["impact"] in GRAVE] == []


@pytest.mark.parametrize("name", ["a_channel", "a_thread", "a_form", "the_demo"])
async def test_at_twice_the_size_everything_is_within_reach(desk: Page, bot: AsyncApp, name: str) -> None:
    """A desk of 1280 by 800 at 200 % is a window of 640 by 400: nothing runs out sideways, what one uses is in it."""
    await desk.set_viewport_size(ViewportSize(width=640, height=400))
    await SURFACES[name](desk, bot)
    assert await desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    used = {"a_form": "Send", "the_demo": "Pause"}.get(name)
    field = desk.get_by_role(
        "textbox", name="Reply in thread" if name == "a_thread" else "Message #incidents"
    )
    wanted = desk.get_by_role("button", name=used).last if used else field
    await expect(wanted).to_be_in_viewport(ratio=1)


async def test_the_systems_own_colours_leave_every_edge_visible(desk: Page, bot: AsyncApp) -> None:
    """With forced colours a ground tells nothing: the open place, buttons and fields are told by their edges."""
    await desk.emulate_media(forced_colors="active")
    await SURFACES["a_channel"](desk, bot)
    await desk.screenshot(path=PICTURES / "forced-colours.png")
    place = desk.get_by_role("navigation", name="Channels").get_by_role("link", name="incidents")
    await expect(place).to_have_css("outline-style", "solid")
    for button in await desk.get_by_role("log").get_by_role("button", name="A button").all():
        await expect(button).to_have_css("border-top-style", "solid")


async def test_nothing_moves_for_who_asks_for_less_motion(desk: Page, bot: AsyncApp) -> None:
    await desk.emulate_media(reduced_motion="reduce")
    await SURFACES["a_form"](desk, bot)
    moving = "document.getAnimations().filter(one => one.playState === 'running').length"
    assert await desk.evaluate(moving) == 0
    await expect(desk.get_by_role("dialog")).to_have_css("animation-name", "none")


async def test_what_arrives_is_announced_once_and_what_is_read_anew_is_not(desk: Page, bot: AsyncApp) -> None:
    """The log is a live region that adds; while a channel is read into it, it says that it is busy."""
    log = messages(desk)
    await post(bot, text="The first")
    await expect(log).to_contain_text("The first")
    await log.evaluate(COUNT_CHANGES)
    await post(bot, text="The second")
    await expect(log).to_contain_text("The second")
    assert await desk.evaluate("window.added") == ["The second"]
    await expect(log).to_have_attribute("aria-busy", "false")
    await run(desk, "/nonsense")
    await expect(desk.get_by_role("alert")).to_have_count(1)


def _told(violation: dict[str, Any]) -> str:
    """A finding in one line: the rule, and where."""
    places = [f"{node['target']} {node['html'][:120]}" for node in violation["nodes"]]
    return f"{violation['id']}: {violation['help']}: {places}"
