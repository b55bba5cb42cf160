"""The rows of small named facts, such as who we are in Slack, so that a restart knows them without asking."""

from typing import Any

from storage.columns import from_json, maybe, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)

# Where the addresses of the workspace's messages begin.
WORKSPACE_URL = "workspace_url"


def keep(tx: Transaction, name: str, value: object) -> None:
    """Keep a JSON value under a name, in place of what was there."""
    tx.run(SQL["keep"], name=name, value=to_json(value))


def kept(tx: Transaction, name: str) -> Any:  # noqa: ANN401 - JSON is what it is
    """Give the value kept under a name, or None."""
    return maybe(_value, tx.one(SQL["kept"], name=name))


def _value(row: Row) -> Any:  # noqa: ANN401
    return from_json(row["value"])
