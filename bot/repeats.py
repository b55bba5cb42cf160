"""How a repeat hears what the first one heard: looked up and kept in the unit that does the work."""

from bot.caller import Json, Once
from incidents.errors import KeyReused
from storage import answers
from storage.answers import Answer
from storage.store import Transaction


def heard(tx: Transaction, once: Once | None) -> Answer | None:
    """Give what the first request under the key was answered. Raises `KeyReused` when it was another request."""
    first = answers.recall(tx, once.key) if once else None
    if first and once and first.fingerprint != once.fingerprint:
        raise KeyReused
    return first


def keep(tx: Transaction, once: Once | None, answer: Json, incident_id: str | None = None) -> Json:
    """Keep the answer for repeats, and give it."""
    if once:
        answers.remember(tx, once.key, once.fingerprint, answer, incident_id)
    return answer
