"""Tokens: how they are made, kept, recognised and taken back, and what each allows.

A token reads `tocsin_`, 32 characters of chance in base 62 (190 bits) and six of a CRC-32 over them, so that a typo
is told from a forgery and a leaked one is found by a search. Only its HMAC-SHA256 under SECRET_KEY is stored.
"""

import asyncio
import hashlib
import hmac
import re
import secrets
import string
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from bot.caller import Json, Once
from bot.questions import Questions
from bot.repeats import Doing
from incidents import text
from incidents.errors import Invalid, NotFound
from incidents.model import Actor, ActorKind, Door
from storage import audit, tokens
from storage.audit import Entry
from storage.errors import StorageError
from storage.store import Store, Transaction
from storage.tokens import Token

__all__ = ["Entry", "Scope", "Token", "Tokens", "Unauthenticated"]

PREFIX = "tocsin_"
RANDOM, CHECK = 32, 6
SALT = 32  # bytes
NAME_LIMIT = 100
HIGHEST_RATE = 1_000_000
# Writing the last use at each request would make every read a write.
USE_IS_NOTED_EVERY = timedelta(minutes=1)
LIST_LASTS = timedelta(seconds=1)

log = structlog.get_logger(__name__)

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SHAPE = re.compile(f"{PREFIX}([{_DIGITS}]{{{RANDOM}}})([{_DIGITS}]{{{CHECK}}})")


class Scope(StrEnum):
    """What a token allows. Who may write may read and acknowledge too; `admin` includes all."""

    READ = "incidents:read"
    WRITE = "incidents:write"
    ACKNOWLEDGE = "incidents:acknowledge"
    DELETE = "incidents:delete"
    ALERTS = "alerts"
    PAGES = "pages"
    MONITORS = "monitors"
    WEBHOOKS = "webhooks"
    ADMIN = "admin"


_INCLUDES = {
    Scope.WRITE: {Scope.READ, Scope.ACKNOWLEDGE},
    Scope.ACKNOWLEDGE: {Scope.READ},
    Scope.ADMIN: set(Scope),
}


class Unauthenticated(Exception):
    """No token that counts was given. The text says what to do."""


