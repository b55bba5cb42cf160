"""Methods about groups of people; source: https://docs.slack.dev/reference/methods/usergroups.create."""

from __future__ import annotations

import re
import secrets

from playground.errors import JSON, Refused
from playground.methods.arguments import flag, ids
from playground.state.installed import BOT_USER
from playground.state.seed import user_group
from playground.state.workspace import Happening, Workspace

HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,20}")
RESERVED = {"here", "channel", "everyone", "group"}
DESCRIPTION = 140
"""Characters."""


def create(workspace: Workspace, args: JSON) -> JSON:
    name = str(args["name"])
    handle = str(args.get("handle") or re.sub(r"[^a-z0-9._-]", "", name.lower().replace(" ", "-")))
    _refuse_taken(workspace, name, handle, "")
    now = int(workspace.now())
    group = user_group(f"S{secrets.token_hex(5).upper()}", handle, []) | _texts(args)
    group |= {"name": name, "created_by": BOT_USER, "date_create": now, "date_update": now}
    return _kept(workspace, "subteam_created", group | _prefs(args), args)


def update(workspace: Workspace, args: JSON) -> JSON:
    group = _group(workspace, args)
    changes = {key: str(args[key]) for key in ("name", "handle") if args.get(key)}
    _refuse_taken(workspace, changes.get("name", ""), changes.get("handle") or group["handle"], group["id"])
    return _kept(workspace, "subteam_updated", group | changes | _texts(args) | _prefs(args), args)


def disable(workspace: Workspace, args: JSON) -> JSON:
    gone = {"date_delete": int(workspace.now()), "deleted_by": BOT_USER}
    return _kept(workspace, "subteam_updated", _group(workspace, args) | gone, args)


def enable(workspace: Workspace, args: JSON) -> JSON:
    back = {"date_delete": 0, "deleted_by": None}
    return _kept(workspace, "subteam_updated", _group(workspace, args) | back, args)


def list_(workspace: Workspace, args: JSON) -> JSON:
    every = flag(args, "include_disabled")
    groups = [group for group in workspace.usergroups.values() if every or not group["date_delete"]]
    return {"usergroups": [_shown(group, args) for group in groups]}


def users(workspace: Workspace, args: JSON) -> JSON:
    group = _group(workspace, args)
    if group["date_delete"] and not flag(args, "include_disabled"):
        raise Refused("no_such_subteam")
    return {"users": group["users"]}


def update_users(workspace: Workspace, args: JSON) -> JSON:
    """Replace the members; that tells of those who came and went, and of the group."""
    group, members = _group(workspace, args), ids(args["users"])
    if not members:
        raise Refused("no_users_provided")
    if any(workspace.users.get(user, {}).get("deleted", True) for user in members):
        raise Refused("invalid_users")
    told = _membership_change(group, members, int(workspace.now()))
    answer = _kept(workspace, "subteam_updated", group | {"users": members}, args | {"include_users": True})
    workspace.tell(Happening("subteam_members_changed", told))
    return answer


def _membership_change(group: JSON, members: list[str], now: int) -> JSON:
    added = [user for user in members if user not in group["users"]]
    removed = [user for user in group["users"] if user not in members]
    return {
        "subteam_id": group["id"],
        "team_id": group["team_id"],
        "date_previous_update": group["date_update"],
        "date_update": now,
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
    }


def _group(workspace: Workspace, args: JSON) -> JSON:
    if args["usergroup"] not in workspace.usergroups:
        raise Refused("no_such_subteam")
    return workspace.usergroups[args["usergroup"]]


def _texts(args: JSON) -> JSON:
    description = args.get("description")
    if description is not None and len(str(description)) > DESCRIPTION:
        raise Refused("description_too_long")
    return {} if description is None else {"description": str(description)}


def _prefs(args: JSON) -> JSON:
    return {"prefs": {"channels": ids(args["channels"]), "groups": []}} if args.get("channels") else {}


def _refuse_taken(workspace: Workspace, name: str, handle: str, own: str) -> None:
    others = [group for id, group in workspace.usergroups.items() if id != own]
    if not HANDLE.fullmatch(handle):
        raise Refused("bad_handle")
    if handle in RESERVED:
        raise Refused("forbidden_handle")
    if any(group["name"] == name for group in others):
        raise Refused("name_already_exists")
    if any(taken == handle for taken in [group["handle"] for group in others] + _names(workspace)):
        raise Refused("handle_already_exists")


def _names(workspace: Workspace) -> list[str]:
    return [user["name"] for user in workspace.users.values()]


def _kept(workspace: Workspace, kind: str, group: JSON, args: JSON) -> JSON:
    group |= {"date_update": int(workspace.now()), "updated_by": BOT_USER}
    workspace.usergroups.keep(group["id"], group)
    everything = {"include_users": True, "include_count": True}
    workspace.tell(Happening(kind, {"subteam": _shown(group, everything)}))
    return {"usergroup": _shown(group, {"include_users": True} | args)}


def _shown(group: JSON, args: JSON) -> JSON:
    """Return a group as it is told; members and their number only when they were asked for."""
    users = {"users": group["users"]} if flag(args, "include_users") else {}
    count = {"user_count": len(group["users"])} if flag(args, "include_count") else {}
    fixed = {"is_subteam": True, "auto_provision": False, "auto_type": None, "enterprise_subteam_id": ""}
    prefs: JSON = {"prefs": {"channels": [], "groups": []}}
    return fixed | prefs | {key: value for key, value in group.items() if key != "users"} | users | count


METHODS = {
    "usergroups.create": create,
    "usergroups.disable": disable,
    "usergroups.enable": enable,
    "usergroups.list": list_,
    "usergroups.update": update,
    "usergroups.users.list": users,
    "usergroups.users.update": update_users,
}
