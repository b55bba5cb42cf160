"""What is said of a cover: to whoever said it, with the way back, and to those whom it concerns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.rotas import Covered
from bot.slack import buttons
from bot.slack.buttons import button, fields_value
from bot.slack.message import Message, mrkdwn, section
from bot.slack.text import escape, when, who
from bot.slack.views.people import all_named, named
from bot.wire import actor_in

COVER_NOTICES = ("covered", "uncovered")
WON_OVER = 3


def covered(done: Covered, asker: str) -> Message:
    """Say who covers until when, for whom, and what no longer counts."""
    cover = done.cover
    told = f"{_subject(cover.person, asker, 'cover')} {escape(cover.rota)} until {when(cover.end)}"
    instead = [person for person in done.instead if person != cover.person]
    told += f", for {all_named(instead)}." if instead else ". Nobody else would have been on call."
    for each in done.over[-WON_OVER:]:
        told += f" That wins over what was said before: {named(each.person)} until {when(each.end)}."
    undo = button("Undo", buttons.UNDO_COVER, fields_value(cover=cover.number))
    return Message(told, [section(mrkdwn(told), undo)])


def uncovered(done: Covered, asker: str) -> Message:
    """Say that it was taken back, and who is on call without it."""
    subject, end = _subject(done.cover.person, asker, "no longer cover"), when(done.cover.end)
    told = f"{subject} {escape(done.cover.rota)}."
    if done.instead:
        told += f" Until {end} it is {all_named(done.instead)}."
    return Message(told, [section(mrkdwn(told))])


def cover_notice(told: Mapping[str, Any]) -> Message:
    """Tell somebody by direct message that a rota of theirs is covered, or is no longer."""
    verb = "cover" if told["reason"] == "covered" else "no longer cover"
    words = (
        f"{_subject(told['covers'], told['person'], verb)} {escape(told['rota'])}"
        f" until {when(datetime.fromisoformat(told['until']))}, says {who(actor_in(told['by']))}."
        " `/incident oncall` shows who is on call."
    )
    return Message(words, [section(mrkdwn(words))])


def _subject(person: str, reader: str, verb: str) -> str:
    """Say it to the reader: "You cover", "@cleo covers"."""
    if person == reader:
        return f"You {verb}"
    return f"{named(person)} {verb}s"
