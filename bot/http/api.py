"""What the six APIs share: an application behind the gate, and commands that answer from their own unit."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from bot.auth import Scope, actor_of
from bot.caller import Caller, Dossier, Json, Once, Outcome
from bot.catalogue import Catalogue
from bot.http.bounded import Bounded
from bot.http.document import Examples, complete, errors_in
from bot.http.etags import etag_of, is_expected
from bot.http.gate import Gate, Guard
from bot.http.media import OR_BY_DEFAULT, Media
from bot.http.offered import KEY_LIMIT, KEYED
from bot.http.problems import AnswersFailures
from bot.http.reading import PLACES, add_page
from bot.http.refused import Code, Refused, Worded, as_refused, invalid
from bot.http.sentences import sentence_of
from bot.service import IncidentService
from bot.subscribers import Subscribers
from bot.watching import Watching
from bot.webhooks import Webhooks
from incidents.errors import IncidentError
from incidents.model import Incident
from incidents.search import Filter, Stretch

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OPEN = ("/openapi.json", *PLACES)
# Of the store's three readers one is left to tokens, alerts and Slack, however many walk through a million incidents.
LISTS_AT_ONCE = 2

Render = Callable[[Dossier], Json]
Told = TypeVar("Told")
Spoken = TypeVar("Spoken", FastAPI, APIRouter)


@dataclass(frozen=True)
class Api:
    """What a route needs: the service, the catalogue, and how a command is carried out and answered."""

    service: IncidentService
    catalogue: Catalogue
    subscribers: Subscribers
    watching: Watching
    guard: Guard
    stopping: asyncio.Event
    _running: set[str] = field(default_factory=set)
    _lists: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LISTS_AT_ONCE))

    @property
    def webhooks(self) -> Webhooks:
        """The webhooks that are told what happens inside."""
        return self.subscribers.webhooks

    async def search(self, wanted: Filter, stretch: Stretch, render: Callable[[Dossier], Told]) -> list[Told]:
        """List what is rendered from each incident that passes the filter, when it is this list's turn."""
        async with self._lists:
            return await self.service.search(wanted, stretch, render)

    async def page(
        self, wanted: Filter, stretch: Stretch, render: Callable[[Dossier], Told]
    ) -> tuple[list[Told], int]:
        """Give a stretch of the list as `search` does, and how many pass the filter."""
        async with self._lists:
            return await self.service.page(wanted, stretch, render)

    async def command(
        self,
        request: Request,
        do: Callable[[Caller], Awaitable[Outcome]],
        render: Render,
        status: int = HTTPStatus.OK,
    ) -> Response:
        """Carry a command out, once under an Idempotency-Key, and answer as the unit that did it rendered."""
        once = await once_of(request)
        if once and once.key in self._running:
            words = "A request with this Idempotency-Key is being carried out. Ask again in a second."
            raise Refused(409, "idempotency_key_in_use", words, headers={"retry-after": "1"})
        if once:
            self._running.add(once.key)
        try:
            outcome = await do(_caller(request, once, status, render))
        finally:
            if once:
                self._running.discard(once.key)
        return _answered(outcome.answer)


def application(
    api: Api,
    title: str,
    worded: Worded,
    envelope: type,
    scopes_of: Callable[[str, str], tuple[Scope, ...]],
    examples: Examples,
    media: Media = OR_BY_DEFAULT,
) -> FastAPI:
    """Make an application of its own behind the gate, with its own document and its own words for errors.

    `envelope` is the shape of what `worded` answers, `examples` has one of each body by the name of its shape.
    `media` says what a body may be called.
    """

    def broken(message: str) -> Response:
        return worded(Refused(500, "internal_error", message))

    async def answer_refused(request: Request, error: Exception) -> Response:
        try:
            await _look_at_the_path(api, request, error)
        except IncidentError as missing:
            return worded(as_refused(missing))
        return worded(_refused(error, request, media))

    errors = errors_in(worded, envelope, media)
    app = FastAPI(
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours are /metrics and the log
        title=title,
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=errors,
        middleware=[
            Middleware(AnswersFailures, broken),  # the gate asks the database, which may be away
            Middleware(Gate, api.guard, worded, scopes_of, lambda path: path in OPEN),
            Middleware(Bounded, worded, media),
            Middleware(AnswersFailures, broken),
        ],
    )
    for kind in (Refused, IncidentError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answer_refused)
    add_page(app)
    complete(app, errors, envelope, examples)
    return app


