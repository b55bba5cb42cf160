"""Tell the public how it stands; without a text a form opens."""

from bot.slack import told
from bot.slack.candidates import ACTIVE
from bot.slack.command import Command, Purpose
from bot.slack.message import Message
from bot.slack.views.update_modal import update_modal
from incidents.lifecycle import ensure_open_for_changes

WORDS = ("update",)
USAGE = "update [INC-42] [text]"
PURPOSE = Purpose.TELL
AMONG = ACTIVE


async def run(command: Command) -> Message | None:
    service, words = command.asked.service, command.typed
    if words:
        return await command.act(lambda i, caller: service.post_update(i, words, caller), told.updated)
    ensure_open_for_changes(command.incident)
    command.asked.form(update_modal(command.incident))
    return None
