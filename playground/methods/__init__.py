"""The Web API's methods, a module for each family: `(workspace, arguments) -> answer`, or Refused."""

from __future__ import annotations

from collections.abc import Callable

from playground.errors import JSON
from playground.methods import (
    apps,
    bookmarks,
    chat,
    conversations,
    files,
    history,
    membership,
    pins,
    reactions,
    usergroups,
    users,
    views,
)
from playground.workspace import Workspace

METHODS: dict[str, Callable[[Workspace, JSON], JSON]] = {
    **apps.METHODS,
    **bookmarks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **history.METHODS,
    **membership.METHODS,
    **pins.METHODS,
    **reactions.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}
