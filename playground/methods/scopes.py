"""Which scopes a call needs: those of the manifest must include them."""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.workspace import Workspace

PREFIXES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def check_scopes(workspace: Workspace, method: str, documented: list[str], args: JSON) -> None:
    """Refuse a call that the manifest grants no scope for: `missing_scope`, needed, provided."""
    provided = workspace.app.scopes
    missing = [scope for scope in _needed(workspace, method, documented, args) if scope not in provided]
    if missing:
        raise Refused("missing_scope", needed=",".join(missing), provided=",".join(provided))


def _needed(workspace: Workspace, method: str, documented: list[str], args: JSON) -> list[str]:
    if len(documented) < len(PREFIXES):
        return documented
    kinds = _kinds(workspace, method, args)
    return [scope for scope in documented if scope.split(":")[0] in {PREFIXES[kind] for kind in kinds}]


def _kinds(workspace: Workspace, method: str, args: JSON) -> list[str]:
    """Return the kinds of conversation that a call is about."""
    if method == "conversations.list":
        asked = str(args.get("types") or "public_channel").replace(" ", "").split(",")
        return [kind for kind in asked if kind in PREFIXES]
    if method == "conversations.open":
        return ["im"]
    return [kind_of(workspace.channels.get(str(args.get("channel")), {}))]


def kind_of(channel: JSON) -> str:
    return "im" if channel.get("is_im") else "public_channel"
