"""Plays the story: shows each caption to the open pages, has people act, and waits for what must be seen.

Pages get `{"type": "caption", "demo": {...}}` at each change, and what is about to be done as a `gesture`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from aiohttp import web

from playground.asked import answering
from playground.delivery.courier import Courier
from playground.demo.cast import Cast, Unexpected
from playground.demo.looking import Looking, words_of
from playground.demo.script import Scene, Sees, SeesForm
from playground.demo.story import STORY, THE_END
from playground.demo.tempo import Tempo, reading
from playground.errors import JSON, Refused
from playground.page.acts import Page
from playground.page.pages import Pages
from playground.state.workspace import Happening, Workspace

FOLLOWS_WITHIN = 5
"""Seconds in which an open page has followed to another person."""
OPENING = "In a moment an incident plays here by itself. It begins as soon as Tocsin is connected."
STOPPED = "The demo is stopped. The workspace is yours, as it stands."
BROKEN = "Tocsin did not do what this scene is about. {why}. The demo ends here; the workspace is yours."

State = Literal["idle", "playing", "over", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of the demo. `who` to `card`: where it follows to, at each step of a run."""

    state: State = "idle"
    run: int = 0
    text: str = ""
    step: int = 0
    steps: int = len(STORY)
    who: str = ""
    channel: str = ""
    thread: str = ""
    card: str = ""
    waits: str = ""
    paused: bool = False


class Director:
    """Plays once at a time: from the start when `pace` is given (1 is for people), else when a page asks for it."""

    def __init__(
        self, workspace: Workspace, page: Page, pages: Pages, courier: Courier, pace: float | None
    ) -> None:
        self._workspace = workspace
        self._pages = pages
        self._courier = courier
        self._looking = Looking(workspace)
        self._tempo = Tempo(pace or 1)
        self._cast = Cast(workspace, page, self._looking, self._tempo)
        self._shown = Shown()
        self._begins = pace is not None
        self._playing: asyncio.Task[None] | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/page/demo", self.show),
            web.post("/page/demo", answering(self._workspace, self.steer)),
        ]

    async def while_serving(self, _app: web.Application) -> AsyncIterator[None]:
        """Begin with the server when that is wished for, and end with it."""
        if self._begins:
            self.start()
        yield
        await self.stop()

    async def show(self, _request: web.Request) -> web.Response:
        return web.json_response({"demo": asdict(self._shown)})

    async def steer(self, _me: str, body: JSON) -> JSON:
        """Do what was pressed in the page's bar: start, pause, play, next, stop or close."""
        match body.get("act"):
            case "start":
                await self.stop()
                self.start()
            case "pause" | "play" as word if self._playing:
                self._tempo.pause(paused=word == "pause")
                self._show(paused=word == "pause")
            case "next" if self._playing:
                self._tempo.hurry()
            case "stop" if self._playing:
                await self.stop()
                self._end("stopped", STOPPED)
            case "close" if not self._playing:
                self._show(state="idle")
            case _:
                raise Refused("invalid_act")
        return {"ok": True}

    def start(self) -> None:
        """Begin as soon as a page is open and the bot is connected."""
        self._tempo.pause(paused=False)
        self._shown = Shown(state="playing", run=self._shown.run + 1, text=OPENING)
        self._playing = asyncio.create_task(self._play())

    async def stop(self) -> None:
        """Stop playing, wherever it is."""
        if self._playing:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)
            self._playing = None

    async def _play(self) -> None:
        try:
            await self._looking.until(lambda: self._courier.connected and self._pages.somebody_watches())
            self._looking.begin()
            for step, scene in enumerate(STORY, start=1):
                await self._play_scene(step, scene)
        except Unexpected as unexpected:
            self._end("failed", BROKEN.format(why=unexpected))
        else:
            self._end("over", THE_END)

    async def _play_scene(self, step: int, scene: Scene) -> None:
        await self._tempo.begin_scene()
        await self._look_over_the_shoulder(step, scene)
        await self._tempo.hold(reading(scene.caption))
        for act in scene.acts:
            await self._cast.perform(act, scene)
        if scene.until:
            await self._wait_for(scene.until)

    async def _look_over_the_shoulder(self, step: int, scene: Scene) -> None:
        channel = self._looking.place(scene.who, scene.at)
        found = self._looking.card(channel)
        card = str(found["ts"]) if found else ""
        looks_at = {"card": card if scene.card else "", "thread": card if scene.thread else ""}
        self._show(step=step, text=scene.caption, who=scene.who, channel=channel, **looks_at)
        await self._looking.until(self._pages.somebody_watches)
        with contextlib.suppress(TimeoutError):
            await self._looking.until(lambda: self._pages.watched_by(scene.who), FOLLOWS_WITHIN)

    async def _wait_for(self, sight: Sees | SeesForm) -> None:
        if not self._seen(sight):
            self._show(waits=f"Waiting until {sight.what}")
        try:
            await self._looking.until(lambda: self._seen(sight), sight.within)
        except TimeoutError:
            raise Unexpected(f"Waited {sight.within:.0f} seconds until {sight.what}, in vain") from None
        self._show(waits="")

    def _seen(self, sight: Sees | SeesForm) -> bool:
        if isinstance(sight, SeesForm):
            return self._looking.form(sight.who) is not None
        seen = [self._looking.messages(who, sight.at, in_thread=sight.in_thread) for who in sight.who]
        found = [message for messages in seen for message in messages if sight.words in words_of(message)]
        return len(found) >= sight.times

    def _end(self, state: State, text: str) -> None:
        self._playing = None
        self._show(state=state, text=text, waits="", paused=False)

    def _show(self, **changes: Any) -> None:
        self._shown = replace(self._shown, **changes)
        self._workspace.tell(Happening("caption", {"demo": asdict(self._shown)}))
