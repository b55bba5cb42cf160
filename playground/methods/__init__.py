"""The Web API's methods, a module for each family: `(workspace, arguments) -> answer`, or Refused."""

from __future__ import annotations

from collections.abc import Callable

from playground.errors import JSON
from playground.methods import apps, chat, conversations, history, users, views
from playground.workspace import Workspace

METHODS: dict[str, Callable[[Workspace, JSON], JSON]] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **history.METHODS,
    **users.METHODS,
    **views.METHODS,
}
