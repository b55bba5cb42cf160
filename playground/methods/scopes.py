"""Which scopes a call needs: those of the manifest must include them.

A method about conversations documents scopes of several families (`channels:`, `groups:`, `im:`, `mpim:`); a call
needs one of the family of each kind it is about. Source: https://docs.slack.dev/reference/scopes.
"""

from __future__ import annotations

from playground.errors import JSON, Refused
from playground.methods.arguments import flag, ids
from playground.state.installed import BOT_USER
from playground.state.kinds import FAMILIES, kind_of
from playground.state.workspace import Workspace

BY_TYPES = {"conversations.list", "users.conversations"}


def check_scopes(workspace: Workspace, method: str, documented: list[str], args: JSON) -> None:
    """Refuse a call that the manifest grants no scope for: `missing_scope`, needed, provided."""
    provided = workspace.app.scopes
    needed = _alternatives(workspace, method, documented, args)
    missing = [scope for scopes in needed if not set(scopes) & set(provided) for scope in scopes]
    if missing:
        raise Refused("missing_scope", needed=",".join(missing), provided=",".join(provided))


def _alternatives(workspace: Workspace, method: str, documented: list[str], args: JSON) -> list[list[str]]:
    """Return the scopes of which one of each list is needed."""
    families = {_family(scope) for scope in documented}
    if not (len(families) > 1 and families <= set(FAMILIES.values())):
        return [[scope] for scope in documented]
    asked = [FAMILIES[kind] for kind in _kinds(workspace, method, args)]
    return [[scope for scope in documented if _family(scope) == family] for family in asked]


def _kinds(workspace: Workspace, method: str, args: JSON) -> list[str]:
    """Return the kinds of conversation that a call is about."""
    if method in BY_TYPES:
        return [kind for kind in ids(args.get("types") or "public_channel") if kind in FAMILIES]
    if method == "conversations.create":
        return ["private_channel" if flag(args, "is_private") else "public_channel"]
    if method == "conversations.open" and not args.get("channel"):
        return ["mpim" if len(ids(args.get("users"))) > 1 else "im"]
    return [_kind_seen(workspace, str(args.get("channel")))]


def _kind_seen(workspace: Workspace, id: str) -> str:
    """Return the kind of a conversation; what the bot cannot see passes for a public channel that is not there."""
    channel = workspace.channels.get(id, {})
    return kind_of(channel) if BOT_USER in channel.get("members", []) else "public_channel"


def _family(scope: str) -> str:
    return scope.partition(":")[0]
