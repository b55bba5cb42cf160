"""`tocsin webhook ...`: who is told of what, and what became of it, beside a running server."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from bot.beside import beside_server
from bot.settings import load_storage_settings
from bot.tables import table as table_of
from bot.webhooks import Message, Webhook, Webhooks

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, help="Look at outgoing webhooks, and send again what failed.")

Which = Annotated[str, typer.Argument(help="The webhook, whk_...")]


@app.command(name="list")
def list_webhooks() -> None:
    """List the webhooks."""
    table = table_of("id", "url", "events", "state")
    for webhook in _with_webhooks(lambda webhooks: webhooks.listed()):
        table.add_row(webhook.id, webhook.url, " ".join(webhook.events) or "all", _state(webhook))
    Console().print(table)


@app.command()
def deliveries(
    webhook: Which, limit: Annotated[int, typer.Option(help="How many at the most.", min=1, max=1000)] = 20
) -> None:
    """List what was and is to be sent to a webhook, newest first."""
    table = table_of("id", "event", "state", "tries", "status", "last tried")
    for message in _with_webhooks(lambda webhooks: webhooks.messages(webhook, limit, None)):
        table.add_row(*_cells(message))
    Console().print(table)


@app.command()
def replay(
    webhook: Which,
    message: Annotated[
        str | None, typer.Argument(help="One message, msg_...; without it all that failed.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="Only what failed since then (UTC).")] = None,
) -> None:
    """Send once more what failed; a running server does so within seconds."""
    if message:
        _with_webhooks(lambda webhooks: webhooks.replay(webhook, message))
        typer.echo("It will be sent once more.")
        return
    begin = since.replace(tzinfo=UTC) if since else datetime(1970, 1, 1, tzinfo=UTC)
    count = _with_webhooks(lambda webhooks: webhooks.replay_failed(webhook, begin))
    typer.echo(f"{count} will be sent once more." if count else "Nothing has failed.")


def _with_webhooks(work: Callable[[Webhooks], Awaitable[T]]) -> T:
    url = load_storage_settings().database_url
    return beside_server(url, lambda store: work(Webhooks(store, lambda: None, secrets.token_bytes)))


def _state(webhook: Webhook) -> str:
    return f"off: {webhook.disabled_because}" if webhook.disabled_at else "on"


def _cells(message: Message) -> list[str]:
    tried = f"{message.tried_at:%Y-%m-%d %H:%M:%S}" if message.tried_at else ""
    answer = str(message.status or message.error or "")
    return [message.id, message.event, message.state, str(message.attempts), answer, tried]
