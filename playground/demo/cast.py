"""The people of the story: each does what a person at the page would, by the page's own acts.

Before an act the page is shown the gesture (writing, pressing), so that whoever watches sees where it happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from playground.asked import Act
from playground.demo import script
from playground.demo.looking import REFERENCE, Looking, words_of
from playground.demo.script import AtOnce, Fills, Presses, Scene, Types
from playground.demo.tempo import Tempo, typing
from playground.errors import JSON, Refused
from playground.page.acts import Page
from playground.state.workspace import Happening, Workspace

Found = TypeVar("Found")
PRESSING = 1.4
"""Seconds that a button is seen to be meant before it is pressed."""
APPEARS_WITHIN = 10
"""Seconds in which a button or a form must be there."""


class Unexpected(Exception):
    """What the story counts on did not happen. The text says what, for a person."""


class Cast:
    """Performs acts for the scene's person."""

    def __init__(self, workspace: Workspace, page: Page, looking: Looking, tempo: Tempo) -> None:
        self._workspace = workspace
        self._page = page
        self._looking = looking
        self._tempo = tempo

    async def perform(self, act: script.Act, scene: Scene) -> None:
        """Do it, as the scene's person at the scene's place; Unexpected when it cannot be done."""
        match act:
            case Types(text):
                await self._type(self._told(text, scene), scene)
            case Presses():
                await self._press(act, scene)
            case AtOnce(presses):
                await asyncio.gather(*(self._press(press, scene) for press in presses))
            case Fills(label, text):
                await self._fill(label, text, scene.who)

    async def _type(self, text: str, scene: Scene) -> None:
        channel = self._looking.place(scene.who, scene.at)
        await self._gesture(scene.who, typing(text), kind="types", channel=channel, text=text)
        await self._does(f"{text} was not taken", self._page.send, scene.who, channel=channel, text=text)

    async def _press(self, press: Presses, scene: Scene) -> None:
        who, at = press.by or scene.who, press.at or scene.at
        message, block, button = await self._there(
            f"There is no button {press.label}", lambda: self._looking.button(who, at, press.label)
        )
        where = {"channel": self._looking.place(who, at), "ts": message["ts"]}
        where |= {"block_id": block["block_id"], "action_id": button["action_id"]}
        await self._gesture(scene.who, PRESSING, kind="presses", **where)
        await self._does(f"{press.label} was not taken", self._page.action, who, element=button, **where)

    async def _fill(self, label: str, text: str, who: str) -> None:
        form = await self._there("No form is open", lambda: self._looking.form(who))
        block = _field(form, label)
        field = {"view_id": form["id"], "block_id": block["block_id"]}
        await self._gesture(who, typing(text), kind="fills", text=text, **field)
        await self._gesture(who, PRESSING, kind="submits", view_id=form["id"])
        state = {"values": {block["block_id"]: {block["element"]["action_id"]: {"value": text}}}}
        await self._does("The form was not taken", self._page.submit, who, view_id=form["id"], state=state)

    def _told(self, text: str, scene: Scene) -> str:
        """Put the incident's own reference into a line."""
        card = self._looking.card(scene.at)
        found = REFERENCE.search(words_of(card)) if card else None
        return text.replace("{incident}", found[0] if found else "")

    async def _there(self, otherwise: str, find: Callable[[], Found | None]) -> Found:
        try:
            return await self._looking.until(find, APPEARS_WITHIN)
        except TimeoutError:
            raise Unexpected(otherwise) from None

    async def _gesture(self, who: str, seconds: float, **gesture: object) -> None:
        """Show whoever looks over somebody's shoulder what they are about to do, unless they are in a hurry."""
        if self._tempo.is_hurried:
            return
        shown = gesture | {"seconds": self._tempo.shortened(seconds)}
        self._workspace.tell(Happening("gesture", {"gesture": shown}, to=who))
        await self._tempo.hold(seconds)

    async def _does(self, otherwise: str, act: Act, who: str, **body: object) -> None:
        try:
            answer = await act(who, body)
        except Refused as refused:
            answer = refused.answer
        if not answer.get("ok") or "failed" in answer:
            raise Unexpected(f"{otherwise} ({answer.get('failed') or answer.get('error') or answer})")


def _field(form: JSON, label: str) -> JSON:
    for block in form["blocks"]:
        if block["type"] == "input" and label in block["label"]["text"]:
            found: JSON = block
            return found
    raise Unexpected(f"The form has no field {label}")
