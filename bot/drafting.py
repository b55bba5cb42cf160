"""Drafts the postmortem of an incident from all that belongs to it, within one unit; every door hands out the same."""

from bot.caller import Dossier
from incidents.postmortem import draft
from incidents.public import Shown


def postmortem_of(dossier: Dossier) -> str:
    """Give the draft, as Markdown."""
    shown = [Shown(dossier.incident, each, dossier.published(each.page)) for each in dossier.publications]
    return draft(dossier.incident, dossier.events, shown, dossier.monitors, dossier.now)
