"""The numbers that the bot keeps for Prometheus. A registry for each bot, none for the process."""

from collections.abc import Sequence
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

_LATENESS: Sequence[float] = (1, 2, 5, 10, 30, 60, 300, 900, 3600)
_CALLS: Sequence[float] = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Every metric under its name, which gets the prefix `tocsin_`; times are in seconds.

    Labels take few values: a lane, a method, a known word. Never what people typed.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        counter = partial(Counter, namespace="tocsin", registry=self.registry)
        gauge = partial(Gauge, namespace="tocsin", registry=self.registry)
        histogram = partial(Histogram, namespace="tocsin", registry=self.registry)

        self.commands_total = counter("commands_total", "Commands taken.", ["word", "result"])
        self.deliveries_total = counter("deliveries_total", "Sends tried.", ["lane", "result"])

        self.outbox_pending = gauge("outbox_pending", "Rows not yet sent.", ["lane"])
        self.outbox_oldest_due_seconds = gauge(
            "outbox_oldest_due_seconds", "How long the row that has waited longest is overdue.", ["lane"]
        )
        self.outbox_set_aside = gauge("outbox_set_aside", "Rows given up after too many failures.", ["lane"])

        self.webhook_messages_failed = gauge(
            "webhook_messages_failed", "Messages to webhooks given up after the last try."
        )
        self.webhooks_disabled = gauge(
            "webhooks_disabled", "Webhooks that are switched off, or answered 410."
        )

        self.letters_pending = gauge("letters_pending", "Mails to subscribers not yet sent.")
        self.letters_oldest_seconds = gauge(
            "letters_oldest_seconds", "How long the mail that has waited longest waits."
        )
        self.letters_failed = gauge("letters_failed", "Mails to subscribers given up after the last try.")
        self.subscribers_refused = gauge(
            "subscribers_refused", "Subscribers told no more, since they were refused for good."
        )

        self.slack_connected = gauge("slack_connected", "1 while Slack is reached, else 0.")
        self.incidents_active = gauge("incidents_active", "Incidents not yet resolved.")
        self.incidents_unacknowledged = gauge(
            "incidents_unacknowledged", "Active incidents that nobody has acknowledged."
        )

        self.reminder_lateness_seconds = histogram(
            "reminder_lateness_seconds", "How long after it was due a reminder was sent.", buckets=_LATENESS
        )
        self.slack_call_seconds = histogram(
            "slack_call_seconds", "How long Slack took to answer.", ["method"], buckets=_CALLS
        )
