"""An exported status page in a real browser, from the disk."""

import re
from pathlib import Path

from playwright.async_api import Page

from bot.pages.places import PLACES
from bot.policy import read_policy
from tests.api.conftest import Programs, StillWorld, programs_on
from tests.pages.conftest import POLICY
from tests.pages.test_export import exported, listed

WITH_LOGO = POLICY.replace('name = "Acme Cloud"', 'name = "Acme Cloud"\nlogo = "logo.svg"')
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><circle cx="18" cy="18" r="18"/></svg>'


async def fill(programs: Programs) -> None:
    """One that is open, one that was over a month ago."""
    page = {"page": "acme", "monitors": ["shop-db"]}
    await programs.made("/api/v1/incidents", {"title": "It was slow", "status": "resolved", **page})
    programs.world.pass_by(days=40)
    worst = {"title": "Payments fail", "severity": "critical", "update": "We look at it.", **page}
    await programs.made("/api/v1/incidents", worst)


def missing_in(folder: Path) -> list[str]:
    """Name each link that leads to no file, or to a server."""
    return [
        link
        for written in folder.rglob("*.html")
        for link in re.findall(r'(?:href|src)="([^"#]+)"', written.read_text())
        if not link.startswith("data:") and not (written.parent / link).is_file()
    ]


async def test_the_folder_opens_from_the_disk(page: Page, tmp_path: Path) -> None:
    """Each link leads to a file; nothing is asked of any server, and nothing is missing."""
    (tmp_path / "logo.svg").write_text(LOGO)
    database = f"sqlite:///{tmp_path}/tocsin.db"
    policy = read_policy(WITH_LOGO, str(tmp_path / "policy.toml"))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    async with programs_on(database, StillWorld(), policy) as programs:
        await fill(programs)
        assert "open out/index.html" in await exported(tmp_path, database)
    out = tmp_path / "out"
    assert set(PLACES) <= {str(path.relative_to(out)) for path in listed(out)}
    assert missing_in(out) == []
    await page.goto(f"file://{out}/index.html")
    assert await page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert await page.evaluate("document.querySelector('.logo').naturalWidth") == 36
    await page.click("text=Payments fail")
    assert "We look at it." in await page.inner_text("main")
    await page.click("text=Acme Cloud")
    await page.click("text=Earlier incidents")
    assert "History: " in await page.inner_text("main")
    await page.goto(f"file://{out}/history/2026-04/index.html")
    assert "It was slow" in await page.inner_text("main")
    assert complaints == []
