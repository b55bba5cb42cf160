"""The door of the Web API: who calls, may they, is it all there. What a method does stands in methods/."""

from __future__ import annotations

import json

from aiohttp import web

from playground.documented import documented
from playground.errors import JSON, InvalidArguments, Refused
from playground.installed import APP_TOKEN, APP_TOKEN_WITHOUT_SCOPE, BOT_TOKEN
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


class WebApi:
    """`POST /api/<method>`, with forms or JSON, as slack_sdk sends them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Run one method. What misfortune befalls the call is the gate's business."""
        method = request.match_info["method"]
        return self._respond(await self._called(method, request), method)

    async def _called(self, method: str, request: web.Request) -> JSON:
        try:
            args = await read_args(request)
            check_token(method, _token(request, args))
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

    def _respond(self, answer: JSON, method: str) -> web.Response:
        headers = {"X-OAuth-Scopes": ",".join(self._workspace.app.scopes)}
        if method in METHODS:
            headers["X-Accepted-OAuth-Scopes"] = ",".join(documented()[method]["bot_scopes"])
        return web.json_response(answer, headers=headers)


def check_token(method: str, token: str | None) -> None:
    if method in FOR_EVERYBODY:
        return
    if not token:
        raise Refused("not_authed")
    if token == APP_TOKEN_WITHOUT_SCOPE:
        raise Refused("missing_scope", needed="connections:write", provided="authorizations:read")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise Refused("invalid_auth")
    if (token == APP_TOKEN) != (method in FOR_APP_TOKENS):
        raise Refused("not_allowed_token_type")


async def read_args(request: web.Request) -> JSON:
    """Return the arguments of a call, wherever they stand: query, form or JSON body."""
    args: JSON = dict(request.query)
    if request.method != "POST" or not request.body_exists:
        return args
    if request.content_type == "application/json":
        return args | await _json_body(request)
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return args | dict(await request.post())
    raise Refused("invalid_post_type")


async def args_or_none(request: web.Request) -> JSON:
    """Return the arguments without the token, for a log; none when they cannot be read."""
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
