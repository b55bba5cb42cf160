"""The App Home. Slack gives no way to answer what is pressed there, so the answer stands on top of it."""

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.delivery import Refused, TryLater
from bot.slack.message import Message
from bot.slack.views.home import home

if TYPE_CHECKING:
    from bot.slack.desk import Desk

_TO = "home:"


def way_to(user: str) -> str:
    """Name somebody's App Home as a place for answers."""
    return f"{_TO}{user}"


def owner_of(reply_to: str) -> str | None:
    """Say whose App Home a place for answers is, if it is one."""
    return reply_to.removeprefix(_TO) if reply_to.startswith(_TO) else None


async def show(desk: "Desk", user: str, answer: Message | None = None) -> None:
    """Show somebody's App Home as things are now. When Slack does not take it, the former one stays."""
    view = home(await desk.service.active(), desk.now(), answer)
    with suppress(Refused, TryLater):
        await desk.call("views.publish", user_id=user, view=view)
