"""Where the cards hang: the incidents channel, found by its name or id and joined."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.delivery import Claimed, Refused, TryLater
from bot.slack.message import Message
from bot.slack.poster import Poster
from bot.slack.refusals import CHANNEL_LOST

LOOK_AGAIN = timedelta(seconds=15)

Call = Callable[..., Awaitable[Mapping[str, Any]]]


class IncidentsChannel:
    """The channel named by the operator. `id` is None until Slack has told it; `problem` says what is missing."""

    def __init__(self, wanted: str, call: Call) -> None:
        """Take the name or id that the operator gave."""
        self.wanted = wanted
        self.id: str | None = None
        self.problem: str | None = None
        self._call = call
        self._joined = False

    async def ready(self) -> str:
        """Give the id of the channel, with the bot in it. Raises `TryLater` with what the operator must do."""
        if self.id and self._joined:
            return self.id
        try:
            self.id = await self._find()
            await self._call("conversations.join", channel=self.id)
        except Refused as refusal:
            self.problem = (
                f"Slack refused #{self.wanted}: {refusal.error}. Unarchive it, or set INCIDENTS_CHANNEL."
            )
            raise TryLater(self.problem, LOOK_AGAIN) from refusal
        self._joined, self.problem = True, None
        return self.id

    async def post(self, poster: Poster, row: Claimed, message: Message, *, tag: str | None = None) -> str:
        """Post into it and give the timestamp. When it was archived or left meanwhile, it is looked for again."""
        try:
            return await poster.post(row, await self.ready(), message, tag=tag)
        except Refused as refusal:
            if refusal.error not in CHANNEL_LOST:
                raise
            self._joined = False
            raise TryLater(refusal.error) from refusal

    async def moved_from(self, channel: str) -> bool:
        """Whether the cards hang elsewhere now that this channel is archived. Raises `TryLater` until it is known."""
        self._joined = False
        return await self.ready() != channel

    async def _find(self) -> str:
        found = await self._listed(exclude_archived=True)
        if found:
            return found
        # Creating it anew would not help then: Slack keeps the name of an archived channel.
        archived = await self._listed(exclude_archived=False)
        self.problem = (
            f"#{self.wanted} is archived. Unarchive it, or set INCIDENTS_CHANNEL."
            if archived
            else f"There is no public channel #{self.wanted}. Create it, or set INCIDENTS_CHANNEL."
        )
        raise TryLater(self.problem, LOOK_AGAIN)

    async def _listed(self, *, exclude_archived: bool) -> str | None:
        cursor = ""
        while True:
            page = await self._call(
                "conversations.list",
                exclude_archived=exclude_archived,
                limit=1000,
                types="public_channel",
                cursor=cursor,
            )
            for channel in page["channels"]:
                if self.wanted in (channel["id"], channel["name"]):
                    return str(channel["id"])
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return None
