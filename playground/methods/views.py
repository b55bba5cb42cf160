"""Methods that open, push and change modals, and publish the Home tab."""

from __future__ import annotations

from playground.blocks.blockkit import check_view
from playground.errors import JSON, InvalidArguments, Refused
from playground.state import views
from playground.state.installed import BOT_USER
from playground.state.triggers import Trigger
from playground.state.workspace import Workspace


def open_(workspace: Workspace, args: JSON) -> JSON:
    asked = check_view(args["view"])
    trigger = _exchange(workspace, args)
    return {"view": views.open_view(workspace, trigger.user, asked, trigger.channel)}


def push(workspace: Workspace, args: JSON) -> JSON:
    asked = check_view(args["view"])
    trigger = _exchange(workspace, args)
    below = views.modal_of(workspace, trigger.user, trigger.view_id or "")
    return {"view": views.push_view(workspace, trigger.user, below, asked)}


def update(workspace: Workspace, args: JSON) -> JSON:
    view = _named(workspace, args)
    asked = check_view(args["view"], view["type"])
    if args.get("hash") and args["hash"] != view["hash"]:
        raise Refused("hash_conflict")
    return {"view": views.update_view(workspace, view, asked)}


def publish(workspace: Workspace, args: JSON) -> JSON:
    if not workspace.app.has_home:
        raise Refused("not_enabled")
    asked = check_view(args["view"], "home")
    user = workspace.users.get(str(args["user_id"]))
    if user is None or user["id"] == BOT_USER:
        raise InvalidArguments("invalid `user_id` [json-pointer:/user_id]")
    return {"view": views.publish(workspace, user["id"], asked, args.get("hash"))}


def _exchange(workspace: Workspace, args: JSON) -> Trigger:
    trigger_id = args.get("trigger_id") or args.get("interactivity_pointer")
    if not trigger_id:
        raise InvalidArguments("missing required field: trigger_id")
    return workspace.triggers.exchange(str(trigger_id))


def _named(workspace: Workspace, args: JSON) -> JSON:
    """Return the view that a view_id or an external_id names."""
    keys = [key for key in ("view_id", "external_id") if args.get(key)]
    if not keys:
        raise InvalidArguments("missing required field: view_id")
    open_views = [record["view"] for record in workspace.views.values()]
    key, name = keys[0].replace("view_id", "id"), args[keys[0]]
    found = [view for view in open_views if view[key] == name]
    if not found:
        raise Refused("not_found")
    view: JSON = found[0]
    return view


METHODS = {"views.open": open_, "views.publish": publish, "views.push": push, "views.update": update}
