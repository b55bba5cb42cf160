"""Methods about people."""

from __future__ import annotations

from playground.errors import JSON
from playground.methods.arguments import next_cursor, page
from playground.workspace import Workspace


def info(workspace: Workspace, args: JSON) -> JSON:
    return {"user": shown(workspace.user(str(args["user"])))}


def list_(workspace: Workspace, args: JSON) -> JSON:
    some, cursor = page(list(workspace.users.values()), args, key=lambda user: str(user["id"]))
    return {
        "members": [shown(user) for user in some],
        "cache_ts": int(workspace.now()),
        **next_cursor(cursor),
    }


def shown(user: JSON) -> JSON:
    return {key: value for key, value in user.items() if key != "refuse_dm"}


METHODS = {
    "users.info": info,
    "users.list": list_,
}
