"""What somebody in the workspace sees since the story began: messages, buttons, forms, and when that changes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from playground.blocks.block_rules import elements
from playground.demo.script import DIRECT_MESSAGE
from playground.errors import JSON
from playground.state import views
from playground.state.workspace import Happening, Workspace

REFERENCE = re.compile(r"\bINC-\d+\b")
Seen = TypeVar("Seen")


class Looking:
    """The eyes of the people in the story. What was there before it began is not looked at."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._since = "0"
        self._changed = asyncio.Event()
        workspace.listeners.append(self._notice)

    def begin(self) -> None:
        self._since = self._workspace.next_ts()

    async def until(self, find: Callable[[], Seen | None], seconds: float | None = None) -> Seen:
        """Return what is found, looked for again at every change in the workspace; TimeoutError after a while."""
        async with asyncio.timeout(seconds):
            while not (found := find()):
                self._changed.clear()
                await self._changed.wait()
        return found

    def place(self, who: str, at: str) -> str:
        """Return the id of a channel, or of the conversation with the bot."""
        return str(self._workspace.direct_message(who)["id"]) if at == DIRECT_MESSAGE else at

    def messages(self, who: str, at: str, *, in_thread: bool = False) -> list[JSON]:
        """Return what one person sees there, their private answers last; without a place, those alone."""
        place = self.place(who, at)
        private = [one for one in self._workspace.ephemerals.values() if one["to"] == who]
        if not place:
            return self._new(private)
        shown = self._thread(place) if in_thread else self._workspace.messages.roots(place)
        return self._new([*shown, *(one for one in private if one["channel"] == place)])

    def card(self, channel: str) -> JSON | None:
        """Return the first message of the bot in a channel that names the incident: its card."""
        told = self._new(self._workspace.messages.roots(channel))
        return next((message for message in told if REFERENCE.search(words_of(message))), None)

    def button(self, who: str, at: str, label: str) -> tuple[JSON, JSON, JSON] | None:
        """Return the newest message that has a button of that label, its block, and the button."""
        for message in reversed(self.messages(who, at)):
            for block in message.get("blocks", []):
                for element in elements(block):
                    if element["type"] == "button" and element["text"]["text"] == label:
                        return message, block, element
        return None

    def form(self, who: str) -> JSON | None:
        """Return the form that stands open before somebody."""
        stack = views.stack_of(self._workspace, who)
        return stack[-1] if stack else None

    def _thread(self, channel: str) -> list[JSON]:
        card = self.card(channel)
        return self._workspace.messages.replies(channel, card["ts"]) if card else []

    def _new(self, messages: list[JSON]) -> list[JSON]:
        return [message for message in messages if message["ts"] > self._since]

    def _notice(self, _happening: Happening) -> None:
        self._changed.set()


def words_of(message: JSON) -> str:
    """Return all that a message says, its blocks included."""
    return "\n".join([message.get("text", ""), *_texts(message.get("blocks", []))])


def _texts(thing: object) -> Iterator[str]:
    match thing:
        case str():
            yield thing
        case list():
            for one in thing:
                yield from _texts(one)
        case dict():
            for key in ("text", "elements", "fields"):
                yield from _texts(thing.get(key))
