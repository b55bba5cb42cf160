"""Deliveries as pools of workers: each has lanes of its own, and is woken by the clock when its next row is due."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.delivery import Delivery, Lane
from bot.metrics import Metrics
from bot.scheduler import Clock
from storage.store import Store


def pool(
    name: str,
    lanes: Mapping[str, Lane],
    clock: Clock,
    store: Store,
    metrics: Metrics,
    workers: int,
    *,
    for_ever: bool = False,
) -> Delivery:
    """Give the lanes a pool of their own. With `for_ever` nothing is set aside, however often it is refused."""

    def tick_at(due: datetime | None) -> None:
        clock.at(name, due, delivery.wake)

    delivery = Delivery(store, lanes, clock.now, tick_at, metrics, workers, for_ever)
    return delivery


def wake_all(deliveries: Iterable[Delivery]) -> None:
    """Have each of them look into the outbox."""
    for delivery in deliveries:
        delivery.wake()
