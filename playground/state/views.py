"""Modals, up to three on a stack for each user, and each user's Home tab. The bot's way in is methods/views.py."""

from __future__ import annotations

import secrets

from playground.blocks.forms import with_current
from playground.errors import JSON, Refused
from playground.state.installed import APP_ID, BOT_ID
from playground.state.seed import TEAM
from playground.state.workspace import Happening, Workspace

DEEPEST = 3


def stack_of(workspace: Workspace, user: str) -> list[JSON]:
    """Return a user's open modals, the root first."""
    return [view for view in _views_of(workspace, user) if view["type"] == "modal"]


def home_of(workspace: Workspace, user: str) -> JSON | None:
    """Return what the bot published on a user's Home tab, if anything."""
    return next((view for view in _views_of(workspace, user) if view["type"] == "home"), None)


def modal_of(workspace: Workspace, user: str, view_id: str) -> JSON:
    view = owned_view(workspace, user, view_id)
    if view["type"] != "modal":
        raise Refused("not_found")
    return view


def owned_view(workspace: Workspace, user: str, view_id: str) -> JSON:
    """Return a modal that this user has open, or the user's Home tab."""
    record = workspace.views.get(view_id)
    if record is None or record["user"] != user:
        raise Refused("not_found")
    view: JSON = record["view"]
    return view


def publish(workspace: Workspace, user: str, asked: JSON, known_hash: str | None = None) -> JSON:
    """Put a view on a user's Home tab; what was entered there stays where the ids stay."""
    before = home_of(workspace, user)
    if known_hash and (before is None or before["hash"] != known_hash):
        raise Refused("hash_conflict")
    if before:
        return update_view(workspace, before, asked)
    fresh = _new_view(workspace, asked)
    return _keep_opened(workspace, user, fresh | {"root_view_id": fresh["id"]})


def open_view(workspace: Workspace, user: str, asked: JSON, channel: str | None = None) -> JSON:
    """Open a new stack; modals that were open give way. The channel is the one that the user is looking at."""
    view = _new_view(workspace, asked) | {"state": with_current(asked["blocks"], channel)}
    clear(workspace, user)
    return _keep_opened(workspace, user, view | {"root_view_id": view["id"]}, channel)


def push_view(workspace: Workspace, user: str, below: JSON, asked: JSON) -> JSON:
    if len(stack_of(workspace, user)) >= DEEPEST:
        raise Refused("push_limit_reached")
    channel = workspace.views[below["id"]].get("channel")
    place = {"previous_view_id": below["id"], "root_view_id": below["root_view_id"]}
    fresh = _new_view(workspace, asked) | {"state": with_current(asked["blocks"], channel)}
    return _keep_opened(workspace, user, fresh | place, channel)


def update_view(workspace: Workspace, view: JSON, asked: JSON) -> JSON:
    """Change a view in place; what was typed stays where the ids stay."""
    record = workspace.views[view["id"]]
    fresh = _new_view(workspace, asked, view["id"])
    kept = {key: view[key] for key in ("id", "previous_view_id", "root_view_id", "state")}
    updated: JSON = workspace.views.keep(view["id"], record | {"view": fresh | kept})["view"]
    _tell(workspace, record["user"], "view_update", updated)
    return updated


def remember_state(workspace: Workspace, view: JSON, state: JSON) -> JSON:
    """Keep what was typed into a view so far."""
    filled = view | {"state": state}
    workspace.views.keep(view["id"], workspace.views[view["id"]] | {"view": filled})
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


def _views_of(workspace: Workspace, user: str) -> list[JSON]:
    return [record["view"] for record in workspace.views.values() if record["user"] == user]


def _keep_opened(workspace: Workspace, user: str, view: JSON, channel: str | None = None) -> JSON:
    workspace.views.keep(view["id"], {"view": view, "user": user, "channel": channel})
    _tell(workspace, user, "view_open", view)
    return view


def _tell(workspace: Workspace, user: str, what: str, view: JSON) -> None:
    told = what if view["type"] == "modal" else "home_published"
    workspace.tell(Happening(told, {"view": view}, to=user))


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
