"""Which incident a command is about: the one that was named, this channel's, the only candidate, or a question back."""

from dataclasses import replace

from bot.slack.command import Among, Command, Word
from bot.slack.message import Message
from bot.slack.references import Named, named_anywhere, named_at_end, named_at_start
from bot.slack.views.answers import over_already, pick_list, refused
from incidents.errors import NotFound
from incidents.model import Incident

# Enough to find every resolved incident that somebody may still mean.
SETTLED_LOOKED_AT = 100


async def about_its_incident(command: Command, word: Word) -> Command | Message:
    """Give the command with its incident found and taken off the text, or what to say instead."""
    if word.among is None:
        return command
    named = await _named(command, word, word.among)
    if named is not None:
        return named
    fitting = await _candidates(command, word.among)
    chosen = _only(fitting, command.asked.channel)
    if chosen is not None:
        return replace(command, about=chosen)
    heard = await command.asked.heard_before()
    if heard is not None:
        return heard
    if not fitting:
        return refused(word.among.none)
    return pick_list(word.name, command.text, fitting, command.asked.desk.now())


async def _named(command: Command, word: Word, among: Among) -> Command | Message | None:
    named = named_at_start(command.text)
    if named is None and word.either_end:
        named = named_at_end(command.text)
    if named is None and not word.takes_text:
        named = named_anywhere(command.text)
    if named is None:
        return None
    if named.bare and not _can_only_be_a_reference(named, word):
        return await _named_by_bare_number(command, word, among, named)
    return replace(command, about=await command.asked.service.find(named.reference), text=named.rest)


def _can_only_be_a_reference(named: Named, word: Word) -> bool:
    """`resolve 42` must never become a note "42" on another incident."""
    return not word.takes_text or not named.rest


async def _named_by_bare_number(
    command: Command, word: Word, among: Among, named: Named
) -> Command | Message | None:
    """A number in front of a text is an incident's when there is one; when that is over, it is asked about."""
    if word.is_text(command.text):
        return None
    try:
        incident = await command.asked.service.find(named.reference)
    except NotFound:
        return None
    if incident.is_active or among.settled:
        return replace(command, about=incident, text=named.rest)
    return await command.asked.heard_before() or await _over_already(command, word, among, incident)


async def _over_already(command: Command, word: Word, among: Among, named: Incident) -> Message:
    """`resolve 1 rolled back`, a moment after somebody else did, must not resolve another incident."""
    others = await _candidates(command, among)
    return over_already(named, word.name, command.text, others, command.asked.desk.now())


async def _candidates(command: Command, among: Among) -> list[Incident]:
    service = command.asked.service
    found = [] if among.settled else [i for i in await service.active() if among.fits(i)]
    if not found and (among.settled or among.or_settled):
        found = [i for i in await service.settled(SETTLED_LOOKED_AT) if among.fits(i)]
    return found


def _only(candidates: list[Incident], channel: str) -> Incident | None:
    here = [incident for incident in candidates if incident.channel and incident.channel == channel]
    for group in (here, candidates):
        if len(group) == 1:
            return group[0]
    return None
