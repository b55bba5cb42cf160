"""Bodies within bounds: refused when too large, too slow or packed, before an application sees any of it."""

import asyncio
import re
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.media import JSON, Media
from bot.http.problems import hang_up
from bot.http.refused import Refused, Worded

BODY_BYTES = 256 * 1024
BODY_SECONDS = 10.0
DEEPEST = 64

_OPENS, _CLOSES = b"[{", b"]}"
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)

_UNREAD = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


class Bounded:
    """Reads a body whole before the application, which is given it at once."""

    def __init__(self, app: ASGIApp, worded: Worded, media: Media, patience: float = BODY_SECONDS) -> None:
        """Stand before `app`, and word refusals as it does; `patience` is how many seconds a body may take."""
        self._app = app
        self._worded = worded
        self._media = media
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body, or say what is wrong with it and hang up."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            _ensure_clean(scope)
            body = await read_body(Headers(scope=scope), receive, self._patience)
            _ensure_utf_8(body)
            _ensure_shallow(body)
            _ensure_no_nul(body)
        except Refused as refused:
            await self._refuse(refused, scope, receive, send)
            return
        if body is not None:
            await self._app(self._named(scope), _replayed(body, receive), send)

    def _named(self, scope: Scope) -> Scope:
        """Have what is read as JSON be called so; the application refuses the rest when it comes to the body."""
        called = Headers(scope=scope).get("content-type", "")
        return _as_json(scope) if called != JSON and self._media.takes(called) else scope

    async def _refuse(self, refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; where the body was not read to its end, hang up too."""
        answer = self._worded(refused)
        if refused.status in _UNREAD:
            await hang_up(answer, receive, send)
        else:
            await answer(scope, receive, send)


def _as_json(scope: Scope) -> Scope:
    others = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
    return {**scope, "headers": [*others, (b"content-type", JSON.encode())]}


def _ensure_clean(scope: Scope) -> None:
    """Refuse NUL, which no database takes in a text."""
    if "\x00" in scope["path"]:
        raise Refused(404, "not_found", "There is nothing at this address.")
    if b"%00" in scope["query_string"]:
        raise Refused(422, "validation_error", "The query holds a NUL character. Leave it out.")


async def read_body(
    headers: Headers, receive: Receive, patience: float = BODY_SECONDS, limit: int = BODY_BYTES
) -> bytes | None:
    """Give the body, of so many bytes at the most; None when the sender hung up. Raises `Refused`."""
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        raise _too_large(limit)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "unsupported_encoding", "Send the body as it is, without a Content-Encoding.")
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                if len(body) > limit:
                    raise _too_large(limit)
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise Refused(408, "too_slow", f"The body did not arrive within {patience:g} s.") from None


def _ensure_utf_8(body: bytes | None) -> None:
    """Refuse other encodings, which a reader of JSON guesses by their NULs: what is looked for here is not in them."""
    try:
        if not body or (b"\0" not in body and body.decode()):
            return
    except UnicodeDecodeError:
        pass
    raise Refused(422, "validation_error", "The body is not in UTF-8. Send JSON in UTF-8.")


def _ensure_no_nul(body: bytes | None) -> None:
    """Refuse an escaped NUL: SQLite keeps one in a text, PostgreSQL does not."""
    if body and b"\\u0000" in body.replace(b"\\\\", b""):
        raise Refused(422, "validation_error", "The body holds a NUL character (\\u0000). Leave it out.")


def _too_large(limit: int) -> Refused:
    return Refused(413, "too_large", f"The body is larger than {limit // 1024} KiB.")


def _ensure_shallow(body: bytes | None) -> None:
    """Refuse what is nested so deeply that reading it would cost more than its size; texts may hold brackets."""
    if body is None or body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    depth = 0
    for byte in _TEXT.sub(b"", body):
        depth += (byte in _OPENS) - (byte in _CLOSES)
        if depth > DEEPEST:
            raise Refused(422, "validation_error", f"The body is nested more than {DEEPEST} levels deep.")


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
