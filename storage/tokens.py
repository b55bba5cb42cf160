"""The rows of the HTTP API's tokens. The secret itself is nowhere: only its HMAC, by which it is found."""

from dataclasses import dataclass
from datetime import datetime

from incidents.model import Actor
from storage.columns import actor_columns, actor_in, from_json, maybe, micros, moment, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token. `hint` is how it begins, `rate` its own budget in requests a minute."""

    id: str
    name: str
    mac: str
    hint: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: Actor
    rate: int | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


def insert(tx: Transaction, token: Token) -> bool:
    """Write a new token down; False when a token that is in force has its name."""
    columns = {"id": token.id, "name": token.name, "mac": token.mac, "hint": token.hint, "rate": token.rate}
    times = {"created_at": micros(token.created_at), "expires_at": maybe(micros, token.expires_at)}
    by = actor_columns("created_by", token.created_by)
    return tx.run(SQL["insert"], **columns, scopes=to_json(token.scopes), **times, **by) == 1


def by_mac(tx: Transaction, mac: str) -> Token | None:
    """Find a token by the HMAC of its secret, revoked and expired ones too."""
    return maybe(_token, tx.one(SQL["by_mac"], mac=mac))


def macs_in_force(tx: Transaction) -> frozenset[str]:
    """Give the HMACs of all tokens that are neither revoked nor expired."""
    return frozenset(row["mac"] for row in tx.all(SQL["macs_in_force"], now=micros(tx.now)))


def named(tx: Transaction, name: str) -> Token | None:
    """Find a token that was not revoked, by its name or by its id, with `usr_` before it or without."""
    return maybe(_token, tx.one(SQL["named"], name=name, id=name.removeprefix("usr_")))


def all_of_them(tx: Transaction) -> list[Token]:
    """List all tokens, oldest first, revoked ones too."""
    return [_token(row) for row in tx.all(SQL["all"])]


def revoke(tx: Transaction, token: Token) -> bool:
    """Let it be refused from now on; False when somebody else revoked it first."""
    return tx.run(SQL["revoke"], id=token.id, now=micros(tx.now)) == 1


def used(tx: Transaction, token: Token) -> None:
    """Write down that it was used now; a later use stays."""
    tx.run(SQL["used"], id=token.id, now=micros(tx.now))


def _token(row: Row) -> Token:
    return Token(
        id=row["id"],
        name=row["name"],
        mac=row["mac"],
        hint=row["hint"],
        scopes=tuple(from_json(row["scopes"])),
        created_at=moment(row["created_at"]),
        created_by=actor_in(row, "created_by"),
        rate=row["rate"],
        expires_at=maybe(moment, row["expires_at"]),
        revoked_at=maybe(moment, row["revoked_at"]),
        last_used_at=maybe(moment, row["last_used_at"]),
    )
