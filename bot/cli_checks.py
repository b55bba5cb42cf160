"""`tocsin check ...`: which monitors the bot looks at by itself, by the HTTP API of a running server."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.cli_client import HERE, Fields, Json, Token, Url, client_of, given, print_json, tell
from bot.tables import table as table_of

if TYPE_CHECKING:
    from tocsin_client import Record

app = typer.Typer(
    no_args_is_help=True,
    help="See what the bot looks at by itself, and change it, by the API of a running server.",
)

Which = Annotated[str, typer.Argument(help="The check, which is its monitor's id.")]
# What is a number in the API; everything else is text.
_NUMBERS = {"interval", "timeout", "failures", "recoveries", "slower_than", "certificate_days"}


@app.command(name="list")
def list_checks(token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """List the checks, those of the policy too."""
    with client_of(token, url) as client:
        found = list(client.checks.list())
    if as_json:
        print_json([check.plain for check in found])
    elif not found:
        typer.echo("Nothing is looked at.")
    else:
        table = table_of("id", "name", "looks at", "every", "stands in")
        for check in found:
            table.add_row(*map(escape, (check.id, check.name, _target(check), _every(check), check.source)))
        Console().print(table)


@app.command()
def show(check: Which, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Show how a monitor is looked at."""
    with client_of(token, url) as client:
        found = client.checks.get(check)
    if as_json:
        print_json(found.plain)
        return
    table = table_of("", "")
    for name, value in found.items():
        table.add_row(name, "" if value is None else escape(str(value)))
    Console().print(table)


@app.command()
def make(
    check: Which,
    kind: Annotated[str, typer.Argument(help="http, tcp, dns or heartbeat.")],
    token: Token,
    target: Annotated[
        str, typer.Argument(help="A web address, host:port or a name; '' for a heartbeat.")
    ] = "",
    fields: Fields = None,
    url: Url = HERE,
    *,
    as_json: Json = False,
) -> None:
    """Have a monitor looked at from now on, or wait for a job to call in from now on."""
    with client_of(token, url) as client:
        made = client.checks.create(kind, target, check, **given(fields, _value))
    tell(made, f"{made.id}: {_target(made)}, every {_every(made)}", as_json=as_json)


@app.command()
def change(check: Which, fields: Fields, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Change how a monitor is looked at; what is left out stays."""
    with client_of(token, url) as client:
        changed = client.checks.change(check, **given(fields, _value))
    tell(changed, f"{changed.id}: {_target(changed)}, every {_every(changed)}", as_json=as_json)


@app.command()
def remove(check: Which, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Look at a monitor no more. The monitor stays, and what is open is for a person to resolve."""
    with client_of(token, url) as client:
        gone = client.checks.delete(check)
    tell(gone, f"{check} is looked at no more.", as_json=as_json)


def _value(name: str, value: str) -> str | float:
    """Give what is meant; what is no number the server refuses by its name."""
    if name not in _NUMBERS:
        return value
    try:
        return int(value) if value.lstrip("-").isdecimal() else float(value)
    except ValueError:
        return value


def _target(check: "Record") -> str:
    return f"{check.kind} {check.target}".strip()


def _every(check: "Record") -> str:
    return f"{check.interval:g} s"
