"""Make somebody the incident lead, or yourself."""

from bot.slack import told
from bot.slack.candidates import UNDER_WAY
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.text import mentioned_user
from incidents.errors import Invalid
from incidents.model import Person

WORDS = ("lead",)
USAGE = "lead [INC-42] @user | me"
PURPOSE = Purpose.TAKE
AMONG = UNDER_WAY
EITHER_END = True


async def run(command: Command) -> Message:
    service, lead = command.asked.service, await _lead(command)
    return await command.act(lambda i, caller: service.assign(i, lead, caller), told.edited)


async def _lead(command: Command) -> Person:
    if command.typed.lower() in {"me", "myself"}:
        return command.asked.me
    mentioned = mentioned_user(command.text)
    if mentioned is None:
        raise Invalid(
            "lead", f"Say who leads: /incident {USAGE}. Choose the name from the list that opens after @."
        )
    person = mentioned[0]
    return await command.asked.person(person.id, person.name if person.name != person.id else "")
