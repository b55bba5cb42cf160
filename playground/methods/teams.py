"""Methods about the workspace as a whole: its name, its apps, its emoji."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.methods.arguments import flag, next_cursor
from playground.state.installed import APP_ID, BOT_ID, BOT_USER
from playground.state.seed import BORN, TEAM
from playground.state.workspace import Workspace


def info(_workspace: Workspace, args: JSON) -> JSON:
    if args.get("team", TEAM["id"]) != TEAM["id"] or args.get("domain", TEAM["domain"]) != TEAM["domain"]:
        raise Refused("team_not_found")
    return {"team": TEAM | {"email_domain": "", "icon": {"image_default": True}}}


def list_(_workspace: Workspace, _args: JSON) -> JSON:
    """List the workspaces that the app is installed in: this one."""
    return {"teams": [{"id": TEAM["id"], "name": TEAM["name"]}], **next_cursor("")}


def bot_info(workspace: Workspace, args: JSON) -> JSON:
    if args.get("bot", BOT_ID) != BOT_ID:
        raise Refused("bot_not_found")
    named = {"id": BOT_ID, "name": workspace.app.name, "app_id": APP_ID, "user_id": BOT_USER}
    return {"bot": named | {"deleted": False, "updated": BORN, "icons": {}}}


def emoji(workspace: Workspace, args: JSON) -> JSON:
    """List the emoji that the workspace has made: none."""
    categories: JSON = (
        {"categories": [], "categories_version": "5"} if flag(args, "include_categories") else {}
    )
    return {"emoji": {}, "cache_ts": f"{workspace.now():.6f}", **categories}


METHODS = {
    "team.info": info,
    "auth.teams.list": list_,
    "bots.info": bot_info,
    "emoji.list": emoji,
}
