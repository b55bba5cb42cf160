"""The picture of the Inbox: a customer of the demo shop has subscribed to its status page, and reads the news."""

import tempfile
from pathlib import Path

from playwright.async_api import Locator, Page

from bot.app import Application
from tests.browser.camera import WINDOW, Camera, let_it_be_morning
from tests.browser.test_inbox import demo_policy
from tests.stories.acting import Office
from tests.stories.conftest import office_open

CUSTOMER = "carla@example.com"
INCIDENTS = "C0INCIDENTS"


async def take(camera: Camera) -> None:
    """Subscribe and confirm as Carla does; declare and publish as Ann does; open the letter."""
    with tempfile.TemporaryDirectory() as folder:
        async with office_open(Path(folder), socket_mode=True, policy=demo_policy, with_mail=True) as (
            office,
            app,
        ):
            await camera.page.set_viewport_size(WINDOW)
            let_it_be_morning(office)
            await camera.is_at(office.world.now())
            await _subscribe(camera.page, office, app)
            await _publish(camera.page, office)
            await camera.is_at(office.world.now())
            await camera.page.goto(f"{office.url}/?as=U0ANN#/inbox")
            await camera.page.reload()
            await _letters(camera.page).filter(has_text="checkout is failing").click()
            await camera.page.get_by_role("heading", name="checkout is failing").wait_for()
            await camera.takes_the_window("inbox")


async def _subscribe(page: Page, office: Office, app: Application) -> None:
    await page.goto(f"http://127.0.0.1:{app.port}/status/demo-shop/subscribe")
    await page.get_by_label("Your e-mail address").fill(CUSTOMER)
    await page.get_by_role("button", name="Subscribe").click()
    await page.goto(f"{office.url}/?as=U0ANN#/inbox")
    await _letters(page).first.click()
    link = page.get_by_role("article").get_by_role("link", name="/confirm")
    await page.goto(await link.get_attribute("href") or "")
    await page.get_by_role("button", name="Confirm").click()
    await page.get_by_text("You are subscribed").wait_for()


async def _publish(page: Page, office: Office) -> None:
    await office.passes(minutes=25)
    await office.ann.types("/incident critical checkout is failing")
    await office.ann.sees("checkout is failing", INCIDENTS)
    await page.goto(f"{office.url}/?as=U0ANN#/{INCIDENTS}")
    await page.get_by_role("textbox", name="Message #incidents").fill("/incident publish")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    await page.get_by_role("dialog").wait_for(state="hidden")


def _letters(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Letters").get_by_role("link")
