"""`tocsin incident ...`: incidents from a terminal, by the HTTP API of a running server."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from bot.cli_client import HERE, Fields, Json, Token, Url, client_of, given, print_json, tell

if TYPE_CHECKING:
    from tocsin_client import Client, Record
    from tocsin_client.words import Filters, Report

app = typer.Typer(
    no_args_is_help=True, help="Look at incidents and act on them, by the API of a running server."
)


def _reference(typed: str) -> str:
    """Take a bare number for an incident's, as in Slack."""
    return f"INC-{typed}" if typed.isdecimal() else typed


Which = Annotated[str, typer.Argument(help="INC-42, 42, or an id.", callback=_reference)]
Note = Annotated[str | None, typer.Option("--note", help="Why, for the responders.")]


@app.command(name="list")
def list_incidents(
    token: Token,
    status: Annotated[str, typer.Option(help="active, open, acknowledged, resolved, ... or all.")] = "active",
    severity: Annotated[str, typer.Option(help="Only those that are so grave.")] = "",
    limit: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 50,
    url: Url = HERE,
    *,
    as_json: Json = False,
) -> None:
    """List incidents, newest first; only those that are active unless another status is asked for."""
    grave: Filters = {"severity": severity} if severity else {}
    with client_of(token, url) as client:
        found = client.incidents.list(None if status == "all" else status, **grave)[:limit]
    if as_json:
        print_json([incident.plain for incident in found])
    elif not found:
        typer.echo("Nothing is open." if status == "active" and not severity else "There is none.")
    else:
        Console().print(_table(found))


