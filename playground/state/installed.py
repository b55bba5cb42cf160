"""The one app that is installed in the workspace, as its manifest describes it, and its secrets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from playground.errors import JSON

BOT_TOKEN = "xoxb-playground"  # noqa: S105, everybody may know it
APP_TOKEN = "xapp-playground"  # noqa: S105, everybody may know it
APP_TOKEN_WITHOUT_SCOPE = "xapp-playground-without-scope"  # noqa: S105, everybody may know it
SIGNING_SECRET = "playground-signing-secret"  # noqa: S105, everybody may know it
VERIFICATION_TOKEN = "playground-verification-token"  # noqa: S105, everybody may know it

APP_ID = "A0BOT"
BOT_ID = "B0BOT"
BOT_USER = "U0BOT"


@dataclass(frozen=True)
class InstalledApp:
    """What the manifest grants: commands, shortcuts, bot scopes, events, tabs of the App Home, domains to unfurl."""

    name: str
    description: str
    commands: tuple[JSON, ...]
    shortcuts: tuple[JSON, ...]
    scopes: tuple[str, ...]
    events: frozenset[str]
    has_home: bool
    has_messages: bool
    messages_read_only: bool
    unfurl_domains: tuple[str, ...] = ()

    def command(self, word: str) -> JSON | None:
        return next((command for command in self.commands if command["command"] == word), None)

    def shortcut(self, callback_id: str) -> JSON | None:
        return next((one for one in self.shortcuts if one["callback_id"] == callback_id), None)


def read_manifest(path: Path) -> InstalledApp:
    """Read an app manifest (YAML or JSON); shape: https://docs.slack.dev/reference/app-manifest."""
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    shown, features = manifest["display_information"], manifest.get("features", {})
    home = features.get("app_home", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
    events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
    return InstalledApp(
        name=features.get("bot_user", {}).get("display_name") or shown["name"],
        description=shown.get("long_description") or shown.get("description", ""),
        commands=tuple(features.get("slash_commands", [])),
        shortcuts=tuple(features.get("shortcuts", [])),
        scopes=tuple(scopes),
        events=frozenset(events),
        has_home=home.get("home_tab_enabled", False),
        has_messages=home.get("messages_tab_enabled", True),
        messages_read_only=home.get("messages_tab_read_only_enabled", False),
        unfurl_domains=tuple(features.get("unfurl_domains", [])),
    )
