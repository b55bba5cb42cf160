"""Addresses in what people type: marked as links, and told apart by the domains whose links the app unfurls."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playground.errors import JSON
from playground.state.installed import BOT_ID
from playground.state.workspace import Workspace

TYPED = re.compile(r"(?<![\w<|])https?://[^\s<>|]*[^\s<>|.,:;!?)\]}'\"*_~`]")
MARKED = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")


def marked(text: str) -> str:
    """Return an escaped text with its addresses in angle brackets, as Slack's client sends them."""
    return TYPED.sub(lambda found: f"<{found[0]}>", text)


def unfurled(workspace: Workspace, message: JSON) -> list[JSON]:
    """Return the links of a message, `{"domain", "url"}`, that lead to a domain the manifest names."""
    if message.get("bot_id") == BOT_ID:
        return []
    urls = [url.replace("&amp;", "&") for url in MARKED.findall(message["text"])]
    hosts = [(urlsplit(url).hostname or "", url) for url in dict.fromkeys(urls)]
    return [{"domain": domain, "url": url} for host, url in hosts for domain in _domains_of(workspace, host)]


def _domains_of(workspace: Workspace, host: str) -> list[str]:
    """Return the domain that is named for a host: itself or one above it."""
    named = workspace.app.unfurl_domains
    return [domain for domain in named if host == domain or host.endswith(f".{domain}")][:1]