@dataclass
class Tokens:
    """The tokens of one installation. `secret` is SECRET_KEY."""

    store: Store
    secret: bytes
    _noted: dict[str, datetime] = field(default_factory=dict)
    _noting: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._looks: Questions[tuple[datetime, Token | None]] = Questions(self.store)
        self._lists: Questions[frozenset[str]] = Questions(self.store)
        self._in_force: tuple[datetime, frozenset[str]] | None = None

    async def create(
        self,
        name: str,
        scopes: Iterable[Scope],
        actor: Actor,
        expires_in: timedelta | None = None,
        rate: int | None = None,
    ) -> tuple[Token, str]:
        """Make a token; give what is known of it and its secret, which nobody can show again."""
        wanted, plain = made(name, scopes, rate, expires_in), new_secret()
        return await self.store.run(lambda tx: self.write_down(tx, wanted, plain, actor)), plain

    async def create_once(
        self, wanted: "Wanted", actor: Actor, once: Once | None, render: Callable[[Token], Json]
    ) -> Json:
        """Make a token for a program, and give the answer with its secret as `token`; a repeat hears the same.

        What is kept for the repeat holds a salt in the secret's place: only with SECRET_KEY it becomes the secret.
        """
        salt = secrets.token_hex(SALT)

        def unit(tx: Transaction) -> Json:
            token = self.write_down(tx, wanted, self._salted(salt), actor)
            return {"shown": render(token), "salt": salt}

        kept = await Doing(self.store.run, unit).answered(once, lambda made: made)
        self._in_force = None  # the list is without it
        return kept["shown"] | {"token": self._salted(kept["salt"])}

    def write_down(self, tx: Transaction, wanted: "Wanted", plain: str, actor: Actor) -> Token:
        """Keep a token under the HMAC of its secret. Raises `Invalid` when another one has the name."""
        token = Token(
            id=tx.new_id(),
            name=wanted.name,
            mac=self.mac(plain),
            hint=plain[: len(PREFIX) + 4],
            scopes=wanted.scopes,
            created_at=tx.now,
            created_by=actor,
            rate=wanted.rate,
            expires_at=tx.now + wanted.expires_in if wanted.expires_in else None,
        )
        if not tokens.insert(tx, token):
            raise Invalid("name", f"There is a token named {wanted.name}. Revoke it, or take another name.")
        audit.append(tx, actor, "token.created", f"usr_{token.id}", _in_the_log(token))
        return token

    async def listed(self) -> list[Token]:
        """List all tokens, oldest first, revoked ones too."""
        return await self.store.read(tokens.all_of_them)

    async def revoke(self, name: str, actor: Actor) -> Token:
        """Take a token back, by its name or id; from the commit on it is refused."""
        return await self.store.run(lambda tx: revoked(tx, name, actor))

    async def audit(self, after: int, limit: int) -> list[Entry]:
        """List who did what that no timeline tells, behind a position, oldest first."""
        return await self.store.read(lambda tx: audit.after(tx, after, limit))

    async def authenticate(self, presented: str | None) -> Token:
        """Give the token that was presented, or raise `Unauthenticated`. The database is asked each time."""
        plain = _well_formed(presented)
        mac = self.mac(plain)
        now, token = await self._looks.ask(mac, lambda tx: (tx.now, tokens.by_mac(tx, mac)))
        if token is None or not hmac.compare_digest(token.mac, mac):
            raise Unauthenticated("No such token is known here. Make one with: tocsin token create")
        if token.revoked_at is not None:
            raise Unauthenticated("That token was revoked. Make another with: tocsin token create")
        if token.expires_at is not None and token.expires_at <= now:
            raise Unauthenticated("That token has expired. Make another with: tocsin token create")
        self._note_use(token, now)
        return token

    async def is_one_in_force(self, presented: str | None, now: datetime) -> bool:
        """Whether this is a token in force, by a list of them that is a second old at the most.

        For an address from which many come that are none: they cost one look into the database a second.
        """
        if presented is None:
            return False
        if self._in_force is None or not timedelta() <= now - self._in_force[0] < LIST_LASTS:
            self._in_force = now, await self._lists.ask("in force", tokens.macs_in_force)
        return self.mac(presented) in self._in_force[1]

    async def is_in_force(self, token: Token) -> bool:
        """Whether a token that was let in would still be."""
        now, known = await self.store.read(lambda tx: (tx.now, tokens.by_mac(tx, token.mac)))
        expired = known is not None and known.expires_at is not None and known.expires_at <= now
        return known is not None and known.revoked_at is None and not expired

    async def settle(self) -> None:
        """Wait until the uses so far are written down."""
        await asyncio.gather(*self._noting)

    def _note_use(self, token: Token, now: datetime) -> None:
        """Have the use written down beside the request, which neither waits for it nor fails with it."""
        known = [at for at in (token.last_used_at, self._noted.get(token.id)) if at]
        if known and now - max(known) < USE_IS_NOTED_EVERY:
            return
        self._noted[token.id] = now
        task = asyncio.create_task(self._write_use(token))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def _write_use(self, token: Token) -> None:
        try:
            await self.store.run(lambda tx: tokens.used(tx, token))
        except StorageError as error:
            log.warning("a token's last use was not written down", token=token.name, reason=str(error))

    def _salted(self, salt: str) -> str:
        return secret_of(hmac.digest(self.secret, f"the secret of a token: {salt}".encode(), hashlib.sha256))

    def mac(self, plain: str) -> str:
        """Give the HMAC by which a token is found: 64 hexadecimal digits."""
        return hmac.digest(self.secret, plain.encode(), hashlib.sha256).hex()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token that somebody asks for, checked."""

    name: str
    scopes: tuple[str, ...]
    rate: int | None
    expires_in: timedelta | None


def made(
    name: str, scopes: Iterable[Scope], rate: int | None = None, expires_in: timedelta | None = None
) -> Wanted:
    """Check what is asked for. Raises `Invalid`."""
    chosen = tuple(dict.fromkeys(scope.value for scope in scopes))
    if not chosen:
        raise Invalid("scopes", "Say what the token is for: " + ", ".join(Scope))
    if rate is not None and not 1 <= rate <= HIGHEST_RATE:
        raise Invalid("rate", f"A token may have 1 to {HIGHEST_RATE} requests a minute.")
    return Wanted(text.one_line("name", name, NAME_LIMIT), chosen, rate, expires_in)


def revoked(tx: Transaction, name: str, actor: Actor) -> Token:
    """Take a token back within a unit. Raises `NotFound`."""
    token = tokens.named(tx, name)
    if token is None or not tokens.revoke(tx, token):
        raise NotFound(name, "token")
    audit.append(tx, actor, "token.revoked", f"usr_{token.id}", _in_the_log(token))
    return token


def allows(token: Token, scope: Scope) -> bool:
    """Whether the token has the scope, or one that includes it."""
    held = [Scope(word) for word in token.scopes]
    return scope in held or any(scope in _INCLUDES.get(has, ()) for has in held)


def actor_of(token: Token) -> Actor:
    """Give who acts with a token: the timeline shows its name."""
    return Actor(ActorKind.TOKEN, f"usr_{token.id}", token.name, Door.HTTP)


def alerting_actor(token: Token) -> Actor:
    """Give what acts when alerts come in with a token."""
    return Actor(ActorKind.MONITOR, f"usr_{token.id}", token.name, Door.ALERT)


def new_secret() -> str:
    """Make a token's secret from the system's randomness."""
    return secret_of(secrets.token_bytes(SALT))


def secret_of(chance: bytes) -> str:
    """Write 256 bits of chance as a token's secret."""
    number, digits = int.from_bytes(chance), ""
    for _ in range(RANDOM):
        number, digit = divmod(number, len(_DIGITS))
        digits += _DIGITS[digit]
    return PREFIX + digits + _check(digits)


def _well_formed(presented: str | None) -> str:
    if not presented:
        raise Unauthenticated("This needs a token: send the header Authorization: Bearer tocsin_...")
    parts = _SHAPE.fullmatch(presented)
    if parts is None:
        raise Unauthenticated("That is no token of Tocsin's: they read tocsin_ and 38 letters and digits.")
    chance, check = parts.groups()
    if not hmac.compare_digest(_check(chance), check):
        raise Unauthenticated("That token is mistyped: its last characters do not fit the others.")
    return presented


def _in_the_log(token: Token) -> dict[str, object]:
    return {"name": token.name, "scopes": list(token.scopes)}


def _check(chance: str) -> str:
    number, digits = zlib.crc32(chance.encode()), ""
    for _ in range(CHECK):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
