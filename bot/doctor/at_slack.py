"""The checks on what is at Slack: the tokens, their scopes, the incidents channel, the people of the policy."""

import yaml

from bot.delivery import Refused, TryLater
from bot.doctor.patient import Finding, Json, Patient, fine, wrong
from bot.settings import Settings
from incidents.escalation import everybody_named

JOINING = "channels:join"


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
        return [fine(f"none, so Slack must post to {address}/slack/events (slash command, interactivity).")]
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
    targets = everybody_named(patient.policy())
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
