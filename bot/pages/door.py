"""`/status/<page>`: the door of the public. Plain ASGI, since a spike of readers comes all at once."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Protocol

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from bot.pages import parts, rendering
from bot.pages.answers import (
    ASKED_BEFORE,
    READING,
    Answer,
    answer_with,
    away,
    give,
    has_already,
    html,
    images_of,
    static,
)
from bot.pages.live import Live
from bot.pages.places import PLACES, Place
from bot.pages.shelf import Rendered, Shelf
from bot.public import MOST_PAST_OF_A_PART, StatusPages

_PAGE = re.compile(r"/([a-z0-9][a-z0-9-]{0,62})(?:/(.*))?", re.DOTALL)
_INCIDENT = re.compile("incidents/([0-9a-f]{12})")
_MONTH = re.compile(r"history(?:/([0-9]{4})-(0[1-9]|1[0-2]))?")
_LIVE = re.compile("/([a-z0-9][a-z0-9-]{0,62})/live")
_STATIC = "/-/"
_FIRST_YEAR = 1970
MOST_PARTS = 128


class Forms(Protocol):
    """What answers at the addresses of subscribers' forms."""

    @property
    def offered(self) -> bool:
        """Whether there are any."""

    def has(self, path: str) -> bool:
        """Whether it answers there."""

    async def answer(self, path: str, scope: Scope, receive: Receive) -> Answer:
        """Answer a request."""


