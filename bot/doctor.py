"""`tocsin doctor`: looks at all that an operator can have got wrong, and says what to do. One line a finding.

It looks and touches nothing: makes no file, takes no lock, joins no channel, opens no socket that Slack would send
commands to. `--retry` alone changes something. All of it works beside a running server.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import yaml
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Refused, TryLater
from bot.metrics import Metrics
from bot.policy import PolicyError, load_policy
from bot.settings import WHERE, Settings, SettingsError, load_settings
from bot.slack.client import call, web_client
from bot.world import RealWorld
from incidents.escalation import Policy
from storage import StorageError, Transaction, outbox
from storage import incidents as incident_rows
from storage.outbox import Claimed
from storage.sqlite import path_of
from storage.visit import is_there, newest_schema, visit

JOINING = "channels:join"
ROWS_LISTED = 50
SCOPES_HEADER = "x-oauth-scopes"  # https://docs.slack.dev/authentication/installing-with-oauth

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen. When it is not `ok` the sentence says what is wrong and what to do."""

    says: str
    ok: bool
    about: str = ""

    def __str__(self) -> str:
        return f"{'ok   ' if self.ok else 'WRONG'}  {self.about}: {self.says}"


def fine(says: str) -> Finding:
    return Finding(says, ok=True)


def wrong(says: str) -> Finding:
    return Finding(says, ok=False)


@dataclass
class Patient:
    """What is looked at. `manifest` is the file that the Slack app was made from."""

    settings: Settings
    manifest: Path
    session: aiohttp.ClientSession
    retry: bool = False
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def client(self) -> AsyncWebClient:
        """The Web API as the bot."""
        return self._client(self.settings.slack_bot_token.get_secret_value())

    async def asks(self, method: str, **arguments: Any) -> Json:
        """Call a method of the Web API as the bot."""
        return await call(self.client, self.metrics, method, **arguments)

    async def asks_for_socket(self, app_token: str) -> Json:
        """Ask for the address of a socket, and leave it at that: whoever opens it gets commands."""
        return await call(self._client(app_token), self.metrics, "apps.connections.open")

    async def granted(self) -> set[str]:
        """Give the scopes that Slack says the bot token has."""
        answer = await self.client.auth_test()
        return set(answer.headers.get(SCOPES_HEADER, "").replace(",", " ").split())

    def policy(self) -> Policy:
        """Read the policy as it is now."""
        return load_policy(self.settings.policy_path)

    def _client(self, token: str) -> AsyncWebClient:
        return web_client(token, self.settings.slack_api_url, self.session)


class Check(NamedTuple):
    """One thing to look at, unless what it `needs` turned out to be wrong."""

    about: str
    look: Callable[[Patient], Awaitable[list[Finding]]]
    needs: str = ""


async def examine_installation(manifest: Path, *, retry: bool = False) -> AsyncIterator[Finding]:
    """Look at the settings, and with them at everything else."""
    try:
        settings = load_settings()
    except SettingsError as error:
        for line in str(error).removesuffix(WHERE).splitlines():
            yield Finding(line, ok=False, about="settings")
        return
    yield Finding(
        f"complete, for {'Socket' if settings.socket_mode else 'HTTP'} Mode", ok=True, about="settings"
    )
    async with aiohttp.ClientSession() as session:
        async for finding in examine(Patient(settings, manifest, session, retry)):
            yield finding


async def examine(patient: Patient) -> AsyncIterator[Finding]:
    """Make every check whose ground is sound."""
    unsound: set[str] = set()
    for check in CHECKS:
        findings = [] if check.needs in unsound else await _findings(check, patient)
        if check.needs in unsound or not all(finding.ok for finding in findings):
            unsound.add(check.about)
        for finding in findings:
            yield Finding(finding.says, finding.ok, check.about)


async def _findings(check: Check, patient: Patient) -> list[Finding]:
    try:
        return await check.look(patient)
    except (TryLater, Refused) as failure:
        return [wrong(f"Slack answered: {failure}.")]
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as failure:
        return [wrong(f"Slack did not answer: {type(failure).__name__}.")]
    except (StorageError, PolicyError) as error:
        return [wrong(line) for line in str(error).splitlines()]


async def policy(patient: Patient) -> list[Finding]:
    steps, path = len(patient.policy().steps), patient.settings.policy_path
    if steps:
        return [fine(f"{path} is understood; it has {steps} escalation {'step' if steps == 1 else 'steps'}.")]
    missing = f"{path} has no [[escalation]]" if path else "there is no policy.toml, so no [[escalation]]"
    return [
        wrong(
            f"{missing}: only the incident lead is reminded, and without one @here in"
            f" #{patient.settings.incidents_channel}. Add steps as in policy.example.toml."
        )
    ]


async def database(patient: Patient) -> list[Finding]:
    url = patient.settings.database_url
    if not is_there(url):
        return [_room_for(Path(path_of(url)))]
    with visit(url, RealWorld()) as visitor:
        visitor.schema()
    return [fine(f"{_named(url)} opens.")]


def _room_for(path: Path) -> Finding:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        return wrong(
            f"{path} is not there, and this user may not write to {folder}. Change DATABASE_URL or that."
        )
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


async def set_aside(patient: Patient) -> list[Finding]:
    url = patient.settings.database_url
    if not is_there(url):
        return []
    if patient.retry:
        with visit(url, RealWorld(), to_write=True) as visitor:
            again = visitor.run(outbox.try_again)
        return [
            fine(f"{again} set aside before are pending again; a running server sends them within a minute.")
        ]
    with visit(url, RealWorld()) as visitor:
        rows = visitor.read(_rows_set_aside)
    if not rows:
        return [fine("nothing was set aside.")]
    mend = wrong("these were given up. Mend what each error names, then run: tocsin doctor --retry")
    return [mend, *map(wrong, rows)]


