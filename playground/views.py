"""Modals: up to three on a stack for each user. What a bot may ask of them is in methods/views.py."""

from __future__ import annotations

import secrets

from playground.errors import JSON, Refused
from playground.installed import APP_ID, BOT_ID
from playground.seed import TEAM
from playground.workspace import Happening, Workspace

DEEPEST = 3


def stack_of(workspace: Workspace, user: str) -> list[JSON]:
    """Return a user's open modals, the root first."""
    return [record["view"] for record in workspace.views.values() if record["user"] == user]


def owned_view(workspace: Workspace, user: str, view_id: str) -> JSON:
    """Return a modal that this user has open."""
    record = workspace.views.get(view_id)
    if record is None or record["user"] != user:
        raise Refused("not_found")
    view: JSON = record["view"]
    return view


def open_view(workspace: Workspace, user: str, asked: JSON) -> JSON:
    """Open a new stack; modals that were open give way."""
    view = _new_view(workspace, asked)
    clear(workspace, user)
    return _keep_opened(workspace, user, view | {"root_view_id": view["id"]})


def push_view(workspace: Workspace, user: str, below: JSON, asked: JSON) -> JSON:
    if len(stack_of(workspace, user)) >= DEEPEST:
        raise Refused("push_limit_reached")
    place = {"previous_view_id": below["id"], "root_view_id": below["root_view_id"]}
    return _keep_opened(workspace, user, _new_view(workspace, asked) | place)


def update_view(workspace: Workspace, view: JSON, asked: JSON) -> JSON:
    """Change a modal in place; what was typed stays where the ids stay."""
    user = workspace.views[view["id"]]["user"]
    fresh = _new_view(workspace, asked, view["id"])
    kept = {key: view[key] for key in ("id", "previous_view_id", "root_view_id", "state")}
    updated: JSON = workspace.views.keep(view["id"], {"view": fresh | kept, "user": user})["view"]
    workspace.tell(Happening("view_update", {"view": updated}, to=user))
    return updated


def remember_state(workspace: Workspace, user: str, view: JSON, state: JSON) -> JSON:
    """Keep what was typed into a modal so far."""
    filled = view | {"state": state}
    workspace.views.keep(view["id"], {"view": filled, "user": user})
    return filled


def close(workspace: Workspace, user: str, view: JSON) -> None:
    workspace.views.drop(view["id"])
    workspace.tell(Happening("view_closed", {"view": view}, to=user))


def clear(workspace: Workspace, user: str) -> list[JSON]:
    """Close all of a user's modals, the top first, and return them."""
    closed = stack_of(workspace, user)[::-1]
    for view in closed:
        close(workspace, user, view)
    return closed


def _keep_opened(workspace: Workspace, user: str, view: JSON) -> JSON:
    workspace.views.keep(view["id"], {"view": view, "user": user})
    workspace.tell(Happening("view_open", {"view": view}, to=user))
    return view


def _new_view(workspace: Workspace, asked: JSON, id: str | None = None) -> JSON:
    """Return a view as Slack tells it; source: https://docs.slack.dev/reference/interaction-payloads/view."""
    _refuse_taken_external_id(workspace, asked.get("external_id"), id)
    return {
        "id": id or f"V{secrets.token_hex(5).upper()}",
        "team_id": TEAM["id"],
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "close": None,
        "submit": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **asked,
        "state": {"values": {}},
        "hash": f"{workspace.next_ts()}.{secrets.token_hex(4)}",
        "previous_view_id": None,
        "root_view_id": None,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM["id"],
        "bot_id": BOT_ID,
    }


def _refuse_taken_external_id(workspace: Workspace, external_id: str | None, own: str | None) -> None:
    taken = [record["view"] for record in workspace.views.values() if record["view"]["id"] != own]
    if external_id and any(view["external_id"] == external_id for view in taken):
        raise Refused("duplicate_external_id")
