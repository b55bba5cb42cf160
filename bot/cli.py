"""The command line: `tocsin ...` and `python -m bot ...`. It starts things; what they do lives elsewhere."""

import asyncio
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from bot import cli_alerts, cli_backup, cli_checks, cli_incidents, cli_oncall, cli_tokens, cli_webhooks
from bot.logs import configure_logs
from bot.policy import PolicyError
from bot.settings import SettingsError, load_settings, load_storage_settings
from storage.errors import StorageError

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_tokens.app, name="token")
app.add_typer(cli_incidents.app, name="incident")
app.add_typer(cli_checks.app, name="check")
app.add_typer(cli_webhooks.app, name="webhook")
app.add_typer(cli_alerts.app, name="alerts")
app.command()(cli_oncall.oncall)
app.command()(cli_backup.backup)


def main() -> None:
    """Run the command that was typed. What the operator can mend is told in plain lines, exit code 2."""
    try:
        app(prog_name="tocsin")
    except (SettingsError, PolicyError, StorageError) as error:
        typer.echo(error, err=True)
        sys.exit(2)


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if asked:
        typer.echo(f"Tocsin {_version()}")
        raise typer.Exit


def _version() -> str:
    try:
        return version("tocsin")
    except PackageNotFoundError:
        return "from source, not installed"


@app.callback()
def options(
    *,
    _: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which, and end.")
    ] = False,
) -> None:
    """Tocsin, the incident bot."""


@app.command()
def serve() -> None:
    """Run the bot until SIGTERM or Ctrl-C. The environment and .env say how."""
    from bot.app import serve as serve_until_stopped
    from bot.http.server import ListenError

    settings = load_settings()
    configure_logs(settings.log_format)
    try:
        ended_well = asyncio.run(serve_until_stopped(settings, settings.policy_path))
    except ListenError as error:
        raise SettingsError(str(error)) from None
    if not ended_well:
        raise typer.Exit(1)


@app.command(add_help_option=False, context_settings=PASSED_ON)
def playground(context: typer.Context) -> None:
    """Run a small Slack workspace to practise in; --help lists its own options."""
    from playground.__main__ import main as serve_playground

    serve_playground(["--manifest", str(manifest_path()), *context.args], name="tocsin playground")


@app.command()
def manifest() -> None:
    """Print the manifest that the Slack app is made from."""
    typer.echo(manifest_path().read_text(encoding="utf-8"), nl=False)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; make it where there is none. `serve` does so too, at its start."""
    asyncio.run(_migrate(load_storage_settings().database_url))


@app.command()
def doctor(
    *, retry: Annotated[bool, typer.Option("--retry", help="Try again to send what was set aside.")] = False
) -> None:
    """Look for what is set up wrongly and say what to do; works beside a running server."""
    if not asyncio.run(_examine(retry=retry)):
        raise typer.Exit(1)


@app.command()
def export_page(
    page: Annotated[str, typer.Argument(help="The page's slug, as in /status/<page>.")],
    folder: Annotated[Path, typer.Argument(help="Where its files shall lie; an older export is replaced.")],
) -> None:
    """Write a status page as files, to be hosted elsewhere; works beside a running server."""
    from bot.cli_pages import export

    count = export(page, folder)
    typer.echo(f"{count} files are in {folder}: open {folder / 'index.html'}.")


def manifest_path() -> Path:
    """Where manifest.yml is: in the package when installed, else at the root of the source."""
    packaged = Path(__file__).with_name("manifest.yml")
    return packaged if packaged.exists() else Path(__file__).parents[1] / "manifest.yml"


async def _examine(*, retry: bool) -> bool:
    from bot.doctor.examination import examine_installation

    well = True
    async for finding in examine_installation(manifest_path(), retry=retry):
        typer.echo(str(finding))
        well = well and finding.ok
    return well


async def _migrate(url: str) -> None:
    from bot.world import RealWorld
    from storage import hold_lock, open_store

    with hold_lock(url):
        store = await open_store(url, RealWorld())
        await store.close()
    typer.echo("The database has the newest schema.")
