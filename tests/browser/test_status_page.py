"""Status pages in a real browser: both schemes, desk and phone, with hostile words; axe finds nothing at all."""

from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize

from tests.api.conftest import Programs, StillWorld, programs_on
from tests.browser.conftest import PICTURES
from tests.pages.conftest import policy

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = {"desk": ViewportSize(width=1280, height=900), "phone": ViewportSize(width=390, height=844)}
HOSTILE = "\u202e<img src=x onerror=alert(1)> \u0645\u0631\u062d\u0628\u0627 \U0001f525 " + "w" * 200
EVERYTHING: tuple[dict[str, Any], ...] = (
    {"title": "Search was slow", "severity": "minor", "status": "resolved", "update": "It is quick again."},
    {"title": "Payments fail", "severity": "critical", "monitors": ["shop-db"], "update": "We look at it."},
    {"title": HOSTILE, "severity": "minor", "monitors": ["api"], "update": "w" * 10_000},
    {"title": "New servers", "kind": "maintenance", "severity": "none", "update": "We are moving."},
    {
        "title": "Database upgrade",
        "kind": "maintenance",
        "monitors": ["shop-db"],
        "starts_at": "2026-04-09T12:00:00Z",
        "ends_at": "2026-04-09T14:00:00Z",
    },
)


async def with_everything(programs: Programs) -> str:
    """Fill the page with all that it can show; give the address of the worst."""
    made = [await programs.made("/api/v1/incidents", {"page": "acme", **wanted}) for wanted in EVERYTHING]
    programs.world.pass_by(days=2, hours=3)
    worst = f"/api/v1/incidents/{made[1]['id']}"
    update = (await programs.ask("GET", f"{worst}/updates")).json()["updates"][0]["id"]
    await programs.ask("PATCH", f"{worst}/updates/{update}", {"message": "We have found it."})
    listed = (await programs.ask("GET", f"{worst}/publications")).json()["publications"]
    return str(listed[0]["path"])


@pytest.mark.parametrize("width", WIDTHS)
async def test_every_page_is_usable_by_everybody(page: Page, tmp_path: Path, width: str) -> None:
    """Nothing runs out sideways, nothing is refused by the page's own policy. What was seen is kept."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.add_init_script(
        "addEventListener('securitypolicyviolation', (each) => console.error(each.violatedDirective))"
    )
    await page.set_viewport_size(WIDTHS[width])
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs:
        places = {"quiet": "/status/beta", "busy": "/status/acme", "month": "/status/acme/history"}
        places["incident"] = await with_everything(programs)
        for name, place in places.items():
            await page.goto(programs.url + place)
            await page.evaluate(
                "document.querySelectorAll('details').forEach((each) => { each.open = true })"
            )
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme)
                await page.screenshot(path=PICTURES / f"status-{name}-{width}-{scheme}.png", full_page=True)
                found = (await Axe().run(page)).response["violations"]
                assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (name, scheme)
    assert complaints == []


async def test_an_open_page_follows_what_happens(page: Page, tmp_path: Path) -> None:
    """It is announced; focus and what was unfolded stay. Markup in what was typed stays text."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs:
        await with_everything(programs)
        await page.goto(f"{programs.url}/status/acme")
        heard = page.locator("#announced")
        await page.locator("summary").first.click()
        link = page.locator("a", has_text="Payments fail")
        await link.focus()
        assert await heard.inner_text() == ""
        shouted = {"title": "<img src=x onerror=alert(1)> is down", "severity": "critical", "page": "acme"}
        await programs.made("/api/v1/incidents", shouted)
        await page.wait_for_selector("text=<img src=x onerror=alert(1)> is down")
        assert await heard.inner_text() == "This page has changed: Major outage"
        assert await page.locator("main img").count() == 0
        assert await page.evaluate("document.activeElement.textContent") == "Payments fail"
        assert await page.locator("details[open]").count() == 1


async def test_without_javascript_the_page_is_whole(browser: Browser, tmp_path: Path) -> None:
    """A reload shows what is new."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs:
        context = await browser.new_context(java_script_enabled=False)
        plain = await context.new_page()
        await plain.goto(f"{programs.url}/status/acme")
        await programs.made("/api/v1/incidents", {"title": "Payments fail", "page": "acme"})
        await plain.reload()
        assert "Payments fail" in await plain.inner_text("main")
        await context.close()


async def test_the_badge_is_a_picture(page: Page, tmp_path: Path) -> None:
    """As other pages show it, in a frame of its own."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs:
        await with_everything(programs)
        await page.goto(f"{programs.url}/status/acme/badge.svg")
        assert await page.evaluate("document.documentElement.getBBox().height") == 20
        await page.screenshot(
            path=PICTURES / "status-badge.png", clip={"x": 0, "y": 0, "width": 320, "height": 40}
        )


async def test_the_page_reads_from_the_right_as_well(page: Page, tmp_path: Path) -> None:
    """Sides are logical: with the direction turned nothing runs out of the window."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs:
        await with_everything(programs)
        await page.set_viewport_size(WIDTHS["phone"])
        await page.goto(f"{programs.url}/status/acme")
        await page.evaluate("document.documentElement.dir = 'rtl'")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await page.screenshot(path=PICTURES / "status-from-the-right.png", full_page=True)


async def test_on_paper_the_page_has_what_can_be_read_and_nothing_to_press(
    page: Page, tmp_path: Path
) -> None:
    """Dark or light: ink on white, and nothing runs over the edge of a sheet of A4."""
    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db", StillWorld(), policy()) as programs:
        await with_everything(programs)
        await page.set_viewport_size(ViewportSize(width=794, height=1123))
        await page.emulate_media(media="print", color_scheme="dark")
        await page.goto(f"{programs.url}/status/acme")
        assert await page.locator("text=Payments fail").first.is_visible()
        for pressed in (".subscribe", ".foot a", ".skip"):
            assert not await page.locator(pressed).first.is_visible()
        assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await page.screenshot(path=PICTURES / "status-print.png", full_page=True)
