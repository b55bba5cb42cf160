"""What everybody at the Slack door shares: the service, the ways to answer, and work that must not delay an answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.logs import note_failure
from bot.service import IncidentService
from bot.slack import home, private
from bot.slack.message import Message
from bot.slack.views.answers import broken, refused
from bot.subscribers import Subscribers

if TYPE_CHECKING:
    from bot.slack.command import Word


@dataclass
class Desk:
    """Everything an answer may need. `zone_of`, `name_of` and `get_to_know` take a user's id and are never slow.

    `own_user` is the id of the bot's own, `base_url` where people read status pages, if that is known,
    `channel_trouble` what is wrong with the incidents channel. `count` is told of each command: the word's own name (or
    "other") and "done", "refused" or "failed".
    """

    service: IncidentService
    subscribers: Subscribers
    call: private.Call
    session: aiohttp.ClientSession
    now: Callable[[], datetime]
    zone_of: Callable[[str], Awaitable[tzinfo]]
    incidents_channel: Callable[[], str | None]
    words: "Mapping[str, Word]"
    name_of: Callable[[str], Awaitable[str]]
    get_to_know: Callable[[str], Awaitable[None]]
    own_user: Callable[[], str | None]
    count: Callable[[str, str], None]
    base_url: str = ""
    channel_trouble: Callable[[], str | None] = lambda: None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    def later(self, work: Coroutine[Any, Any, None], reply_to: str = "") -> None:
        """Do this after the answer; `drain` waits for it. A failure is told at `reply_to`, if that is given."""
        task = asyncio.create_task(self._watched(work, reply_to))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until everything that was put off is done; whoever waits no longer cuts it off."""
        try:
            while self._tasks:
                await asyncio.wait(self._tasks)
        except asyncio.CancelledError:
            for task in self._tasks:
                task.cancel()
            raise

    def reply(self, reply_to: str, message: Message, *, replace: bool = False) -> None:
        """Answer privately, after the acknowledgement; `replace` what was pressed."""
        if reply_to:
            self.later(self._answer(reply_to, message, replace=replace))

    def open(self, trigger: str, view: dict[str, Any], reply_to: str) -> None:
        """Open a modal at once, within the three seconds that the trigger lives."""
        self.later(self._open(trigger, _knowing_the_way_back(view, reply_to), reply_to), reply_to)

    def change(self, view_id: str, view: dict[str, Any], reply_to: str) -> None:
        """Have a modal that is open show something else; one that was closed meanwhile stays so."""
        self.later(self._change(view_id, _knowing_the_way_back(view, reply_to)))

    async def _change(self, view_id: str, view: dict[str, Any]) -> None:
        await private.change_form(self.call, view_id, view)

    async def _open(self, trigger: str, view: dict[str, Any], reply_to: str) -> None:
        if not await private.open_form(self.call, trigger, view):
            await self._answer(reply_to, refused("The form could not be opened in time. Try again, please."))

    async def _answer(self, reply_to: str, message: Message, *, replace: bool = False) -> None:
        if user := home.owner_of(reply_to):
            await home.show(self, user, message)
            return
        body = {"response_type": "ephemeral", "replace_original": replace, **as_json(message)}
        await private.answer(self.session, reply_to, body)

    async def _watched(self, work: Coroutine[Any, Any, None], reply_to: str) -> None:
        try:
            await work
        except Exception as failure:  # noqa: BLE001 - an edge: nobody awaits what was put off
            ref = note_failure(failure, door="slack")
            if reply_to:
                await self._answer(reply_to, broken(ref))


def as_json(message: Message) -> dict[str, Any]:
    """Give what Slack takes, and what is kept for a repeat."""
    return {"text": message.text, "blocks": message.blocks}


def way_back(body: Mapping[str, Any]) -> str:
    """Give where a private answer to an interaction goes; what is pressed in a modal answers where that was opened."""
    view = body.get("view") or {}
    if view.get("type") == "home":
        return home.way_to(body["user"]["id"])
    carried = view.get("private_metadata") or "{}"
    return str(body.get("response_url") or json.loads(carried).get("reply_to", ""))


def _knowing_the_way_back(view: dict[str, Any], reply_to: str) -> dict[str, Any]:
    """A submitted modal brings no response_url of its own, so it carries the one that it was opened by."""
    about = {**json.loads(view["private_metadata"]), "reply_to": reply_to}
    return {**view, "private_metadata": json.dumps(about, ensure_ascii=False, separators=(",", ":"))}
