"""Tokens, for whoever has the scope admin."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from bot.auth import HIGHEST_RATE, Entry, Scope, Token, Wanted, actor_of, made
from bot.http.api import Api, once_of
from bot.http.bodies import Making
from bot.http.fields import VISIBLE, Filled, InJson
from bot.http.native import answers
from bot.http.native.parts import part
from bot.http.native.saying import After, Limit
from bot.wire import actor_json, instant, maybe_instant


class NewToken(Making):
    """A token to be made."""

    name: Annotated[str, Field(max_length=100, json_schema_extra=VISIBLE), Filled]
    scopes: Annotated[list[Scope], Field(min_length=1)]
    expires_in: Annotated[
        int | None, Field(ge=1, le=10**9, description="In seconds; for ever without."), InJson
    ] = None
    rate: Annotated[
        int | None,
        Field(ge=1, le=HIGHEST_RATE, description="Requests a minute, instead of what the policy says."),
        InJson,
    ] = None

    def checked(self) -> Wanted:
        """Give it as it is made. Raises `Invalid`."""
        lasting = timedelta(seconds=self.expires_in) if self.expires_in else None
        return made(self.name, self.scopes, self.rate, lasting)


def routes(api: Api) -> APIRouter:
    """Give the routes that make, list and revoke tokens."""
    router = part("tokens")
    tokens = api.guard.tokens

    @router.get("/tokens")
    async def list_tokens() -> answers.Tokens:
        """List all tokens, oldest first, revoked ones too."""
        return {"tokens": [_token_json(token) for token in await tokens.listed()]}

    @router.post("/tokens", status_code=201)
    async def create_token(wanted: NewToken, request: Request) -> answers.NewToken:
        """Make a token. Its secret is in this answer and in no other."""
        actor, once = actor_of(request.state.token), await once_of(request)
        told: answers.NewToken = await tokens.create_once(wanted.checked(), actor, once, _token_json)
        return told

    @router.delete("/tokens/{name}", status_code=204)
    async def revoke_token(name: str, request: Request) -> Response:
        """Take a token back, by its name or id; from now on it is refused."""
        await tokens.revoke(name, actor_of(request.state.token))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @router.get("/audit", tags=["audit"])
    async def audit(after: After = 0, limit: Limit = 100) -> answers.Entries:
        """List who did what that no incident's timeline tells, such as deleting one; `next_after` leads on."""
        entries = await tokens.audit(after, limit)
        further = entries[-1].position if len(entries) == limit else None
        return {"entries": [_entry_json(entry) for entry in entries], "next_after": further}

    return router


def _entry_json(entry: Entry) -> answers.Entry:
    return {
        "position": entry.position,
        "at": instant(entry.at),
        "by": actor_json(entry.actor),
        "deed": entry.deed,
        "subject": entry.subject,
        "details": dict(entry.details),
    }


def _token_json(token: Token) -> answers.Token:
    return {
        "id": f"usr_{token.id}",
        "name": token.name,
        "hint": token.hint,
        "scopes": list(token.scopes),
        "rate": token.rate,
        "created_at": instant(token.created_at),
        "created_by": actor_json(token.created_by),
        "expires_at": maybe_instant(token.expires_at),
        "revoked_at": maybe_instant(token.revoked_at),
        "last_used_at": maybe_instant(token.last_used_at),
    }
