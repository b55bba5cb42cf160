"""Methods about people and their groups."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.methods.arguments import flag, next_cursor, page
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


def usergroups(workspace: Workspace, args: JSON) -> JSON:
    left_out = set() if flag(args, "include_users") else {"users"}
    groups = [
        {key: value for key, value in group.items() if key not in left_out}
        for group in workspace.usergroups.values()
    ]
    return {"usergroups": groups}


def usergroup_users(workspace: Workspace, args: JSON) -> JSON:
    group = workspace.usergroups.get(str(args["usergroup"]))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": group["users"]}


def shown(user: JSON) -> JSON:
    return {key: value for key, value in user.items() if key != "refuse_dm"}


METHODS = {
    "users.info": info,
    "users.list": list_,
    "usergroups.list": usergroups,
    "usergroups.users.list": usergroup_users,
}
