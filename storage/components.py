"""The rows of status pages' components, in the order of the page."""

from collections.abc import Sequence

from incidents.catalogue import Component
from storage.columns import from_json, to_json
from storage.queries import beside
from storage.store import Row, Transaction

SQL = beside(__file__)


def of(tx: Transaction, page: str) -> list[Component]:
    """List the components of a page."""
    return [_component(row) for row in tx.all(SQL["of"], page=page)]


def put(tx: Transaction, page: str, components: Sequence[Component]) -> None:
    """Have the page show these, in this order, in the place of those it had."""
    tx.run(SQL["clear"], page=page)
    tx.run_each(SQL["put"], [_columns(page, place, each) for place, each in enumerate(components)])


def _columns(page: str, position: int, component: Component) -> Row:
    return {
        "page": page,
        "id": component.id,
        "name": component.name,
        "group_name": component.group,
        "position": position,
        "monitors": to_json(component.monitors),
    }


def _component(row: Row) -> Component:
    return Component(
        row["page"], row["id"], row["name"], tuple(from_json(row["monitors"])), row["group_name"]
    )
