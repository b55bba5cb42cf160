"""`tocsin alerts ...`: what was told, what would be done, and what could not be read, beside a running server."""

import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from bot.alerting import Alerting, Became, Known, Unread
from bot.alerts import Source
from bot.alerts.own import sources_under
from bot.alerts.reading import Received
from bot.beside import beside_server
from bot.policy import load_policy
from bot.settings import load_storage_settings
from bot.tables import table as table_of
from incidents.alerting import Verdict
from incidents.alerts import Alert
from incidents.errors import Invalid
from incidents.model import Actor, ActorKind, Door

T = TypeVar("T")

app = typer.Typer(
    no_args_is_help=True, help="Look at alerts, try one out, and read again what could not be read."
)

OPERATOR = Actor(ActorKind.MONITOR, "command line", "the operator", Door.ALERT)
SILENCED = "silenced"
SHOWN_AT = "%Y-%m-%d %H:%M:%S"

Policy = Annotated[
    Path | None,
    typer.Option(envvar="POLICY_FILE", help="The policy; policy.toml here when there is one."),
]


@app.command(name="list")
def list_alerts(
    limit: Annotated[int, typer.Option(help="How many at the most.", min=1, max=1000)] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the alerts that were told of, the last one first."""
    known = _with_alerting(lambda alerting: alerting.latest(limit))
    if as_json:
        typer.echo(json.dumps([_as_json(each) for each in known]))
        return
    table = table_of("state", "severity", "title", "source", "service", "incident", "times", "last told")
    for each in known:
        table.add_row(*_cells(each))
    Console().print(table)


@app.command(name="test")
def rehearse(
    payload: Annotated[
        str, typer.Argument(metavar="PAYLOAD", help="A file with what the source sends; - is standard input.")
    ],
    source: Annotated[str, typer.Option(help="The word in /alerts/<source>.")] = "alertmanager",
    path: Annotated[str, typer.Option(help="What follows it in the address, such as v2/enqueue.")] = "",
    policy: Policy = None,
) -> None:
    """Say what a payload would do now, and why. Nothing is done."""
    body = sys.stdin.buffer.read() if payload == "-" else _read(payload)
    alerts = _alerts_in(_sources(policy), source, Received(body, path))
    if not alerts:
        typer.echo("It tells of no alert: nothing would be done.")
        return
    became = _with_alerting(lambda alerting: alerting.rehearse(alerts, OPERATOR), policy)
    _print(became)


@app.command()
def unread(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List what could not be read in the last seven days, oldest first."""
    kept = _with_alerting(lambda alerting: alerting.unread())
    if as_json:
        told = [{"id": each.id, "source": each.source, "problem": each.problem} for each in kept]
        typer.echo(
            json.dumps([one | {"payload": each.payload} for one, each in zip(told, kept, strict=True)])
        )
        return
    table = table_of("id", "received", "source", "by", "problem")
    for each in kept:
        at = f"{each.received_at:{SHOWN_AT}}" if each.received_at else ""
        table.add_row(each.id, at, each.source, each.actor, each.problem)
    Console().print(table)


@app.command()
def replay(
    which: Annotated[
        str | None, typer.Argument(help="An id of `tocsin alerts unread`; without it all.")
    ] = None,
    policy: Policy = None,
) -> None:
    """Read again what could not be read, and take what can be by now; a running server sends what comes of it."""

    async def work(alerting: Alerting) -> list[Became]:
        wanted = [each for each in await alerting.unread() if which in (None, each.id)]
        if which and not wanted:
            raise typer.BadParameter(f"There is no {which}; `tocsin alerts unread` lists what there is.")
        sources = _sources(policy)
        return [became for each in wanted for became in await _replayed(alerting, sources, each)]

    became = _with_alerting(work, policy)
    if became:
        _print(became)
    else:
        typer.echo("Nothing was taken.")


async def _replayed(alerting: Alerting, sources: Mapping[str, Source], unread: Unread) -> list[Became]:
    received = Received(unread.payload.encode(), unread.path, unread.headers, unread.query)
    try:
        reading = _source(sources, unread.source).read(received)
    except Invalid as invalid:
        typer.echo(f"{unread.id} still cannot be read: {invalid}", err=True)
        return []
    became = await alerting.take(reading.alerts, OPERATOR)
    await alerting.release(unread)
    return became


def _sources(policy: Path | None) -> Mapping[str, Source]:
    return sources_under(load_policy(policy or _policy_here()).alerts.sources)


def _source(sources: Mapping[str, Source], name: str) -> Source:
    if name not in sources:
        raise typer.BadParameter(f"There is no source named {name}; there are {', '.join(sorted(sources))}.")
    return sources[name]


def _alerts_in(sources: Mapping[str, Source], source: str, received: Received) -> Sequence[Alert]:
    reader = _source(sources, source)
    try:
        return reader.read(received).alerts
    except Invalid as invalid:
        raise typer.BadParameter(f"That cannot be read as {source}: {invalid}") from None


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}") from None


def _with_alerting(work: Callable[[Alerting], Awaitable[T]], policy: Path | None = None) -> T:
    wishes = load_policy(policy or _policy_here())
    url = load_storage_settings().database_url
    return beside_server(url, lambda store: work(Alerting(store, wishes, lambda: None)))


def _policy_here() -> Path | None:
    here = Path("policy.toml")
    return here if here.exists() else None


def _print(became: Sequence[Became]) -> None:
    table = table_of("alert", "severity", "what", "incident", "why")
    for each in became:
        severity = str(each.alert.severity or "informs")
        reminds = f"; {each.escalation or 'the default escalation'} reminds" if each.reference else ""
        table.add_row(each.alert.title, severity, str(each.verdict), each.reference or "", each.why + reminds)
    Console().print(table)


def _cells(known: Known) -> list[str]:
    return [
        _state_of(known),
        str(known.severity or "informs"),
        known.title,
        known.source,
        known.service or "",
        known.reference or "",
        str(known.times),
        f"{known.last_seen_at:{SHOWN_AT}}",
    ]


def _state_of(known: Known) -> str:
    if not known.firing:
        return "over"
    if known.verdict == Verdict.SILENCED:
        return SILENCED
    return "acknowledged" if known.acknowledged else "firing"


def _as_json(known: Known) -> dict[str, object]:
    return {
        "source": known.source,
        "fingerprint": known.fingerprint,
        "group": known.group,
        "firing": known.firing,
        "acknowledged": known.acknowledged,
        "silenced": _state_of(known) == SILENCED,
        "severity": known.severity,
        "service": known.service,
        "title": known.title,
        "incident": known.reference,
        "times": known.times,
        "first_told_at": known.first_seen_at.isoformat(),
        "last_told_at": known.last_seen_at.isoformat(),
    }
