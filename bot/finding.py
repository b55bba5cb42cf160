"""Finds the incident that somebody names: by `INC-42`, by `inc_...`, or by the same 32 digits as a UUID."""

import re

from incidents.errors import NotFound
from incidents.model import Incident
from storage import incidents
from storage.store import Transaction

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
