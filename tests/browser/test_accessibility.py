"""No surface of the page keeps anybody out: axe finds nothing serious, in both schemes, at desk and phone width."""

from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize
from slack_bolt.async_app import AsyncApp

from tests.browser.conftest import PICTURES
from tests.browser.surfaces import SURFACES, Way

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = {"desk": ViewportSize(width=1280, height=800), "phone": ViewportSize(width=390, height=844)}
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


def _told(violation: dict[str, Any]) -> str:
    """A finding in one line: the rule, and where."""
    places = [f"{node['target']} {node['html'][:120]}" for node in violation["nodes"]]
    return f"{violation['id']}: {violation['help']}: {places}"
