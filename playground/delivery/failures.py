"""How a person learns that the bot did not take what they did, in Slack's words."""

from __future__ import annotations

from playground.state.workspace import Happening, Workspace

SLACKBOT = "USLACKBOT"
OF_COMMANDS = '{word} failed with the error "{code}"'
OF_CLICKS = {"operation_timeout": "Operation timed out. Apps need to respond within 3 seconds."}
OTHERWISE = "That did not work ({code}). Try again?"


def tell_failure(workspace: Workspace, user: str, code: str, word: str = "", channel: str = "") -> None:
    """Show a toast; in a channel, Slackbot says it too, for this user's eyes only."""
    text = (OF_COMMANDS if word else OF_CLICKS.get(code, OTHERWISE)).format(word=word, code=code)
    workspace.tell(Happening("toast", {"level": "error", "text": text}, to=user))
    if channel:
        workspace.whisper(channel, user, {"user": SLACKBOT, "username": "Slackbot", "text": text})