@app.command()
def show(incident: Which, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Show an incident with all that happened."""
    with client_of(token, url) as client:
        found = client.incidents.get(incident, timeline=True)
    if as_json:
        print_json(found.plain)
        return
    console = Console()
    console.print(_table([found]))
    console.print(_timeline(found.timeline))


@app.command()
def declare(  # noqa: PLR0913 - each option is an argument
    title: Annotated[str, typer.Argument(help="What is wrong.")],
    token: Token,
    severity: Annotated[str, typer.Option(help="critical, major, minor or warning.")] = "minor",
    description: Annotated[str, typer.Option(help="In more words.")] = "",
    monitor: Annotated[list[str] | None, typer.Option(help="What is affected; may be given again.")] = None,
    url: Url = HERE,
    *,
    drill: Annotated[bool, typer.Option("--drill", help="It is only practice.")] = False,
    as_json: Json = False,
) -> None:
    """Declare an incident: its card is posted, and whoever is on call is told."""
    fields: Report = {"severity": severity, "description": description, "monitors": monitor or []}
    if drill:
        fields["kind"] = "drill"
    _act(token, url, lambda client: client.incidents.create(title, **fields), as_json=as_json)


@app.command()
def ack(incident: Which, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Say that you are on it; the reminders stop."""
    _act(token, url, lambda client: client.incidents.acknowledge(incident), as_json=as_json)


@app.command()
def unack(incident: Which, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Say that you are not on it after all; the reminders begin anew."""
    _act(token, url, lambda client: client.incidents.unacknowledge(incident), as_json=as_json)


@app.command()
def change(incident: Which, fields: Fields, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Change all that is given or nothing: severity=major, title=..., lead=U0ANN, monitors=db,api, status=..."""
    changes = given(fields, lambda name, value: value.split(",") if name == "monitors" else value)
    _act(token, url, lambda client: client.incidents.change(incident, **changes), as_json=as_json)


@app.command()
def resolve(
    incident: Which, token: Token, note: Note = None, url: Url = HERE, *, as_json: Json = False
) -> None:
    """Say that service is restored."""
    _act(token, url, lambda client: client.incidents.resolve(incident, note=note), as_json=as_json)


@app.command()
def reopen(
    incident: Which, token: Token, note: Note = None, url: Url = HERE, *, as_json: Json = False
) -> None:
    """Say that it is not over."""
    _act(token, url, lambda client: client.incidents.reopen(incident, note=note), as_json=as_json)


@app.command()
def close(
    incident: Which, token: Token, note: Note = None, url: Url = HERE, *, as_json: Json = False
) -> None:
    """Say that the work afterwards is done too."""
    _act(token, url, lambda client: client.incidents.close(incident, note=note), as_json=as_json)


@app.command()
def update(
    incident: Which,
    message: Annotated[str, typer.Argument(help="Words for the public.")],
    token: Token,
    status: Annotated[str | None, typer.Option(help="The status to move to with it.")] = None,
    url: Url = HERE,
    *,
    as_json: Json = False,
) -> None:
    """Tell the public how it stands."""
    with client_of(token, url) as client:
        told = client.incidents.update(incident, message, status=status)
    tell(told, f"Told the public ({told.status}): {told.message}", as_json=as_json)


@app.command()
def note(
    incident: Which,
    text: Annotated[str, typer.Argument(help="Words for the team.")],
    token: Token,
    url: Url = HERE,
    *,
    as_json: Json = False,
) -> None:
    """Write something down for the responders."""
    with client_of(token, url) as client:
        noted = client.incidents.add_note(incident, text)
    tell(noted, f"Noted: {noted.text}", as_json=as_json)


@app.command()
def postmortem(incident: Which, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Print the draft of the postmortem, as Markdown; `> postmortem.md` keeps it."""
    with client_of(token, url) as client:
        drafted = client.incidents.postmortem(incident)
    if as_json:
        print_json({"markdown": drafted})
    else:
        typer.echo(drafted, nl=False)


@app.command()
def delete(incident: Which, token: Token, url: Url = HERE, *, as_json: Json = False) -> None:
    """Delete an incident and all that was said about it. Resolving is nearly always what is meant."""
    with client_of(token, url) as client:
        gone = client.incidents.delete(incident)
    tell(gone, f"{incident} is deleted.", as_json=as_json)


def _act(token: str, url: str, do: "Callable[[Client], Record]", *, as_json: bool) -> None:
    with client_of(token, url) as client:
        incident = do(client)
    words = f"{incident.reference} is {_standing(incident)}: {_title(incident)}"
    tell(incident, words, as_json=as_json)


def _standing(incident: "Record") -> str:
    if not incident.active:
        return str(incident.status)
    by = f"acknowledged by {incident.acknowledged.by.name}" if incident.acknowledged else "not acknowledged"
    return f"{incident.severity}, {incident.status}, {by}"


def _title(incident: "Record") -> str:
    """Say in front what it is when it is no trouble."""
    return (
        str(incident.title) if incident.kind == "incident" else f"{incident.kind.title()}: {incident.title}"
    )


def _table(incidents: "Iterable[Record]") -> Table:
    """Lay them out so that 80 columns hold all but long titles and names, which go on in the next line."""
    whole, folded = partial(Column, no_wrap=True), partial(Column, overflow="fold")
    columns = (
        whole(""),
        whole("severity"),
        whole("status"),
        folded("title", ratio=1),
        folded("ack by"),
        whole("started"),
    )
    table = Table(*columns, box=None, caption="Times are UTC.", caption_justify="left", expand=True)
    for incident in incidents:
        by = incident.acknowledged.by.name if incident.acknowledged else ""
        severity = "" if incident.severity == "none" else incident.severity
        words = (incident.reference, severity, incident.status, _title(incident), by)
        table.add_row(*map(escape, words), _moment(incident.started_at, "%H:%M"))
    return table


def _timeline(events: "Iterable[Record]") -> Table:
    folded = partial(Column, overflow="fold")
    table = Table(Column("at", no_wrap=True), folded("who"), folded("what"), folded("words"), box=None)
    for event in events:
        words = (event.actor.name, _what(event), event.text)
        table.add_row(_moment(event.at, "%H:%M:%S"), *map(escape, words))
    return table


def _what(event: "Record") -> str:
    """Say what happened, with those of its details that say of what, to whom, and how late."""
    told = event.plain["details"]
    parts = [
        event.kind.replace("_", " "),
        *(str(told[name]) for name in ("field", "severity", "page") if told.get(name)),
    ]
    parts += [f"from {told['from']} to {told['to']}"] if {"from", "to"} <= told.keys() else []
    parts += [f"to {told['person']}"] if told.get("person") else []
    parts += [f"until {_moment(told['until'], '%H:%M')}"] if told.get("until") else []
    parts += [f"{told['late_seconds']} s late"] if told.get("late_seconds") else []
    return ", ".join(parts)


def _moment(at: str, clock: str) -> str:
    """Give a time of this year by its day, an older one by its year too."""
    time = datetime.fromisoformat(at)
    year = "" if time.year == datetime.now(UTC).year else f" {time.year}"
    return f"{time.day} {time:%b}{year} {time:{clock}}"
