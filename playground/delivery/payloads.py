"""The payloads of what people do, as Slack sends them.

Sources: https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/reference/interaction-payloads, a page for each type.
"""

from __future__ import annotations

from playground.delivery import response_urls
from playground.errors import JSON
from playground.state.installed import APP_ID, VERIFICATION_TOKEN
from playground.state.messages import is_reply
from playground.state.seed import TEAM
from playground.state.workspace import Workspace


def interaction(workspace: Workspace, type: str, user: str) -> JSON:
    """Return what all interactions say: who acted, where, in which app."""
    person = workspace.users[user]
    return {
        "type": type,
        "team": {"id": TEAM["id"], "domain": TEAM["domain"]},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user, "username": person["name"], "name": person["name"], "team_id": TEAM["id"]},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
    }


def command(workspace: Workspace, user: str, channel: JSON, word: str, text: str) -> JSON:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM["id"],
        "team_domain": TEAM["domain"],
        "channel_id": channel["id"],
        "channel_name": named(channel)["name"],
        "user_id": user,
        "user_name": workspace.users[user]["name"],
        "command": word,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_urls.issue(workspace, "commands", channel["id"], user),
        "trigger_id": workspace.triggers.issue(user, channel=channel["id"]),
    }


def global_shortcut(workspace: Workspace, user: str, callback_id: str) -> JSON:
    """Return the payload of a shortcut that knows no channel, and so brings no response_url."""
    return interaction(workspace, "shortcut", user) | {
        "callback_id": callback_id,
        "action_ts": workspace.next_ts(),
        "trigger_id": workspace.triggers.issue(user),
    }


def message_shortcut(workspace: Workspace, user: str, callback_id: str, channel: JSON, message: JSON) -> JSON:
    original = {"ts": message["ts"], "ephemeral": False}
    return interaction(workspace, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": workspace.next_ts(),
        "trigger_id": workspace.triggers.issue(user, channel=channel["id"]),
        "response_url": response_urls.issue(workspace, "actions", channel["id"], user, original),
        "channel": named(channel),
        "message_ts": message["ts"],
        "message": workspace.messages.shown(channel["id"], message),
    }


def in_message(workspace: Workspace, channel: JSON, message: JSON) -> JSON:
    """Return what an interaction says of the message that it was in; a private one is not shown."""
    ephemeral = message.get("ephemeral", False)
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel["id"],
        "is_ephemeral": ephemeral,
    }
    thread = {"thread_ts": message["thread_ts"]} if is_reply(message) else {}
    shown = {} if ephemeral else {"message": workspace.messages.shown(channel["id"], message)}
    return {"container": container | thread, "channel": named(channel), **shown}


def in_view(view: JSON) -> JSON:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def named(channel: JSON) -> JSON:
    return {"id": channel["id"], "name": channel.get("name", "directmessage")}
