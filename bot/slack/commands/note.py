"""Write something down for the responders; without a text a form opens."""

from bot.slack import told
from bot.slack.candidates import ACTIVE
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.views.note_modal import note_modal
from incidents.lifecycle import ensure_open_for_changes

WORDS = ("note",)
USAGE = "note [INC-42] [text]"
PURPOSE = Purpose.WORK
AMONG = ACTIVE


async def run(command: Command) -> Message | None:
    service, words = command.asked.service, command.typed
    if words:
        return await command.act(lambda i, caller: service.add_note(i, words, caller), told.noted)
    ensure_open_for_changes(command.incident)
    command.asked.form(note_modal(command.incident))
    return None
