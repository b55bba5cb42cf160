"""What a form and a command have in common that plan maintenance: it is planned, and doubts are told along."""

from functools import partial

from bot.slack import told
from bot.slack.asking import Asked
from bot.slack.message import Message
from incidents.commands import Draft
from incidents.facts import monitors_in


async def plan(asked: Asked, draft: Draft) -> Message:
    """Plan it; say which monitors nobody has heard of, and that the public does not read of it yet."""
    doubts = await _unheard_of(asked, draft) + await _unpublished(asked, draft)
    tell = partial(told.planned, doubts=doubts)
    return await asked.act(lambda caller: asked.service.declare(draft, caller), tell)


async def _unheard_of(asked: Asked, draft: Draft) -> str:
    unheard = await asked.service.unheard_of(monitors_in(draft.monitors))
    return "".join(
        f" Nobody has heard of {name} here yet, so that it silences nothing.{_meant(near)}"
        for name, near in unheard.items()
    )


def _meant(near: str | None) -> str:
    return f" Did you mean {near}? Edit, in the menu of the card, changes it." if near else ""


async def _unpublished(asked: Asked, draft: Draft) -> str:
    if draft.page or not await asked.desk.subscribers.sites():
        return ""
    return (
        " The public does not read of it until it is published: /incident publish, or Publish… on the card."
    )
