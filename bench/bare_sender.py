"""Slack's own client and nothing else: `python -m bench.bare_sender <Slack's address> <count>`.

Prints how many messages it posts a second.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bench.seeding import ANN
from bot.app import URGENT_WORKERS
from bot.slack.message import Message
from bot.slack.views.page import page
from incidents import commands
from incidents.commands import Draft
from incidents.model import Severity


def reminder() -> Message:
    """Give the words and blocks that the bot sends too."""
    now = datetime.now(UTC)
    draft = Draft("checkout is failing in region 1", Severity.CRITICAL)
    incident = commands.declare(draft, "0" * 32, 1, ANN, now).incident
    return page(
        incident, 0, 1, now, None, card_link="https://bench.slack.com/archives/C0INCIDENTS/p1763700000000001"
    )


async def posted_a_second(slack_url: str, count: int) -> float:
    """Post the same reminder so often, to as many people, on one session, as many at once as the bot has workers."""
    message, numbers = reminder(), iter(range(count))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        client = AsyncWebClient(token="xoxb-bench", base_url=f"{slack_url}/api/", session=session)  # noqa: S106

        async def worker() -> None:
            for number in numbers:
                await client.chat_postMessage(
                    channel=f"D0LEAD{number:05}",
                    text=message.text,
                    blocks=message.blocks,
                    metadata={"event_type": "tocsin_outbox", "event_payload": {"key": f"page:{number}"}},
                    unfurl_links=False,
                    unfurl_media=False,
                )

        began = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(URGENT_WORKERS)))
        return count / (time.perf_counter() - began)


if __name__ == "__main__":
    print(asyncio.run(posted_a_second(sys.argv[1], int(sys.argv[2]))))
