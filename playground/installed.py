"""The one app that is installed in the workspace, as its manifest describes it, and its secrets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from playground.errors import JSON

BOT_TOKEN = "xoxb-playground"  # noqa: S105, everybody may know it
APP_TOKEN = "xapp-playground"  # noqa: S105, everybody may know it
SIGNING_SECRET = "playground-signing-secret"  # noqa: S105, everybody may know it
VERIFICATION_TOKEN = "playground-verification-token"  # noqa: S105, everybody may know it

APP_ID = "A0BOT"
BOT_ID = "B0BOT"
BOT_USER = "U0BOT"


@dataclass(frozen=True)
class InstalledApp:
    """What the manifest grants: slash commands, bot scopes, and the events that are subscribed to."""

    name: str
    commands: tuple[JSON, ...]
    scopes: tuple[str, ...]
    events: frozenset[str]

    def command(self, word: str) -> JSON | None:
        return next((command for command in self.commands if command["command"] == word), None)


def read_manifest(path: Path) -> InstalledApp:
    """Read an app manifest (YAML or JSON); shape: https://docs.slack.dev/reference/app-manifest."""
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    features = manifest.get("features", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
    events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    return InstalledApp(
        name=features.get("bot_user", {}).get("display_name") or manifest["display_information"]["name"],
        commands=tuple(features.get("slash_commands", [])),
        scopes=tuple(scopes),
        events=frozenset(events),
    )
