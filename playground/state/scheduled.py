"""Messages that were written for later, and the clockwork that posts them when they are due."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from playground.errors import JSON
from playground.state.installed import BOT_USER
from playground.state.workspace import Happening, Workspace

LOOK_AGAIN = 0.5
"""Seconds; Slack itself posts within the minute."""
CHANGED = "scheduled"


class Clockwork:
    """Posts what is due while it runs. Nothing is looked at while nothing is scheduled."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._changed = asyncio.Event()
        workspace.listeners.append(self._listen)

    async def run(self) -> None:
        while True:
            self._changed.clear()
            self.post_what_is_due()
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._changed.wait(), LOOK_AGAIN if self._workspace.scheduled else None
                )

    def post_what_is_due(self) -> None:
        due = [one for one in self._workspace.scheduled.values() if one["post_at"] <= self._workspace.now()]
        for one in sorted(due, key=lambda one: int(one["post_at"])):
            self._workspace.scheduled.drop(one["id"])
            if _may_be_posted(self._workspace, one):
                self._workspace.post(one["channel_id"], one["message"])

    def _listen(self, happening: Happening) -> None:
        if happening.type == CHANGED:
            self._changed.set()


def keep(workspace: Workspace, scheduled: JSON) -> None:
    workspace.scheduled.keep(scheduled["id"], scheduled)
    workspace.tell(Happening(CHANGED, to=BOT_USER))


def _may_be_posted(workspace: Workspace, scheduled: JSON) -> bool:
    """Whether Slack would post it: not where the bot may not write by then, and nothing that bears metadata.

    The latter is a fault of Slack's own, told on https://docs.slack.dev/reference/methods/chat.scheduleMessage.
    """
    channel = workspace.channels.get(scheduled["channel_id"])
    writable = channel is not None and not channel["is_archived"] and BOT_USER in channel["members"]
    return writable and "metadata" not in scheduled["message"]
