"""How the HTTP door says no: problem+json (RFC 9457), and what nobody foresaw as a 500 with a reference."""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NotRequired

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import TypedDict

from bot import shapes
from bot.http.refused import Code, Refused
from bot.logs import note_failure
from bot.wire import actor_json, instant

HANG_UP_SECONDS = 1.0


class ProblemJson(TypedDict):
    """What a problem is made of; a conflict tells where the incident stands: `state`, `by`, `at`."""

    type: str
    title: str
    status: int
    detail: str
    code: Code
    errors: NotRequired[dict[str, str]]
    state: NotRequired[str]
    by: NotRequired[shapes.Actor]
    at: NotRequired[shapes.Instant]


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


def problem_of(refused: Refused) -> Response:
    """Word a refusal as the native API does: `code` for programs, `errors` by field, and where a conflict stands."""
    problem: ProblemJson = {
        "type": "about:blank",
        "title": refused.status.phrase,
        "status": int(refused.status),
        "detail": refused.message,
        "code": refused.code,
    }
    if refused.fields:
        problem["errors"] = refused.fields
    if refused.conflict:
        problem["state"] = str(refused.conflict.state)
        problem["by"] = actor_json(refused.conflict.by)
        problem["at"] = instant(refused.conflict.at)
    return JSONResponse(problem, refused.status, refused.headers, Problem.media_type)


class Refusal(Problem):
    """A problem told before the body was read; then the connection is closed.

    What still arrives is thrown away for a moment: a connection closed over unread bytes is reset, and the
    sender of a large body would see the reset instead of the answer.
    """

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, {**(headers or {}), "connection": "close"})

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, let the sender finish or give up, hang up."""
        await hang_up(self, receive, send)


def broken(message: str) -> Response:
    """Word a failure of ours as a problem."""
    return Problem(500, message)


class AnswersFailures:
    """Turns what nobody foresaw into a 500 whose reference is in the log, worded as the application words errors."""

    def __init__(self, app: ASGIApp, worded: Callable[[str], Response] = broken) -> None:
        self._app = app
        self._worded = worded

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
            await self._worded(f"Something broke on our side: ref {ref}.")(scope, receive, send)


async def answer_http_error(_request: Request, error: Exception) -> Problem:
    """Word Starlette's own errors (404, 405, ...) as problems."""
    if not isinstance(error, HTTPException):
        raise error
    missing = error.status_code == HTTPStatus.NOT_FOUND
    detail = "There is nothing at this address." if missing else error.detail
    return Problem(error.status_code, detail, dict(error.headers or {}))


async def hang_up(answer: Response, receive: Receive, send: Send) -> None:
    """Send an answer whole, throw away for a moment what still arrives, then let the connection be closed."""
    answer.headers["connection"] = "close"
    await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
    await send({"type": "http.response.body", "body": bytes(answer.body), "more_body": True})
    await _throw_away(receive)
    await send({"type": "http.response.body", "body": b""})


async def _throw_away(receive: Receive) -> None:
    try:
        async with asyncio.timeout(HANG_UP_SECONDS):
            while (await receive()).get("more_body"):
                pass
    except TimeoutError:
        return
