"""Methods by which an app learns who it is, and gets its socket."""

from __future__ import annotations

import secrets

from playground.errors import JSON
from playground.methods.arguments import flag
from playground.state.installed import APP_ID, BOT_ID, BOT_TOKEN, BOT_USER
from playground.state.seed import TEAM
from playground.state.workspace import Workspace

TICKET_SECONDS = 30.0


def api_test(_workspace: Workspace, args: JSON) -> JSON:
    error = {"ok": False, "error": args["error"]} if args.get("error") else {}
    return {"args": args, **error} if args else {}


def auth_test(workspace: Workspace, _args: JSON) -> JSON:
    return {
        "url": f"{workspace.url}/",
        "team": TEAM["name"],
        "team_id": TEAM["id"],
        "user": workspace.users[BOT_USER]["name"],
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(workspace: Workspace, _args: JSON) -> JSON:
    """Give out the address of a socket; it works once, and soon."""
    ticket = secrets.token_urlsafe(16)
    workspace.connection_tickets[ticket] = workspace.now() + TICKET_SECONDS
    return {"url": f"{workspace.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"}


def revoke(workspace: Workspace, args: JSON) -> JSON:
    """Take the bot's token back until the playground starts anew; with `test` nothing happens."""
    if flag(args, "test"):
        return {"revoked": False}
    workspace.revoked_tokens.add(BOT_TOKEN)
    return {"revoked": True}


METHODS = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.revoke": revoke,
    "apps.connections.open": connections_open,
}
