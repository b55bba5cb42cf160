"""Manifests with more scopes and events than that of tests/playground; what is refused. No tests here."""

from collections.abc import Awaitable, Iterable
from pathlib import Path

import pytest
import yaml
from slack_sdk.errors import SlackApiError

from tests.playground.conftest import MANIFEST


def manifest_with(
    folder: Path, *, scopes: Iterable[str] = (), events: Iterable[str] = (), **features: object
) -> Path:
    """Write a manifest that also has these scopes, events and features; return where."""
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["oauth_config"]["scopes"]["bot"] += scopes
    manifest["features"] |= features
    manifest["settings"]["event_subscriptions"] = {"bot_events": list(events)}
    path = folder / "manifest.yml"
    path.write_text(yaml.safe_dump(manifest))
    return path


async def refusal(call: Awaitable[object]) -> str:
    """Return the error code of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])
