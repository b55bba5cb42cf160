"""The forms by which readers of a status page subscribe by mail, confirm, choose and leave. Plain HTML, no script.

A link in a mail is followed by machines too, so that nothing is changed by looking at it: a button does.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from bot.pages import rendering
from bot.pages.answers import POLICY, Answer, images_of
from bot.pages.shelf import HTML
from bot.subscribers import Asking, Subscriber, Subscribers
from incidents.catalogue import Component, StatusPage
from incidents.errors import Invalid

_PLACE = re.compile(
    r"/([a-z0-9][a-z0-9-]{0,62})/(subscribe|(?:confirm|subscription|unsubscribe)/([\w-]{1,2000}))", re.ASCII
)
BODY_BYTES, BODY_SECONDS = 16 * 1024, 10.0
MOST_FIELDS = 300
_FORM = "application/x-www-form-urlencoded"

Form = dict[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """A request for one of the forms, on a page that there is; without a form it only looks."""

    site: StatusPage
    components: list[Component]
    token: str
    form: Form | None

    @property
    def chosen(self) -> list[str]:
        """The components that were ticked."""
        return self.form.get("component", []) if self.form else []


@dataclass(frozen=True)
class SubscribingDoor:
    """Answers for the addresses that it `has`. `may_ask` says whether the sender of a request may ask once more."""

    subscribers: Subscribers
    may_ask: Callable[[Scope], bool]

    def has(self, path: str) -> bool:
        """Whether the path, below `/status`, is one of a form; there are none while no mail can be sent."""
        return self.offered and _PLACE.fullmatch(path) is not None

    @property
    def offered(self) -> bool:
        """Whether mail can be sent."""
        return self.subscribers.offers_mail

    async def answer(self, path: str, scope: Scope, receive: Receive) -> Answer:
        """Answer GET, HEAD and POST."""
        found = _PLACE.fullmatch(path)
        if found is None or scope["method"] not in ("GET", "HEAD", "POST"):
            return HTTPStatus.METHOD_NOT_ALLOWED, b"", {"allow": "GET, HEAD, POST"}
        form = await _form_in(scope, receive) if scope["method"] == "POST" else None
        if scope["method"] == "POST" and form is None:
            return HTTPStatus.BAD_REQUEST, b"", {"connection": "close"}
        there = await self.subscribers.site(found[1])
        if there is None:
            return _html(HTTPStatus.NOT_FOUND, rendering.missing_html(None), None)
        asked = Asked(*there, found[3] or "", form)
        step = found[2].partition("/")[0]
        if form is not None and step != "unsubscribe" and not self.may_ask(scope):
            return _notice(asked, "too_many", HTTPStatus.TOO_MANY_REQUESTS)
        steps: dict[str, Callable[[Asked], Awaitable[Answer]]] = {
            "subscribe": self._subscribe,
            "confirm": self._confirm,
            "subscription": self._keep,
            "unsubscribe": self._leave,
        }
        return await steps[step](asked)

    async def _subscribe(self, asked: Asked) -> Answer:
        if asked.form is None:
            return _shown(asked, "subscribe")
        typed = asked.form.get("email", [""])[0]
        try:
            done = await self.subscribers.ask(asked.site.slug, typed, asked.chosen)
        except Invalid:
            return _shown(
                asked, "subscribe", HTTPStatus.UNPROCESSABLE_ENTITY, typed=typed[:254], is_wrong=True
            )
        if done is Asking.TOO_OFTEN:
            return _notice(asked, "too_often", HTTPStatus.TOO_MANY_REQUESTS)
        return _notice(asked, "written", address=typed.strip())

    async def _confirm(self, asked: Asked) -> Answer:
        slug = asked.site.slug
        if asked.form is None:
            address = await self.subscribers.invited(slug, asked.token)
            return _shown(asked, "confirm", address=address) if address else _stale(asked)
        made = await self.subscribers.confirm(slug, asked.token)
        return _notice(asked, "confirmed", address=made.target) if made else _stale(asked)

    async def _keep(self, asked: Asked) -> Answer:
        slug, saves = asked.site.slug, asked.form is not None
        if saves:
            try:
                found = await self.subscribers.choose(slug, asked.token, asked.chosen)
            except Invalid:  # the page has lost a component since the form was shown
                found, saves = await self.subscribers.of_link(slug, asked.token), False
        else:
            found = await self.subscribers.of_link(slug, asked.token)
        return _kept(asked, found, is_saved=saves) if found else _stale(asked)

    async def _leave(self, asked: Asked) -> Answer:
        """The mail program's one click (RFC 8058) and the button are one: a POST."""
        slug = asked.site.slug
        if asked.form is not None:
            is_ours = await self.subscribers.leave(slug, asked.token)
            return _notice(asked, "left") if is_ours else _stale(asked)
        found = await self.subscribers.of_link(slug, asked.token)
        return _shown(asked, "leave", address=found.target) if found else _stale(asked)


def _kept(asked: Asked, found: Subscriber, *, is_saved: bool) -> Answer:
    leave = f"{rendering.address(asked.site)}/unsubscribe/{asked.token}"
    return _shown(
        asked, "keep", address=found.target, ticked=found.components, is_saved=is_saved, leave=leave
    )


def _stale(asked: Asked) -> Answer:
    return _notice(asked, "stale", HTTPStatus.NOT_FOUND)


def _notice(asked: Asked, kind: str, status: int = HTTPStatus.OK, **told: str) -> Answer:
    return _html(status, rendering.said_html(asked.site, kind, **told), asked.site)


def _shown(asked: Asked, form: str, status: int = HTTPStatus.OK, **told: Any) -> Answer:
    shown = {"address": "", "typed": "", "is_wrong": False, "ticked": asked.chosen, "is_saved": False, **told}
    return _html(status, rendering.form_html(asked.site, asked.components, form, shown), asked.site)


def _html(status: int, body: bytes, site: StatusPage | None) -> Answer:
    """A form may be sent to where it came from; what it says is for one reader, and kept nowhere."""
    policy = POLICY.format(images=images_of(site) if site else "'self'")
    policy = policy.replace("form-action 'none'", "form-action 'self'")
    told = {"content-type": HTML, "content-security-policy": policy, "cache-control": "no-store"}
    return status, body, told | ({"connection": "close"} if status >= HTTPStatus.BAD_REQUEST else {})


async def _form_in(scope: Scope, receive: Receive) -> Form | None:
    """Read a form; None for what is too long, not text or too slow. What is none has no fields.

    A mail program's one click may come as another kind of form (RFC 8058), of which nothing has to be read.
    """
    body = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if message["type"] == "http.disconnect" or len(body) > BODY_BYTES:
                    return None
                if not message.get("more_body", False):
                    break
        kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        return _fields(body.decode("utf-8")) if kind == _FORM else {}
    except (TimeoutError, ValueError):
        return None


def _fields(body: str) -> Form:
    form: Form = {}
    for name, value in parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS):
        form.setdefault(name, []).append(value.replace("\x00", ""))
    return form
