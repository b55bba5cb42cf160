"""`tocsin token ...`: tokens of the HTTP API, made and taken back beside a running server."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from bot.auth import Scope, Tokens
from bot.beside import beside_server
from bot.settings import load_storage_settings
from bot.world import RealWorld
from incidents.model import Actor, ActorKind, Door
from storage.tokens import Token

T = TypeVar("T")

OPERATOR = Actor(ActorKind.PERSON, "operator", "the operator", Door.COMMAND_LINE)
COLUMNS = ("name", "begins", "scopes", "a minute", "last used", "state")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

app = typer.Typer(no_args_is_help=True, help="Make, list and revoke tokens of the HTTP API.")


@app.command()
def create(
    name: Annotated[str, typer.Option(help="Who acts with it; the timeline shows this name.")],
    scope: Annotated[list[Scope], typer.Option(help="What it allows; may be given again.")],
    expires: Annotated[
        str, typer.Option(help="How long it lasts, such as 90d or 12h; for ever without.")
    ] = "",
    rate: Annotated[
        int | None, typer.Option(help="Its requests a minute, instead of what policy.toml says.")
    ] = None,
) -> None:
    """Make a token. It is shown once, alone on the last line."""
    lasting = _duration(expires) if expires else None
    token, plain = _with_tokens(lambda tokens: tokens.create(name, scope, OPERATOR, lasting, rate))
    typer.echo(f"{token.name} may {', '.join(token.scopes)}. Keep it: nobody can show it again.", err=True)
    typer.echo(plain)


@app.command(name="list")
def list_tokens(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """List the tokens, with when each was last used."""
    found = _with_tokens(lambda tokens: tokens.listed())
    if as_json:
        typer.echo(json.dumps([_plain(token) for token in found], indent=2))
        return
    columns = [Column(name, overflow="fold", no_wrap=name == "scopes") for name in COLUMNS]
    table = Table(*columns, caption="Times are UTC; --json has the ids.")
    now = RealWorld().now()
    for token in found:
        table.add_row(*_cells(token, now))
    Console().print(table)


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="Its name or its id.")]) -> None:
    """Take a token back: from now on it is refused, by a running server too."""
    token = _with_tokens(lambda tokens: tokens.revoke(name, OPERATOR))
    typer.echo(f"{token.name} is revoked.")


def _with_tokens(work: Callable[[Tokens], Awaitable[T]]) -> T:
    settings = load_storage_settings()
    return beside_server(settings.database_url, lambda store: work(Tokens(store, settings.secret)))


def _duration(words: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,5})([mhdw])", words.strip())
    if not found or not int(found[1]):
        raise typer.BadParameter(f"{words} is no time to last. Write 90d, 12h or 30m.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _cells(token: Token, now: datetime) -> list[str]:
    used = _day(token.last_used_at) if token.last_used_at else "never"
    name = escape(token.name)
    return [name, token.hint, "\n".join(token.scopes), str(token.rate or ""), used, _state(token, now)]


def _state(token: Token, now: datetime) -> str:
    if token.revoked_at:
        return f"revoked {_day(token.revoked_at)}"
    if token.expires_at is None:
        return "in force"
    return f"{'expired' if token.expires_at <= now else 'expires'} {_day(token.expires_at)}"


def _plain(token: Token) -> dict[str, Any]:
    times = ("created_at", "expires_at", "last_used_at", "revoked_at")
    told = {name: at.isoformat() if (at := getattr(token, name)) else None for name in times}
    words = {"id": f"usr_{token.id}", "name": token.name, "scopes": list(token.scopes), "rate": token.rate}
    return {**words, "hint": token.hint, "created_by": token.created_by.name, **told}


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
