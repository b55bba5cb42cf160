"""The rows of covers: who takes a rota over for a while, and who said so."""

from datetime import datetime

from incidents.model import Actor
from incidents.rota import Cover
from storage.columns import actor_columns, actor_in, micros, moment
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


def put(tx: Transaction, rota: str, person: str, until: datetime, by: Actor) -> Cover:
    """Have somebody cover from now on."""
    cover = Cover(tx.take("covers"), rota, person, tx.now, until, by)
    tx.run(
        SQL["put"],
        number=cover.number,
        rota=rota,
        person=person,
        begins=micros(tx.now),
        ends=micros(until),
        now=micros(tx.now),
        **actor_columns("by", by),
    )
    return cover


def standing(tx: Transaction) -> list[Cover]:
    """List those that are not over, as they were said."""
    return [_cover(row) for row in tx.all(SQL["standing"], now=micros(tx.now))]


def take_back(tx: Transaction, number: int) -> Cover | None:
    """Remove one that is not over, and give it; None when there is none."""
    row = tx.one(SQL["take_back"], number=number, now=micros(tx.now))
    return _cover(row) if row else None


def forget_before(tx: Transaction, before: datetime) -> None:
    """Forget those that ended before."""
    tx.run(SQL["forget_before"], before=micros(before))


def _cover(row: Row) -> Cover:
    by = actor_in(row, "by")
    return Cover(row["number"], row["rota"], row["person"], moment(row["begins"]), moment(row["ends"]), by)
