"""What is looked at, and what a finding is. No check is made here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.policy import load_policy
from bot.settings import Settings
from bot.slack.client import call, web_client
from incidents.escalation import Policy

SCOPES_HEADER = "x-oauth-scopes"  # https://docs.slack.dev/authentication/installing-with-oauth

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen. When it is not `ok` the sentence says what is wrong and what to do."""

    says: str
    ok: bool
    about: str = ""

    def __str__(self) -> str:
        return f"{'ok   ' if self.ok else 'WRONG'}  {self.about}: {self.says}"


def fine(says: str) -> Finding:
    return Finding(says, ok=True)


def wrong(says: str) -> Finding:
    return Finding(says, ok=False)


@dataclass
class Patient:
    """What is looked at. `manifest` is the file that the Slack app was made from."""

    settings: Settings
    manifest: Path
    session: aiohttp.ClientSession
    retry: bool = False
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def client(self) -> AsyncWebClient:
        """The Web API as the bot."""
        return self._client(self.settings.slack_bot_token.get_secret_value())

    async def asks(self, method: str, **arguments: Any) -> Json:
        """Call a method of the Web API as the bot."""
        return await call(self.client, self.metrics, method, **arguments)

    async def asks_for_socket(self, app_token: str) -> Json:
        """Ask for the address of a socket, and leave it at that: whoever opens it gets commands."""
        return await call(self._client(app_token), self.metrics, "apps.connections.open")

    async def granted(self) -> set[str]:
        """Give the scopes that Slack says the bot token has."""
        answer = await self.client.auth_test()
        return set(answer.headers.get(SCOPES_HEADER, "").replace(",", " ").split())

    def policy(self) -> Policy:
        """Read the policy as it is now."""
        return load_policy(self.settings.policy_path)

    def _client(self, token: str) -> AsyncWebClient:
        return web_client(token, self.settings.slack_api_url, self.session)
