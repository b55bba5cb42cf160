"""The gate before every API: token, scope and budget are looked at before the path and before the body is read."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from bot.auth import Scope, Token, Tokens, Unauthenticated, allows
from bot.http.budgets import REQUESTS, Budgets, Standing
from bot.http.failures import Failures
from bot.http.problems import hang_up
from bot.http.refused import Refused, Worded, unauthorized

NOT_IN_THE_QUERY = (
    "A token in the address ends up in logs. Send it in the header: Authorization: Bearer tocsin_..."
)
_IN_THE_QUERY = ("token=", "api_key=", "access_token=", "apikey=", "x-api-key=")


# Routes take what they stand for with a line break behind it, and the scope would be that of something else.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass
class Guard:
    """What every gate shares: the tokens, one budget a token over all APIs, and which addresses are shut.

    `requests` tells how many a minute a token may make that has no rate of its own.
    """

    tokens: Tokens
    budgets: Budgets
    requests: Callable[[], int] = lambda: REQUESTS
    failures: Failures = field(init=False)

    def __post_init__(self) -> None:
        self.failures = Failures(self.budgets.now)

    async def identify(self, address: str, presented: str | None) -> Token:
        """Give the token that was presented from a neighbourhood. Raises `TurnedAway`; too many of those shut it."""
        shut = self.failures.shut(address)
        if shut and not await self.tokens.is_one_in_force(presented, shut.now):
            raise TurnedAway(shut, _too_many_failures(shut))
        try:
            return await self.tokens.authenticate(presented)
        except Unauthenticated as error:
            standing = self.failures.count(address)
            why = _too_many_failures(standing) if standing.is_spent else unauthorized(str(error))
            raise TurnedAway(standing, why) from None


class TurnedAway(Exception):
    """Somebody who has no token that counts: how their address stands, and what they are told."""

    def __init__(self, standing: Standing, refused: Refused) -> None:
        super().__init__(refused.message)
        self.standing = standing
        self.refused = refused


class Gate:
    """Lets a request in with a token that has the scope it needs; the token is then at `request.state.token`."""

    def __init__(
        self,
        app: ASGIApp,
        guard: Guard,
        worded: Worded,
        scopes_of: Callable[[str, str], tuple[Scope, ...]],
        is_open: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Stand before `app`; `scopes_of(method, path)` names which let a request in, `is_open(path)` needs none."""
        self._app = app
        self._guard = guard
        self._worded = worded
        self._scopes_of = scopes_of
        self._is_open = is_open

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here; either way say how the budget stands."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        standing, refused = (
            self._visited(scope) if self._is_open(path) else await self._looked_at(scope, path)
        )
        tell = _telling(send, standing)
        if refused is None:
            await self._app(scope, receive, tell)
        elif _has_body(scope):
            await hang_up(self._worded(refused), receive, tell)
        else:
            await self._worded(refused)(scope, receive, tell)

    def _visited(self, scope: AsgiScope) -> tuple[Standing, Refused | None]:
        """Let whoever needs no token in, as often in a minute as one with a token."""
        standing = self._guard.budgets.spend(f"visitor:{neighbourhood(scope)}", REQUESTS)
        return standing, _too_many(standing) if standing.is_spent else None

    async def _looked_at(self, scope: AsgiScope, path: str) -> tuple[Standing, Refused | None]:
        presented = _presented(scope)
        try:
            token = await self._guard.identify(neighbourhood(scope), presented)
        except TurnedAway as away:
            in_query = presented is None and _is_in_query(scope) and not away.standing.is_spent
            return away.standing, unauthorized(NOT_IN_THE_QUERY) if in_query else away.refused
        return self._admitted(scope, path, token)

    def _admitted(self, scope: AsgiScope, path: str, token: Token) -> tuple[Standing, Refused | None]:
        name, limit = f"token:{token.id}", token.rate or self._guard.requests()
        needed = self._scopes_of(scope["method"], path)
        if not any(allows(token, each) for each in needed):
            held = ", ".join(token.scopes)
            words = f"This needs a token with the scope {' or '.join(needed)}; {token.name} has {held}."
            return self._guard.budgets.spend(name, limit), Refused(403, "forbidden", words)
        standing = self._guard.budgets.spend(name, limit)
        if _CONTROL.search(path):
            return standing, Refused(404, "not_found", "There is nothing at this address.")
        scope.setdefault("state", {})["token"] = token
        return standing, _too_many(standing) if standing.is_spent else None


def _too_many(standing: Standing) -> Refused:
    seconds = standing.headers["retry-after"]
    return Refused(
        429,
        "rate_limited",
        f"Too many requests: {standing.limit} a minute are allowed. Try again in {seconds} s.",
    )


def _too_many_failures(standing: Standing) -> Refused:
    seconds = standing.headers["retry-after"]
    words = (
        f"Too many requests from this address came without a token that counts, more than {standing.limit} in a minute."
        f" Only those with one are listened to for the next {seconds} s."
    )
    return Refused(429, "rate_limited", words)


def _presented(scope: AsgiScope) -> str | None:
    """Give the token in `Authorization: Bearer` or `X-API-Key`; either counts everywhere."""
    headers = Headers(scope=scope)
    kind, _, words = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and words.strip():
        return words.strip()
    return headers.get("x-api-key")


def neighbourhood(scope: AsgiScope) -> str:
    """Give the address of who asks; of IPv6 the /64, within which anybody has as many addresses as they like."""
    return _neighbourhood_of(scope["client"][0]) if scope.get("client") else ""


@lru_cache(maxsize=1024)
def _neighbourhood_of(host: str) -> str:
    address = ipaddress.ip_address(host)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _has_body(scope: AsgiScope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _is_in_query(scope: AsgiScope) -> bool:
    query = scope.get("query_string", b"").decode("latin-1").lower()
    return any(part.startswith(_IN_THE_QUERY) for part in query.split("&"))


def _telling(send: Send, standing: Standing) -> Send:
    told = [(name.encode(), value.encode()) for name, value in standing.headers.items()]

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *told]}
        await send(message)

    return tell
