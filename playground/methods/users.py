"""Methods about people: who they are, whether they are there, which conversations they are in."""

from __future__ import annotations

from playground.errors import JSON, InvalidArguments, Refused
from playground.methods.arguments import check_limit, flag, next_cursor, page
from playground.methods.conversations import is_seen, of_types
from playground.methods.conversations import shown as shown_channel
from playground.state.installed import BOT_USER
from playground.state.workspace import Workspace

EMAIL = "users:read.email"


def info(workspace: Workspace, args: JSON) -> JSON:
    return {"user": _told(workspace, workspace.user(str(args["user"])), args)}


def list_(workspace: Workspace, args: JSON) -> JSON:
    some, cursor = page(list(workspace.users.values()), args, key=lambda user: str(user["id"]))
    return {
        "members": [_told(workspace, user, args) for user in some],
        "cache_ts": int(workspace.now()),
        **next_cursor(cursor),
    }


def conversations(workspace: Workspace, args: JSON) -> JSON:
    """List the conversations of the bot, or those that it can see of somebody else."""
    check_limit(args)
    user = str(args.get("user") or BOT_USER)
    mine = [one for one in workspace.channels.values() if user in one["members"] and is_seen(one)]
    some, cursor = page(of_types(args, mine), args, key=lambda channel: str(channel["id"]))
    told = [{key: value for key, value in shown_channel(one).items() if key != "is_member"} for one in some]
    return {"channels": told, **next_cursor(cursor)}


def get_presence(workspace: Workspace, args: JSON) -> JSON:
    user = workspace.users.get(str(args.get("user") or BOT_USER))
    if user is None:
        raise InvalidArguments("user is not in the workspace [json-pointer:/user]")
    if user["id"] != BOT_USER:
        return {"presence": "away" if user["deleted"] else "active"}
    away = {"manual_away": user.get("presence") == "away", "auto_away": False}
    presence = "away" if away["manual_away"] else "active"
    return {"presence": presence, "online": True, **away, "connection_count": 1}


def set_presence(workspace: Workspace, args: JSON) -> JSON:
    if args["presence"] not in ("auto", "away"):
        raise Refused("invalid_presence")
    workspace.users.keep(BOT_USER, workspace.users[BOT_USER] | {"presence": args["presence"]})
    return {}


def look_up_by_email(workspace: Workspace, args: JSON) -> JSON:
    wanted = str(args["email"]).lower()
    found = [user for user in workspace.users.values() if _email(user) == wanted and not user["deleted"]]
    if not found:
        raise Refused("users_not_found")
    return {"user": _told(workspace, found[0], args)}


def get_profile(workspace: Workspace, args: JSON) -> JSON:
    user = workspace.user(str(args.get("user") or BOT_USER))
    return {"profile": _told(workspace, user, args)["profile"]}


def shown(user: JSON) -> JSON:
    """Return a user as Slack tells of them, without what only the playground knows, and without their email."""
    return {key: value for key, value in user.items() if key not in ("refuse_dm", "presence")}


def _told(workspace: Workspace, user: JSON, args: JSON) -> JSON:
    """Return a user with what the call and the scopes ask for."""
    email = {} if user["is_bot"] or EMAIL not in workspace.app.scopes else {"email": _email(user)}
    locale = {"locale": "en-US"} if flag(args, "include_locale") else {}
    return shown(user) | locale | {"profile": user["profile"] | email}


def _email(user: JSON) -> str:
    return f"{user['name']}@playground.example".lower()


METHODS = {
    "users.info": info,
    "users.list": list_,
    "users.conversations": conversations,
    "users.getPresence": get_presence,
    "users.setPresence": set_presence,
    "users.lookupByEmail": look_up_by_email,
    "users.profile.get": get_profile,
}
