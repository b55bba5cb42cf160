"""Takes the pictures of README and docs/: `./dev pictures`. They show the running product as it is, or nothing."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize

from tests.browser import picture_of_inbox, picture_of_status_page
from tests.browser.camera import WINDOW, Camera, camera_ready, let_it_be_morning
from tests.stories.acting import Office
from tests.stories.conftest import office_open

HIGH = ViewportSize(width=1160, height=780)
"""In which a thread is seen whole."""
HIGHER = ViewportSize(width=1160, height=1000)
"""In which the form is."""
WIDE = ViewportSize(width=1440, height=720)
"""With room for the Inspector beside the channel."""
INCIDENTS = "C0INCIDENTS"


async def main() -> None:
    """Live through an incident, and keep looks at it; then at what the public has read."""
    async with camera_ready() as camera:
        async with _office() as office:
            await _take_incident(camera, office)
            await _take_inspector(camera)
            await _take_playground(camera, office)
            await _take_form(camera)
            await _take_home(camera, office)
        async with _office() as office:
            await _take_demo(camera, office)
        await picture_of_inbox.take(camera)
        await picture_of_status_page.take(camera)


@asynccontextmanager
async def _office() -> AsyncIterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        async with office_open(Path(folder), socket_mode=True) as (office, _):
            let_it_be_morning(office)
            yield office


async def _passes(camera: Camera, office: Office, minutes: int) -> None:
    await office.until(office.is_quiet)
    await office.passes(minutes=minutes)
    await camera.is_at(office.world.now())


async def _take_incident(camera: Camera, office: Office) -> None:
    page = camera.page
    await camera.is_at(office.world.now())
    await office.ann.types("Does anybody else get errors when paying?", INCIDENTS)
    await office.ben.types("Yes, and support gets calls.", INCIDENTS)
    await _passes(camera, office, 1)
    await office.ann.types("/incident critical checkout is failing")
    await office.ben.sees("checkout is failing", await office.ben.dm())
    await page.goto(f"{office.url}/?as=U0BEN#/{await office.ben.dm()}")
    await camera.takes_message(_card(page), "reminder")
    await _passes(camera, office, 2)
    await office.ben.types("/incident ack")
    await _passes(camera, office, 7)
    await office.ben.types("/incident update The payment provider is down; traffic moves to the second one.")
    await office.ann.sees("traffic moves", INCIDENTS)
    await _passes(camera, office, 2)
    await page.goto(f"{office.url}/?as=U0CLEO#/{INCIDENTS}")
    await page.reload()
    await camera.takes_message(_card(page), "card")


async def _take_form(camera: Camera) -> None:
    page = camera.page
    await page.set_viewport_size(HIGHER)
    await _type(page, "/incident declare")
    form = page.get_by_role("dialog")
    await form.get_by_label("Severity").select_option(label="🔶 major")
    await form.get_by_label("Description").fill("Results take ten seconds since the release of this morning.")
    await form.get_by_label("Affected monitors").fill("search")
    await form.get_by_label("Title").fill("search is slow")
    await camera.takes_form(form, "declare")
    await page.keyboard.press("Escape")
    await page.set_viewport_size(WINDOW)


async def _take_playground(camera: Camera, office: Office) -> None:
    page = camera.page
    card = await office.ann.sees("checkout is failing", INCIDENTS)
    for someone, said in (
        (office.ann, "Half of the orders go through again."),
        (office.cleo, "Good, I tell support."),
    ):
        await someone.answers(said, card, INCIDENTS)
        await _passes(camera, office, 1)
    await page.set_viewport_size(HIGH)
    await page.get_by_role("button", name="replies").first.click()
    await page.get_by_role("complementary", name="Thread").get_by_text("I tell support").wait_for()
    await camera.takes_the_window("playground")
    await page.get_by_role("button", name="Close thread").click()
    await page.set_viewport_size(WINDOW)


async def _take_inspector(camera: Camera) -> None:
    page = camera.page
    await page.set_viewport_size(WIDE)
    await page.get_by_role("button", name="Inspector", exact=True).click()
    inspector = page.get_by_role("complementary", name="Inspector")
    await inspector.get_by_role("listitem").get_by_role("button", name="chat.update").first.click()
    await inspector.get_by_role("heading", name="Answer").wait_for()
    await camera.takes_the_window("inspector")
    await inspector.get_by_role("button", name="Close inspector").click()
    await page.set_viewport_size(WINDOW)


async def _take_home(camera: Camera, office: Office) -> None:
    page = camera.page
    await office.ann.types("/incident major search is slow")
    await office.ann.types("/incident minor pictures of new shoes are missing")
    await _passes(camera, office, 4)
    await office.ann.opens_home()
    await page.goto(f"{office.url}/?as=U0ANN#/{await office.ann.dm()}/home")
    await page.reload()
    await page.get_by_role("tabpanel", name="Home").get_by_role("heading", name="Open incidents").wait_for()
    await camera.takes_the_window("home")


async def _take_demo(camera: Camera, office: Office) -> None:
    """Its third scene, in which the card has appeared."""
    page = camera.page
    await camera.is_at(office.world.now() + timedelta(seconds=5))
    await page.goto(f"{office.url}/?as=U0ANN#/{INCIDENTS}")
    await office.session.post(f"{office.url}/page/demo", json={"as": "U0ANN", "act": "start"})
    bar = page.get_by_role("region", name="Tocsin demo")
    for step in ("1 of", "2 of"):
        await bar.get_by_text(step).wait_for()
        await bar.get_by_role("button", name="Next").click()
    await bar.get_by_text("3 of").wait_for()
    await camera.takes_the_window("demo")


async def _type(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Message #incidents").fill(text)
    await page.keyboard.press("Enter")


def _card(page: Page) -> Locator:
    """Return the first message with buttons: before it stands only what was said by people."""
    log = page.get_by_role("log", name="Messages")
    return log.get_by_role("article").filter(has=page.locator(".block-actions")).first


if __name__ == "__main__":
    asyncio.run(main())
