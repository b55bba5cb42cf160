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
    not_played,
    pins,
    reactions,
    scheduled,
    streams,
    teams,
    unfurls,
    usergroups,
    users,
    views,
)
from playground.state.workspace import Workspace

METHODS: dict[str, Callable[[Workspace, JSON], JSON]] = {
    **not_played.METHODS,
    **apps.METHODS,
    **bookmarks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **history.METHODS,
    **membership.METHODS,
    **pins.METHODS,
    **reactions.METHODS,
    **scheduled.METHODS,
    **streams.METHODS,
    **teams.METHODS,
    **unfurls.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}
