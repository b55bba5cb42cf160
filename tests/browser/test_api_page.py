"""The page that reads the API, in a real browser: it needs nothing but the bot."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage

from bot.http.dialects import load_dialects
from tests.api.conftest import programs_on

SCREENSHOTS = Path("var/screenshots")


@pytest.mark.parametrize(
    ("mount", "words"),
    [("/api/v1", "Declare an incident"), *((f"/compat/{name}", "incident") for name in load_dialects())],
)
async def test_the_page_shows_the_requests_without_the_internet(
    browser: Browser, tmp_path: Path, mount: str, words: str
) -> None:
    """Whatever it asks for is asked of us, and its own policy stops nothing that it needs."""
    asked: list[str] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    async with programs_on(f"sqlite:///{tmp_path}/tocsin.db") as programs:
        page = await browser.new_page(viewport={"width": 1280, "height": 1000})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", complain)
        await page.goto(f"{programs.url}{mount}/docs")
        await page.locator(".opblock").first.wait_for()
        assert words in await page.inner_text("#page")
        await page.screenshot(path=SCREENSHOTS / f"api{mount.replace('/', '-')}.png")
        await page.close()

    ours = programs.url.split("/")[2]
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {ours}
    assert complaints == []
