"""The door of the Web API: who calls, may they, is it all there. What a method does stands in methods/."""

from __future__ import annotations

import json

from aiohttp import web

from playground.errors import JSON, Refused, TooFast
from playground.methods import METHODS
from playground.methods.destinations import destination_of
from playground.methods.scopes import check_scopes
from playground.state.installed import APP_TOKEN, APP_TOKEN_WITHOUT_SCOPE, BOT_TOKEN
from playground.state.workspace import Workspace
from playground.web_api.charsets import FORMS, with_warning
from playground.web_api.checking import checked
from playground.web_api.documented import documented
from playground.web_api.rate_limits import POSTING, RateLimits

FOR_APP_TOKENS = {"apps.connections.open"}
FOR_EVERYBODY = {"api.test", "oauth.v2.access", "oauth.v2.exchange", "oauth.v2.user.access"}
READING = (
    ".conversations",
    ".get",
    ".getPermalink",
    ".getPresence",
    ".getUploadURLExternal",
    ".history",
    ".info",
    ".list",
    ".lookupByEmail",
    ".members",
    ".replies",
)
"""How the names of methods end that only read: they take forms and see nothing of a JSON body.

Source: https://docs.slack.dev/apis/web-api, "POST bodies", and the page of files.getUploadURLExternal, which names
forms alone.
"""

MOST_UNREAD = 10_000
"""Bytes of a body that was not read, kept to be looked at."""


class WebApi:
    """`POST /api/<method>`, with forms or JSON, as slack_sdk sends them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._limits = RateLimits(documented(), workspace.now, workspace.clock_factor)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Run one method. What misfortune befalls the call is the gate's business."""
        method = request.match_info["method"]
        try:
            answer = {"ok": True, **await self._called(method, request)}
        except TooFast as refused:
            return self._respond(refused.answer, method, refused.retry_after)
        except Refused as refused:
            answer = refused.answer
        return self._respond(with_warning(request, answer), method)

    async def _called(self, method: str, request: web.Request) -> JSON:
        args = await read_args(request)
        check_token(self._workspace, method, _token(request, args))
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        self._keep_pace(method, args)
        check_scopes(self._workspace, method, documented()[method]["bot_scopes"], args)
        return METHODS[method](self._workspace, checked(method, args))

    def _keep_pace(self, method: str, args: JSON) -> None:
        channel = destination_of(self._workspace, str(args.get("channel"))) if method == POSTING else ""
        retry_after = self._limits.take(method, channel)
        if retry_after:
            raise TooFast(retry_after)

    def _respond(self, answer: JSON, method: str, retry_after: int = 0) -> web.Response:
        headers = {"X-OAuth-Scopes": ",".join(self._workspace.app.scopes)}
        if method in METHODS:
            headers["X-Accepted-OAuth-Scopes"] = ",".join(documented()[method]["bot_scopes"])
        if retry_after:
            headers["Retry-After"] = str(retry_after)
        return web.json_response(answer, status=429 if retry_after else 200, headers=headers)


def check_token(workspace: Workspace, method: str, token: str | None) -> None:
    if method in FOR_EVERYBODY:
        return
    if not token:
        raise Refused("not_authed")
    if token == APP_TOKEN_WITHOUT_SCOPE:
        raise Refused("missing_scope", needed="connections:write", provided="authorizations:read")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise Refused("invalid_auth")
    if token in workspace.revoked_tokens:
        raise Refused("token_revoked")
    if (token == APP_TOKEN) != (method in FOR_APP_TOKENS):
        raise Refused("not_allowed_token_type")


async def read_args(request: web.Request) -> JSON:
    """Return the arguments of a call, wherever they stand: query, form or JSON body."""
    args: JSON = dict(request.query)
    if request.method != "POST" or not request.body_exists:
        return args
    if request.content_type == "application/json":
        body = await _json_body(request)
        return args if _passes_json_over(request) else args | body
    if request.content_type in FORMS:
        return args | dict(await request.post())
    raise Refused("invalid_post_type")


async def args_and_rest(request: web.Request) -> tuple[JSON, str]:
    """Return, for a log, the arguments without the token, and the text of a body that was not read as such."""
    try:
        args = await read_args(request)
    except Refused:
        return {}, await _text(request)
    _token(request, args)
    return args, await _text(request) if _passes_json_over(request) else ""


def _passes_json_over(request: web.Request) -> bool:
    is_json = request.method == "POST" and request.content_type == "application/json"
    return is_json and request.path.endswith(READING)


async def _text(request: web.Request) -> str:
    return (await request.read())[:MOST_UNREAD].decode(errors="replace")


async def _json_body(request: web.Request) -> JSON:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


def _token(request: web.Request, args: JSON) -> str | None:
    """Return the token and take it out of the arguments, so that no log shows it.

    It is the header's, or a form's: neither a query nor JSON may carry it (docs.slack.dev/authentication/tokens).
    """
    argument = args.pop("token", None)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer" and token:
        return token
    return argument if request.content_type in FORMS else None
