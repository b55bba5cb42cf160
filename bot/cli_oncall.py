"""`tocsin oncall`: who is on call, by the HTTP API of a running server."""

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape

from bot.cli_client import HERE, Json, Token, Url, client_of, print_json
from bot.tables import table as table_of

if TYPE_CHECKING:
    from tocsin_client import Record

NO_ROTA = "There is no rota. [[rota]] in policy.toml makes one; policy.example.toml shows it."


def oncall(token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Say who is on call in each rota, until when and who is next, and whom the steps would remind now."""
    with client_of(token, url) as client:
        found = client.oncall()
    if as_json:
        print_json(found.plain)
        return
    if found.rotas:
        Console().print(_rotas(found))
    else:
        typer.echo(NO_ROTA)
    for each in found.escalations:
        typer.echo(f"Escalation {each.name}:" if each.name else "Escalation:")
        for number, step in enumerate(each.steps, 1):
            typer.echo(f"  {number}. {', '.join(person.name for person in step)}")


def _rotas(found: "Record") -> object:
    table = table_of("rota", "on call", "until", "then", "covers, says")
    for each in found.rotas:
        then = each.then.name if each.then else ""
        says = each.cover.by.name if each.cover else ""
        table.add_row(*map(escape, (each.name, each.person.name, each.until or "", then, says)))
    return table
