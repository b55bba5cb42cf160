"""The methods that Slack documents and this playground does not play, and what it answers instead.

Each answer is one that Slack documents for the method, or for all of them: of a workspace that does not have the
feature, or of a token that may not call it. A bot that relies on one of these must be tried against Slack itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from playground.errors import JSON, Refused
from playground.state.workspace import Workspace

FOR_USERS = "not_allowed_token_type"
GONE = "method_deprecated"
"""Slack has switched these off, or announced that it will."""
NOT_PLAYED = {
    # Calls of other providers: the workspace has none.
    "calls.add": "not_implemented",
    "calls.end": "not_implemented",
    "calls.info": "not_implemented",
    "calls.participants.add": "not_implemented",
    "calls.participants.remove": "not_implemented",
    "calls.update": "not_implemented",
    # Canvases: disabled in this workspace, as an administrator can have it.
    "canvases.access.delete": "canvas_disabled_user_team",
    "canvases.access.set": "canvas_disabled_user_team",
    "canvases.create": "canvas_disabled_user_team",
    "canvases.delete": "canvas_deleting_disabled",
    "canvases.edit": "canvas_disabled_user_team",
    "canvases.sections.lookup": "canvas_disabled_user_team",
    "conversations.canvases.create": "canvas_disabled_user_team",
    # Slack Connect: this workspace shares nothing with others, as one that does not pay.
    "conversations.acceptSharedInvite": "not_paid",
    "conversations.approveSharedInvite": "not_paid",
    "conversations.declineSharedInvite": "not_paid",
    "conversations.externalInvitePermissions.set": "not_supported",
    "conversations.inviteShared": "not_paid",
    "conversations.listConnectInvites": "restricted_action",
    "conversations.requestSharedInvite.approve": "restricted_action",
    "conversations.requestSharedInvite.deny": "restricted_action",
    "conversations.requestSharedInvite.list": "restricted_action",
    "users.discoverableContacts.lookup": "not_an_enterprise",
    # Dialogs: modals took their place.
    "dialog.open": "cannot_create_dialog",
    # Comments on files, the old upload, and a presence that Slack finds out by itself.
    "files.comments.add": GONE,
    "files.comments.delete": GONE,
    "files.comments.edit": GONE,
    "files.upload": GONE,
    "users.setActive": GONE,
    # Files that lie elsewhere, and public addresses of files: the workspace has none.
    "files.remote.add": "no_permission",
    "files.remote.info": "file_not_found",
    "files.remote.list": "no_permission",
    "files.remote.remove": "file_not_found",
    "files.remote.share": "file_not_found",
    "files.remote.update": "file_not_found",
    "files.revokePublicURL": "file_not_found",
    # Installing: the app of the manifest is installed from the start, and no other can be.
    "oauth.v2.access": "invalid_client_id",
    "oauth.v2.exchange": "invalid_client_id",
    "oauth.v2.user.access": "invalid_client_id",
    # Only a person's token may call these, and here is none.
    "files.sharedPublicURL": FOR_USERS,
    "reminders.add": FOR_USERS,
    "reminders.complete": FOR_USERS,
    "reminders.delete": FOR_USERS,
    "reminders.info": FOR_USERS,
    "reminders.list": FOR_USERS,
    "search.all": FOR_USERS,
    "search.files": FOR_USERS,
    "search.messages": FOR_USERS,
    "users.deletePhoto": FOR_USERS,
    "users.identity": FOR_USERS,
    "users.profile.set": FOR_USERS,
    "users.setPhoto": FOR_USERS,
}


def _refusing(code: str) -> Callable[[Workspace, JSON], NoReturn]:
    def refuse(_workspace: Workspace, _args: JSON) -> NoReturn:
        raise Refused(code)

    return refuse


METHODS = {method: _refusing(code) for method, code in NOT_PLAYED.items()}
