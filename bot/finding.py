"""Finds what somebody names: an incident (`INC-42`, `inc_...`, the same 32 digits as a UUID), a person, monitors."""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from incidents.errors import NotFound
from incidents.model import Incident, Person
from storage import components, incidents, monitors, people, status_pages
from storage.store import Transaction

MOST_PAGES, MOST_MONITORS = 100, 1_000
_NUMBER = re.compile("inc-([0-9]{1,9})")
_ID = re.compile("(?:inc_)?([0-9a-f]{32})")
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def find(tx: Transaction, reference: str) -> Incident:
    """Give the incident; `NotFound` when there is none, or the words are no name of one."""
    name = reference.lower()
    number = _NUMBER.fullmatch(name)
    found = incidents.by_number(tx, int(number[1])) if number else _by_id(tx, name)
    if found is None:
        raise NotFound(reference)
    return found


def _by_id(tx: Transaction, name: str) -> Incident | None:
    spelled = _ID.fullmatch(name.replace("-", "") if _UUID.fullmatch(name) else name)
    return incidents.by_id(tx, spelled[1]) if spelled else None


def by_name(tx: Transaction, person: Person) -> Person:
    """Give somebody who was named by an id alone the name that Slack has told us, if it has."""
    known = people.known(tx, person.id) if person.name == person.id else None
    return replace(person, name=known.name) if known and known.name else person


def unheard_of(tx: Transaction, wanted: Sequence[str]) -> dict[str, str | None]:
    """Give those of these monitors that nobody has named yet, each with the one that is called much like it."""
    known = set(monitors.named(tx, wanted))
    for page in status_pages.page(tx, MOST_PAGES):
        known.update(*(component.monitors for component in components.of(tx, page.slug)))
    new = [each for each in wanted if each not in known]
    if new:
        known.update(monitor.id for monitor in monitors.page(tx, MOST_MONITORS))
    return {each: next(iter(get_close_matches(each, known, n=1)), None) for each in new}
