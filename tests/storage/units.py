"""Units for the tests of how units are committed: one that keeps a fact, one that is refused, one that looks."""

from collections.abc import Callable

from storage import Transaction, kept


class Refused(Exception):
    """What a unit raises when a rule says no."""


def keep(name: str) -> Callable[[Transaction], str]:
    """A unit that writes one fact and gives its name."""

    def unit(tx: Transaction) -> str:
        kept.keep(tx, name, "here")
        return name

    return unit


def refuse(name: str) -> Callable[[Transaction], str]:
    """A unit that writes, and then is refused."""

    def unit(tx: Transaction) -> str:
        kept.keep(tx, name, "here")
        raise Refused(name)

    return unit


def names(tx: Transaction) -> list[str]:
    """List the facts that are there."""
    return [row["name"] for row in tx.all("SELECT name FROM kept ORDER BY name")]