@dataclass
class PagesDoor:
    """Serves status pages. Errors of the types in `broken` say that the database is away.

    `root` is the web address that people reach the bot at; what is read elsewhere leads back by it. `forms`
    are those of subscribers, which are the only ones that change anything.
    """

    pages: StatusPages
    broken: tuple[type[Exception], ...]
    root: str = ""
    clock: Callable[[], float] = monotonic
    forms: Forms | None = None

    def __post_init__(self) -> None:
        """Begin with nothing at hand."""
        self.shelf = Shelf(self.pages.version, self.clock, self.broken)
        # Of a hundred components somebody could ask for any choice: those push out each other, and no page.
        self.parts = Shelf(self.pages.version, self.clock, self.broken, MOST_PARTS)
        self.live = Live(self.pages.version, self.broken)

    def look_again(self) -> None:
        """Something was committed: what is at hand may be old."""
        self.shelf.look_again()
        self.parts.look_again()

    async def _sent_at_once(self, scope: Scope, send: Send) -> bool:
        """Answer a spike of readers with what lies ready, before anything else is asked of the request."""
        slug, _, place = scope["path"][len(rendering.MOUNT) + 1 :].partition("/")
        is_plain = scope["method"] == "GET" and not scope.get("query_string")
        sheet = self.shelf.at_hand((slug, place)) if is_plain else None
        if sheet is None or not sheet.whole:
            return False
        known = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
        is_known = known and has_already(known.decode("latin-1"), sheet.etag)
        await send(sheet.unchanged if is_known else sheet.whole)
        await send({"type": "http.response.body", "body": b"" if is_known else sheet.rendered.body})
        return True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD, and OPTIONS for pages of others; nothing here is changed by anybody, forms aside."""
        if await self._sent_at_once(scope, send):
            return
        path, method = scope["path"].removeprefix(scope.get("root_path", "")), scope["method"]
        listened = _LIVE.fullmatch(path)
        if listened and method in ("GET", "HEAD"):
            await self._listen(listened[1], scope, receive, send)
            return
        if self.forms and self.forms.has(path):
            answer = await self._form(self.forms, path, scope, receive)
        elif method == "OPTIONS":
            answer = (HTTPStatus.NO_CONTENT, b"", {"allow": READING, **ASKED_BEFORE})
        elif method not in ("GET", "HEAD"):
            answer = (HTTPStatus.METHOD_NOT_ALLOWED, b"", {"allow": READING})
        elif path.startswith(_STATIC):
            answer = static(path.removeprefix(_STATIC))
        else:
            answer = await self._page(path, parts.asked_in(scope), Headers(scope=scope))
        await give(answer, send, with_body=method != "HEAD")

    async def _listen(self, slug: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell a reader of changes until they leave, or what is in the way; a HEAD is only told whether it could be."""
        is_head = scope["method"] == "HEAD"
        refused = await self._unheard(slug)
        if refused:
            await give(refused, send, with_body=not is_head)
        elif is_head:
            await self.live.offer(send)
        else:
            await self.live.tell(slug, Headers(scope=scope).get("last-event-id", ""), receive, send)

    async def _unheard(self, slug: str) -> Answer | None:
        try:
            is_there = await self.pages.version(slug) is not None
        except self.broken:
            return away()
        if not is_there:
            return html(HTTPStatus.NOT_FOUND, rendering.missing_html(None))
        if not self.live.has_room:
            return HTTPStatus.SERVICE_UNAVAILABLE, b"", {"retry-after": "30", "cache-control": "no-store"}
        return None

    async def _form(self, forms: Forms, path: str, scope: Scope, receive: Receive) -> Answer:
        try:
            return await forms.answer(path, scope, receive)
        except self.broken:
            return away()

    async def _page(self, path: str, wanted: Sequence[str], headers: Headers) -> Answer:
        if path in ("", "/"):
            return html(HTTPStatus.NOT_FOUND, rendering.which_html())
        found = _PAGE.fullmatch(path)
        if found is None:
            return html(HTTPStatus.NOT_FOUND, rendering.missing_html(None))
        slug, place = found[1], found[2]
        if place == "":
            return HTTPStatus.PERMANENT_REDIRECT, b"", {"location": f"{rendering.MOUNT}/{slug}"}
        try:
            if wanted and place in PLACES and PLACES[place].write_part:
                return await self._part(slug, place, wanted, headers)
            return await self._sheet(slug, place or "", headers)
        except self.broken:
            return away()

    async def _sheet(self, slug: str, place: str, headers: Headers) -> Answer:
        sheet = self.shelf.at_hand((slug, place))
        if sheet is None:
            render = self._renderer(slug, place)
            if render is None:
                return await self._logo(slug) if place == "logo" else await self._missing(slug)
            sheet = await self.shelf.sheet((slug, place), render)
        return answer_with(sheet, headers)

    async def _part(self, slug: str, place: str, wanted: Sequence[str], headers: Headers) -> Answer:
        """Give what affects these components; each choice of those that there are has a sheet of its own."""
        query = parts.query_of(wanted)
        render = partial(self._written_part, slug, PLACES[place], wanted)
        return answer_with(await self.parts.sheet((slug, f"{place}{query}"), render), headers)

    def _renderer(self, slug: str, place: str) -> Callable[[], Awaitable[Rendered]] | None:
        """Give what makes the sheet of a place; None where no place is."""
        incident, month = _INCIDENT.fullmatch(place), _MONTH.fullmatch(place)
        if place == "":
            return lambda: self._whole(slug)
        if place in PLACES:
            return lambda: self._written(slug, PLACES[place])
        if incident:
            return lambda: self._incident(slug, incident[1])
        if month and (month[1] is None or int(month[1]) >= _FIRST_YEAR):
            asked = date(int(month[1]), int(month[2]), 1) if month[1] else None
            return lambda: self._month(slug, asked)
        return None

    async def _whole(self, slug: str) -> Rendered:
        page = await self.pages.page(slug)
        if page is None:
            return Rendered(HTTPStatus.NOT_FOUND, rendering.missing_html(None))
        return Rendered(
            HTTPStatus.OK,
            rendering.page_html(page, offers_mail=self.forms is not None and self.forms.offered),
            images_of(page.site),
        )

    async def _written(self, slug: str, place: Place) -> Rendered:
        page = await self.pages.page(slug)
        if page is None:
            return Rendered(HTTPStatus.NOT_FOUND, rendering.missing_html(None))
        body = place.write(page, self.root + rendering.address(page.site))
        return Rendered(HTTPStatus.OK, body, media_type=place.media_type)

    async def _written_part(self, slug: str, place: Place, wanted: Sequence[str]) -> Rendered:
        page = await self.pages.page(slug, MOST_PAST_OF_A_PART)
        if page is None:
            return Rendered(HTTPStatus.NOT_FOUND, rendering.missing_html(None))
        return parts.rendered(page, place, wanted, self.root + rendering.address(page.site))

    async def _incident(self, slug: str, code: str) -> Rendered:
        found = await self.pages.incident(slug, code)
        if found is None:
            return Rendered(HTTPStatus.NOT_FOUND, rendering.missing_html(await self.pages.site(slug)))
        return Rendered(HTTPStatus.OK, rendering.incident_html(*found), images_of(found[0]))

    async def _month(self, slug: str, month: date | None) -> Rendered:
        found = await self.pages.month(slug, month)
        if found is None:
            return Rendered(HTTPStatus.NOT_FOUND, rendering.missing_html(await self.pages.site(slug)))
        return Rendered(HTTPStatus.OK, rendering.month_html(found), images_of(found.site))

    async def _missing(self, slug: str) -> Answer:
        return html(HTTPStatus.NOT_FOUND, rendering.missing_html(await self.pages.site(slug)))

    async def _logo(self, slug: str) -> Answer:
        site = await self.pages.site(slug)
        if site is None or site.logo is None or not site.logo.startswith("data:"):
            return await self._missing(slug)
        kind, picture = rendering.picture_in(site.logo)
        told = {
            "content-type": kind,
            "cache-control": "public, max-age=3600",
            "content-security-policy": "sandbox",
        }
        return HTTPStatus.OK, picture, told
