"""How tests post many messages to a playground whose clock is hurried: its pace is then about that of a round trip."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


async def posted(client: AsyncWebClient, channel: str, **message: Any) -> str:
    """Post and give the timestamp; who was too fast asks again, and has waited long enough by then."""
    while True:
        try:
            return str((await client.chat_postMessage(channel=channel, **message))["ts"])
        except SlackApiError as refused:
            if refused.response["error"] != "ratelimited":
                raise
