"""The door of the Web API: who calls, may they, is it all there. What a method does stands in methods/."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from pathlib import Path

from aiohttp import web

from playground.errors import JSON, InvalidArguments, Refused
from playground.faults import CallLog, Fault, Faults
from playground.installed import APP_TOKEN, BOT_TOKEN
from playground.methods import METHODS
from playground.methods.scopes import check_scopes
from playground.workspace import Workspace

STRUCTURED = {
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
    "view": "invalid_arguments",
}
"""Arguments that a form carries as JSON text, and what Slack says when they are none."""
FOR_APP_TOKENS = {"apps.connections.open"}
FOR_EVERYBODY = {"api.test"}


@cache
def documented() -> dict[str, JSON]:
    """Return arguments, scopes and errors of every method Slack documents."""
    text = (Path(__file__).parent / "slack/methods.json").read_text(encoding="utf-8")
    methods: dict[str, JSON] = json.loads(text)["methods"]
    return methods


class WebApi:
    """`POST /api/<method>`, with forms or JSON, as slack_sdk sends them."""

    def __init__(self, workspace: Workspace, faults: Faults, calls: CallLog) -> None:
        self._workspace = workspace
        self._faults = faults
        self._calls = calls

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = self._calls.note(method, {}, self._workspace.now())
        fault = self._faults.due(method)
        if fault and fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
        refusal = _refused_by(fault)
        if refusal is not None:
            answer, status = refusal
            call["args"] = await _args_or_none(request)
        else:
            answer, status = await self._called(method, request, call), 200
        call |= {"status": status, "error": answer.get("error")}
        if fault and fault.kind == "lost":
            return _cut_off(request, call)
        return self._respond(answer, status, method, fault)

    async def _called(self, method: str, request: web.Request, call: JSON) -> JSON:
        try:
            args = await read_args(request)
            token = _token(request, args)
            call["args"] = args
            check_token(method, token)
            return {"ok": True, **self._run(method, args)}
        except Refused as refused:
            return refused.answer

    def _run(self, method: str, args: JSON) -> JSON:
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        check_scopes(self._workspace, method, documented()[method]["bot_scopes"], args)
        missing = [name for name in documented()[method]["required"] if args.get(name) in (None, "")]
        if missing:
            raise InvalidArguments(*(f"missing required field: {name}" for name in missing))
        return METHODS[method](self._workspace, _structured(args))

    def _respond(self, answer: JSON, status: int, method: str, fault: Fault | None) -> web.Response:
        headers = {"X-OAuth-Scopes": ",".join(self._workspace.app.scopes)}
        if method in METHODS:
            headers["X-Accepted-OAuth-Scopes"] = ",".join(documented()[method]["bot_scopes"])
        if status == web.HTTPTooManyRequests.status_code and fault:
            headers["Retry-After"] = f"{fault.seconds:g}"
        return web.json_response(answer, status=status, headers=headers)


def check_token(method: str, token: str | None) -> None:
    if method in FOR_EVERYBODY:
        return
    if not token:
        raise Refused("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise Refused("invalid_auth")
    if (token == APP_TOKEN) != (method in FOR_APP_TOKENS):
        raise Refused("not_allowed_token_type")


async def read_args(request: web.Request) -> JSON:
    """Return the arguments of a call, wherever they stand: query, form or JSON body."""
    args: JSON = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return args
    if request.content_type == "application/json":
        return args | await _json_body(request)
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return args | dict(await request.post())
    raise Refused("invalid_post_type")


async def _args_or_none(request: web.Request) -> JSON:
    try:
        args = await read_args(request)
    except Refused:
        return {}
    _token(request, args)
    return args


async def _json_body(request: web.Request) -> JSON:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


def _token(request: web.Request, args: JSON) -> str | None:
    """Return the token and take it out of the arguments, so that no log shows it."""
    argument = args.pop("token", None)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" and token else argument


def _structured(args: JSON) -> JSON:
    return args | {name: _parsed(args[name], code) for name, code in STRUCTURED.items() if name in args}


def _parsed(value: object, code: str) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(code) from None


def _refused_by(fault: Fault | None) -> tuple[JSON, int] | None:
    match fault.kind if fault else None:
        case "ratelimited":
            return {"ok": False, "error": "ratelimited"}, 429
        case "down":
            return {"ok": False, "error": "service_unavailable"}, 503
        case "error" if fault:
            return {"ok": False, "error": fault.error}, 200
        case _:
            return None


def _cut_off(request: web.Request, call: JSON) -> web.Response:
    call["status"] = 0
    if request.transport:
        request.transport.abort()
    return web.Response()