def with_summaries(spoken: Spoken) -> Spoken:
    """Have each route's first sentence be its summary in the document, in the place of its function's name."""
    for route in spoken.routes:
        if isinstance(route, APIRoute):
            route.summary = route.description.partition("\n")[0].partition(". ")[0].rstrip(".")
    return spoken


def caller_of(request: Request) -> Caller:
    """Give who calls, for a command whose answer has no body."""
    return replace(_caller(request, None, HTTPStatus.OK, lambda _: None), render=None)


async def once_of(request: Request) -> Once | None:
    """Give how a repeat of the request is recognised, when it has an Idempotency-Key."""
    key = request.headers.get("idempotency-key")
    if key is None or request.method not in KEYED:
        return None
    if not key.strip() or len(key) > KEY_LIMIT:
        raise invalid({"Idempotency-Key": f"An Idempotency-Key has 1 to {KEY_LIMIT} characters."})
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    return Once(f"http:{request.state.token.id}:{key}", hashlib.sha256(asked).hexdigest())


def fields_of(error: RequestValidationError) -> dict[str, str]:
    """Say of each field what is wrong with it, in a sentence."""
    return dict(map(sentence_of, error.errors()))


def _refused(error: Exception, request: Request, media: Media) -> Refused:
    called = request.headers.get("content-type", "")
    match error:
        case Refused():
            return error
        case IncidentError():
            return as_refused(error)
        case RequestValidationError() if isinstance(error.body, bytes) and not media.takes(called):
            return media.refused(called)
        case RequestValidationError():
            return invalid(fields_of(error))
        case HTTPException():
            return _of_the_path(error, request)
        case _:
            raise error


async def _look_at_the_path(api: Api, request: Request, error: Exception) -> None:
    """Raise `NotFound` when what the address names is not there, which comes before what is wrong with the body."""
    if not isinstance(error, RequestValidationError):
        return
    if "reference" in request.path_params:
        await api.service.find(request.path_params["reference"])
    elif request.method == "POST" and "slug" in request.path_params:
        await api.catalogue.page(request.path_params["slug"])


def _of_the_path(error: HTTPException, request: Request) -> Refused:
    if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI's word for a body that it cannot parse
        return invalid({"body": "The body is not JSON in UTF-8."})
    codes: dict[int, Code] = {404: "not_found", 405: "method_not_allowed"}
    words = {404: "There is nothing at this address.", 405: "This address does not take that method."}
    message = words.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(method for method in _METHODS if _is_taken(request, method))
    return Refused(error.status_code, codes.get(error.status_code, "bad_request"), message, headers=headers)


def _is_taken(request: Request, method: str) -> bool:
    """Whether the address takes the method; Starlette's own answer names those of its first route alone."""
    asked = {**request.scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)


def _caller(request: Request, once: Once | None, status: int, render: Render) -> Caller:
    def guard(incident: Incident) -> None:
        if not is_expected(request.headers, etag_of(incident)):
            words = f"{incident.reference} has changed since you read it. Read it again, then decide."
            raise Refused(412, "precondition_failed", words, headers={"etag": etag_of(incident)})

    def answer(dossier: Dossier) -> Json:
        return {"status": int(status), "body": render(dossier), "etag": etag_of(dossier.incident)}

    return Caller(actor_of(request.state.token), once=once, guard=guard, render=answer)


def _answered(answer: dict[str, Any]) -> Response:
    headers = {"etag": answer["etag"]}
    return JSONResponse(answer["body"], answer["status"], headers)
