"""Links into the workspace. Pure."""


def permalink(workspace_url: str | None, channel: str, ts: str) -> str | None:
    """Give the address of a message as chat.getPermalink would; None while the workspace is unknown."""
    if workspace_url is None:
        return None
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
