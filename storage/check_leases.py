"""The rows of who looks at a monitor: one server at a time on one database."""

from datetime import timedelta

from storage.columns import micros
from storage.queries import beside
from storage.store import Transaction

SQL = beside(__file__)


def take(tx: Transaction, monitor_id: str, holder: str, lasts: timedelta) -> bool:
    """Have only this server look at the monitor for so long; False while another one does."""
    times = {"now": micros(tx.now), "until": micros(tx.now + lasts)}
    return bool(tx.all(SQL["take"], monitor_id=monitor_id, holder=holder, **times))


def let_go(tx: Transaction, holder: str) -> None:
    """Leave all that a server looks at to others."""
    tx.run(SQL["let_go"], holder=holder)


def tidy(tx: Transaction) -> None:
    """Forget what nobody looks at any more."""
    tx.run(SQL["tidy"], now=micros(tx.now))
