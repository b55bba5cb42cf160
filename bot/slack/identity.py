"""Who the bot is in Slack: asked for at start and now and then, and kept, so that a restart needs no answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import structlog

from bot.delivery import Refused, TryLater
from bot.ledger import Ledger
from bot.slack.channel import IncidentsChannel
from bot.slack.refusals import NOT_LET_IN

IDENTITY = "identity"
# Read by the timeline's rows too, which make permalinks with it.
WORKSPACE_URL = "workspace_url"
INCIDENTS_CHANNEL = "incidents_channel"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in the workspace, as auth.test said."""

    bot_id: str
    bot_user_id: str
    team_id: str


@dataclass
class Introduction:
    """Calls auth.test and looks for the incidents channel. `seen_at` is when Slack last answered."""

    call: Callable[..., Awaitable[Mapping[str, Any]]]
    ledger: Ledger
    channel: IncidentsChannel
    now: Callable[[], datetime]
    identity: Identity | None = None
    workspace_url: str | None = None
    seen_at: datetime | None = None
    problem: str | None = None
    made: asyncio.Event = field(default_factory=asyncio.Event)

    async def remember(self) -> None:
        """Be who we were before the restart, until Slack says otherwise."""
        kept = await self.ledger.kept(IDENTITY)
        if isinstance(kept, dict):
            self.identity = Identity(**kept)
        url = await self.ledger.kept(WORKSPACE_URL)
        self.workspace_url = str(url) if url else None
        channel = await self.ledger.kept(INCIDENTS_CHANNEL)
        if isinstance(channel, dict) and channel["wanted"] == self.channel.wanted:
            self.channel.id = channel["id"]

    async def make(self) -> None:
        """Ask Slack who we are and join the incidents channel; what fails is said once and tried again."""
        try:
            await self._ask()
            before = self.channel.id
            if await self.channel.ready() != before:
                await self.ledger.keep(
                    INCIDENTS_CHANNEL, {"wanted": self.channel.wanted, "id": self.channel.id}
                )
        except (TryLater, Refused) as failure:
            self._worry(str(failure))
        else:
            self.problem = None
        self.made.set()

    async def _ask(self) -> None:
        answer = await self._me()
        self.seen_at = self.now()
        found = Identity(answer.get("bot_id", ""), answer["user_id"], answer["team_id"])
        if found == self.identity and answer["url"] == self.workspace_url:
            return
        self.identity, self.workspace_url = found, str(answer["url"])
        await self.ledger.keep(IDENTITY, asdict(found))
        await self.ledger.keep(WORKSPACE_URL, self.workspace_url)

    async def _me(self) -> Mapping[str, Any]:
        try:
            return await self.call("auth.test")
        except (TryLater, Refused) as failure:
            if str(failure) not in NOT_LET_IN:
                raise
            raise TryLater(f"it refuses SLACK_BOT_TOKEN ({failure})") from failure

    def _worry(self, problem: str) -> None:
        if problem != self.problem:
            log.warning("Slack does not answer as it should; `tocsin doctor` says why", problem=problem)
        self.problem = problem
