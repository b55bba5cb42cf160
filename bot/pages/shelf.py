"""Keeps rendered pages in memory, so that a spike of readers costs next to nothing.

What lies here is trusted for a second, or until something is committed (`look_again`); then the page's version is asked
for, once for all who wait, and only when it is another the page is rendered anew. Once a minute it is rendered anyhow,
since what happened lately is not lately for ever.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import NamedTuple

from starlette.types import Message

TRUSTED, LASTS = 1.0, 60.0  # seconds
MOST = 512
HTML = "text/html; charset=utf-8"

Key = tuple[str, str]


class Rendered(NamedTuple):
    """A page for readers. `images` names where its pictures may come from, as a Content-Security-Policy does."""

    status: int
    body: bytes
    images: str = "'self'"
    media_type: str = HTML


@dataclass
class Sheet:
    """A page as it is sent. `version` is that of the status page when it was rendered.

    `whole` and `unchanged` are the beginnings of the answers with it, made once for all its readers.
    """

    rendered: Rendered
    version: int | None
    rendered_at: float
    looked_at: float
    round: int
    etag: str = ""
    whole: Message = field(default_factory=dict)
    unchanged: Message = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the bytes."""
        self.etag = f'"{hashlib.sha256(self.rendered.body).hexdigest()[:20]}"'


@dataclass
class Shelf:
    """Gives sheets by slug and place. `version` asks for a page's.

    Errors of the types in `broken` leave an old sheet valid, and come out where there is none. `most` are kept.
    """

    version: Callable[[str], Awaitable[int | None]]
    clock: Callable[[], float]
    broken: tuple[type[Exception], ...]
    most: int = MOST
    _sheets: "OrderedDict[Key, Sheet]" = field(default_factory=OrderedDict)
    _working: dict[tuple[Key, int], asyncio.Task[Sheet]] = field(default_factory=dict)
    _round: int = 0

    def look_again(self) -> None:
        """Trust nothing before its version was asked for."""
        self._round += 1

    def at_hand(self, key: Key) -> Sheet | None:
        """Give a sheet that needs no question."""
        sheet = self._sheets.get(key)
        if sheet and sheet.round == self._round and self.clock() - sheet.looked_at < TRUSTED:
            return sheet
        return None

    async def sheet(self, key: Key, render: Callable[[], Awaitable[Rendered]]) -> Sheet:
        """Give the sheet as it is now; whoever comes while it is made waits for the same one."""
        sheet = self.at_hand(key)
        if sheet:
            return sheet
        named = key, self._round  # whoever comes after a commit must not hear what was so before it
        work = self._working.get(named)
        if work is None:
            work = self._working[named] = asyncio.create_task(self._made(key, render))
            work.add_done_callback(lambda _: self._working.pop(named, None))
        return await asyncio.shield(work)

    async def _made(self, key: Key, render: Callable[[], Awaitable[Rendered]]) -> Sheet:
        known, asked_at, this_round = self._sheets.get(key), self.clock(), self._round
        try:
            version = await self.version(key[0])
            if known and known.version == version and asked_at - known.rendered_at < LASTS:
                known.looked_at, known.round = asked_at, this_round
                return known
            rendered = await render()
        except self.broken:
            if known is None:
                raise
            return known
        sheet = Sheet(rendered, version, asked_at, asked_at, this_round)
        self._keep(key, sheet)
        return sheet

    def _keep(self, key: Key, sheet: Sheet) -> None:
        """Keep what is there; of what is not, somebody could ask for any number."""
        if sheet.rendered.status != HTTPStatus.OK:
            self._sheets.pop(key, None)
            return
        self._sheets[key] = sheet
        self._sheets.move_to_end(key)
        while len(self._sheets) > self.most:
            self._sheets.popitem(last=False)
