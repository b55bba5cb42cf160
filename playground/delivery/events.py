"""The Events API: the bot is told of what happens; which events stands in told.py, how they get there in redelivery.py.

Source: https://docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

import secrets

from playground.delivery.redelivery import Redelivery
from playground.delivery.told import told
from playground.errors import JSON
from playground.state.installed import APP_ID, BOT_USER, VERIFICATION_TOKEN
from playground.state.seed import TEAM
from playground.state.workspace import Happening, Workspace


class Events:
    """Listens to the workspace and tells the bot."""

    def __init__(self, workspace: Workspace, redelivery: Redelivery) -> None:
        self._workspace = workspace
        self._redelivery = redelivery
        workspace.listeners.append(self.listen)

    def listen(self, happening: Happening) -> None:
        for event in told(self._workspace, happening):
            self._redelivery.send(_wrapped(event, int(self._workspace.now())))


def _wrapped(event: JSON, at: int) -> JSON:
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM["id"],
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM["id"],
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": at,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }
