"""How the HTTP door says no: problem+json (RFC 9457), and what nobody foresaw as a 500 with a reference."""

import asyncio
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logs import note_failure

HANG_UP_SECONDS = 1.0


class Problem(JSONResponse):
    """An error as `{"type", "title", "status", "detail"}`; `detail` is a sentence for a person."""

    media_type = "application/problem+json"

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        title = HTTPStatus(status).phrase
        super().__init__(
            {"type": "about:blank", "title": title, "status": status, "detail": detail},
            status_code=status,
            headers=headers,
        )


class Refusal(Problem):
    """A problem told before the body was read; then the connection is closed.

    What still arrives is thrown away for a moment: a connection closed over unread bytes is reset, and the
    sender of a large body would see the reset instead of the answer.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(status, detail, {"connection": "close"})

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, let the sender finish or give up, hang up."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": bytes(self.body), "more_body": True})
        await _throw_away(receive)
        await send({"type": "http.response.body", "body": b""})


class AnswersFailures:
    """Turns what nobody foresaw into a 500 whose reference is in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer in its place when it fails before it has answered."""
        answered = False

        async def watched(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            ref = note_failure(error, door="http", path=scope["path"])
            if answered:
                raise
            await Problem(500, f"Something broke on our side: ref {ref}.")(scope, receive, send)


async def answer_http_error(_request: Request, error: Exception) -> Problem:
    """Word Starlette's own errors (404, 405, ...) as problems."""
    if not isinstance(error, HTTPException):
        raise error
    missing = error.status_code == HTTPStatus.NOT_FOUND
    detail = "There is nothing at this address." if missing else error.detail
    return Problem(error.status_code, detail, dict(error.headers or {}))


async def _throw_away(receive: Receive) -> None:
    try:
        async with asyncio.timeout(HANG_UP_SECONDS):
            while (await receive()).get("more_body"):
                pass
    except TimeoutError:
        return
