"""The checks on what is on this machine: the policy, the database, what was given up sending."""

import os
from datetime import datetime
from pathlib import Path

from bot.doctor.patient import Finding, Patient, fine, wrong
from bot.outgoing import OVERDUE_FOR, is_overdue
from bot.world import RealWorld
from storage import Transaction, outbox, webhooks
from storage import incidents as incident_rows
from storage.outbox import Claimed
from storage.sqlite import path_of
from storage.visit import is_there, newest_schema, visit

ROWS_LISTED = 50


async def policy(patient: Patient) -> list[Finding]:
    wishes, path = patient.policy(), patient.settings.policy_path
    steps, named = len(wishes.steps), ", ".join(wishes.escalations)
    if steps:
        others = f", and others for {named}" if named else ""
        rotas = f"; rotas: {', '.join(wishes.rotas)}" if wishes.rotas else ""
        words = f"it has {steps} escalation {'step' if steps == 1 else 'steps'}{others}{rotas}"
        return [fine(f"{path} is understood; {words}.")]
    return [
        wrong(
            f"{patient.settings.no_steps}: only the incident lead is reminded, and without one @here in"
            f" #{patient.settings.incidents_channel}. Add steps as in policy.example.toml."
        )
    ]


async def database(patient: Patient) -> list[Finding]:
    url = patient.settings.database_url
    if url.startswith("sqlite:"):
        found = _file(Path(path_of(url)))
        if not (found.ok and is_there(url)):
            return [found]
    with visit(url, RealWorld()) as visitor:
        visitor.schema()
    return [fine(f"{_named(url)} opens.")]


def _file(path: Path) -> Finding:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    for place in (path, folder) if path.exists() else (folder,):
        if not os.access(place, os.W_OK, effective_ids=True):
            return wrong(f"this user may not write to {place}. Give it the right to, or change DATABASE_URL.")
    if not os.statvfs(folder).f_bavail:
        return wrong(f"there is no room for a file in {folder}. Make room, or change DATABASE_URL.")
    return fine(f"{path} is not there yet; `tocsin serve` makes it.")


def _named(url: str) -> str:
    """Name the database without the password that may stand in its address."""
    return path_of(url) if url.startswith("sqlite:") else "the PostgreSQL database"


async def schema(patient: Patient) -> list[Finding]:
    url, newest = patient.settings.database_url, newest_schema()
    if not is_there(url):
        return []
    with visit(url, RealWorld()) as visitor:
        number = visitor.schema()
    if number > newest:
        return [wrong(f"{number} is newer than this version, which knows {newest}. Run the newer version.")]
    if number < newest:
        return [wrong(f"{number}, and this version needs {newest}. Stop the server and run: tocsin migrate")]
    return [fine(f"{number}, the newest.")]


async def overdue(patient: Patient) -> list[Finding]:
    """What should have gone out by now, and since when."""
    url = patient.settings.database_url
    if not is_there(url):
        return []
    world = RealWorld()
    now = world.now()
    with visit(url, world) as visitor:
        rows = visitor.read(lambda tx: outbox.overdue(tx, now - OVERDUE_FOR))
    late = [row for row in rows if is_overdue(row["lane"], now - row["since"])]
    found = [_owed(row["lane"], row["n"], row["since"], row["error"]) for row in late]
    return found or [fine("nothing is overdue.")]


def _owed(lane: str, number: int, since: datetime, error: str | None) -> Finding:
    wait = "1 waits" if number == 1 else f"{number} wait"
    why = f": {error}" if error else ". Is the server running? `tocsin serve` sends them"
    return wrong(f"{lane}: {wait} to be sent, the first since {since:%Y-%m-%d %H:%M} UTC{why}.")


async def set_aside(patient: Patient) -> list[Finding]:
    url = patient.settings.database_url
    if not is_there(url):
        return []
    if patient.retry:
        with visit(url, RealWorld(), to_write=True) as visitor:
            again = visitor.run(outbox.try_again)
        return [
            fine(f"{again} set aside before are pending again; a running server sends them within seconds.")
        ]
    with visit(url, RealWorld()) as visitor:
        rows = visitor.read(_rows_set_aside)
        untold = visitor.read(_untold_webhooks) if visitor.schema() == newest_schema() else []
    if not rows and not untold:
        return [fine("nothing was set aside.")]
    mend = wrong("these were given up. Mend what each error names, then run: tocsin doctor --retry")
    return [*([mend] if rows else []), *map(wrong, [*rows, *untold])]


def _untold_webhooks(tx: Transaction) -> list[str]:
    failed = webhooks.count_failed(tx)
    told = [f"{failed} messages to webhooks were given up. See: tocsin webhook list"] if failed else []
    off = [webhook for webhook in webhooks.everyone(tx) if webhook.disabled_at]
    return told + [f"the webhook {webhook.id} is off: {webhook.disabled_because}." for webhook in off]


def _rows_set_aside(tx: Transaction) -> list[str]:
    return [_row(tx, row) for row in outbox.set_aside_rows(tx, ROWS_LISTED)]


def _row(tx: Transaction, row: Claimed) -> str:
    incident = incident_rows.by_id(tx, row.incident_id) if row.incident_id else None
    since = row.owed_since
    owner = f" of {incident.reference}" if incident else ""
    return f"{row.lane}{owner}, failing since {since:%Y-%m-%d %H:%M} UTC: {row.last_error}"