def _rows_set_aside(tx: Transaction) -> list[str]:
    return [_row(tx, row) for row in outbox.set_aside_rows(tx, ROWS_LISTED)]


def _row(tx: Transaction, row: Claimed) -> str:
    incident = incident_rows.by_id(tx, row.incident_id) if row.incident_id else None
    since = row.first_claimed_at or row.due_at
    owner = f" of {incident.reference}" if incident else ""
    return f"{row.lane}{owner}, failing since {since:%Y-%m-%d %H:%M} UTC: {row.last_error}"


async def slack(patient: Patient) -> list[Finding]:
    url = patient.settings.slack_api_url
    try:
        await patient.asks("api.test")
    except (TryLater, Refused) as failure:
        return [wrong(f"{url} cannot be reached ({failure}). Look at the network, a proxy, SLACK_API_URL.")]
    return [fine(f"{url} answers.")]


async def bot_token(patient: Patient) -> list[Finding]:
    try:
        me = await patient.asks("auth.test")
    except (TryLater, Refused) as failure:
        return [wrong(f"Slack refuses SLACK_BOT_TOKEN ({failure}). It is {_description('slack_bot_token')}.")]
    return [fine(f"the bot is @{me['user']} in the workspace {me['team']}.")]


async def scopes(patient: Patient) -> list[Finding]:
    manifest = yaml.safe_load(patient.manifest.read_text(encoding="utf-8"))
    missing = sorted(set(manifest["oauth_config"]["scopes"]["bot"]) - await patient.granted())
    if missing:
        return [
            wrong(
                f"not granted: {', '.join(missing)}. Put the output of `tocsin manifest` on the app's page"
                ' "App Manifest", then install the app anew.'
            )
        ]
    return [fine("all that the manifest asks for are granted.")]


async def app_token(patient: Patient) -> list[Finding]:
    token, address = patient.settings.slack_app_token, patient.settings.base_url or "BASE_URL"
    if token is None:
        return [fine(f"none, so Slack has to post to {address}/slack/events (the three URLs of the app).")]
    try:
        await patient.asks_for_socket(token.get_secret_value())
    except (TryLater, Refused) as failure:
        return [wrong(f"Slack refuses SLACK_APP_TOKEN ({failure}). It is {_description('slack_app_token')}.")]
    return [fine("Socket Mode can be opened.")]


def _description(name: str) -> str:
    return str(Settings.model_fields[name].description)


async def incidents_channel(patient: Patient) -> list[Finding]:
    wanted = patient.settings.incidents_channel
    channel = await _channel(patient, wanted)
    if channel is None:
        return [wrong(f"there is no public channel #{wanted}. Create it, or set INCIDENTS_CHANNEL.")]
    name = f"#{channel['name']}"
    if channel["is_archived"]:
        return [wrong(f"{name} is archived. Unarchive it, or set INCIDENTS_CHANNEL.")]
    if channel.get("is_member"):
        return [fine(f"the bot is in {name}.")]
    if JOINING not in await patient.granted():
        return [
            wrong(f"the bot is not in {name} and may not join it. Grant {JOINING}, or /invite the bot there.")
        ]
    return [fine(f"the bot is not in {name} yet; it joins when it starts.")]


async def _channel(patient: Patient, wanted: str) -> Json | None:
    cursor = ""
    while True:
        page = await patient.asks("conversations.list", types="public_channel", limit=1000, cursor=cursor)
        for channel in page["channels"]:
            if wanted in (channel["id"], channel["name"]):
                return dict(channel)
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return None


async def people(patient: Patient) -> list[Finding]:
    targets = dict.fromkeys(target for step in patient.policy().steps for target in step)
    return [
        await (_group(patient, target) if target.startswith("S") else _person(patient, target))
        for target in targets
    ]


async def _person(patient: Patient, person: str) -> Finding:
    try:
        user = (await patient.asks("users.info", user=person))["user"]
    except Refused as refusal:
        return wrong(
            f"{person} of the policy is nobody in this workspace ({refusal}). Take the id out or mend it."
        )
    name = f"{person} (@{user['name']})"
    if user.get("deleted"):
        return wrong(f"{name} is deactivated and cannot be reminded. Put somebody else into the policy.")
    if user.get("is_bot"):
        return wrong(f"{name} is a bot and cannot be reminded. Put somebody into the policy.")
    return fine(f"{name} can be reminded.")


async def _group(patient: Patient, group: str) -> Finding:
    try:
        members = (await patient.asks("usergroups.users.list", usergroup=group))["users"]
    except Refused as refusal:
        return wrong(f"{group} of the policy is no user group here ({refusal}). Take the id out or mend it.")
    if not members:
        return wrong(f"nobody is in the user group {group}, so nobody is reminded by it. Put somebody in.")
    findings = [await _person(patient, member) for member in members]
    out_of_reach = [finding.says for finding in findings if not finding.ok]
    if out_of_reach:
        return wrong(f"in the user group {group}: {' '.join(out_of_reach)}")
    return fine(f"all of the user group {group} can be reminded ({len(members)}).")


CHECKS = [
    Check("policy", policy),
    Check("database", database),
    Check("schema", schema, needs="database"),
    Check("outbox", set_aside, needs="schema"),
    Check("Slack", slack),
    Check("bot token", bot_token, needs="Slack"),
    Check("scopes", scopes, needs="bot token"),
    Check("app token", app_token, needs="Slack"),
    Check("incidents channel", incidents_channel, needs="bot token"),
    Check("people", people, needs="bot token"),
]
