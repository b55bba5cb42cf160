"""How tests act on the page, by roles and names. No tests here."""

import asyncio
from typing import Any

from playwright.async_api import Locator, Page
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.posting import posted

Heard = asyncio.Queue[dict[str, Any]]


def writing_to(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"Message {name}")


def messages(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")


async def post(bot: AsyncApp, **message: Any) -> str:
    return await posted(bot.client, "C0INCIDENTS", **({"text": "A message"} | message))


async def next_heard(heard: Heard) -> dict[str, Any]:
    return await asyncio.wait_for(heard.get(), timeout=20)


async def opens_modal(bot: AsyncApp, view: dict[str, Any]) -> None:
    """Let /incident open this modal."""

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await bot.client.views_open(trigger_id=body["trigger_id"], view=view)

    bot.command("/incident")(listener)


async def run(page: Page, command: str) -> None:
    await writing_to(page, "#incidents").fill(command)
    await writing_to(page, "#incidents").press("Enter")
