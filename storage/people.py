"""The rows of people and user groups that we have met: names, zones, and where to write to them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from storage.columns import from_json, to_json
from storage.queries import beside
from storage.store import Transaction

SQL = beside(__file__)


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A Slack user as we know them; what is empty we don't know.

    `standing` is `member`, or `guest`: of the workspace only partly, or of another one.
    """

    id: str
    name: str = ""
    tz: str = ""
    dm_channel: str = ""
    standing: str = ""


def known(tx: Transaction, user_id: str) -> Acquaintance | None:
    """Find somebody."""
    row = tx.one(SQL["known"], id=user_id)
    return Acquaintance(**row) if row else None


def remember(tx: Transaction, *acquaintances: Acquaintance) -> None:
    """Write down what is known of each; what is empty leaves the old."""
    tx.run_each(SQL["remember"], [asdict(acquaintance) for acquaintance in acquaintances])


def judge(tx: Transaction, user_id: str, standing: str) -> None:
    """Write down another standing of somebody whose standing was known."""
    tx.run(SQL["judge"], id=user_id, standing=standing)


def members(tx: Transaction, group_id: str) -> tuple[str, ...] | None:
    """List who was in the user group when we last asked; None when we never did."""
    row = tx.one(SQL["members"], group_id=group_id)
    return tuple(from_json(row["members"])) if row else None


def remember_members(tx: Transaction, group_id: str, members: Sequence[str]) -> None:
    """Write down who is in the user group."""
    tx.run(SQL["remember_members"], group_id=group_id, members=to_json(list(members)))
