"""Reads Grafana's own webhook: Alertmanager's shape with more in it.

Described at https://grafana.com/docs/grafana/latest/alerting/configure-notifications/ (webhook notifier).
"""

from collections.abc import Sequence

from pydantic import Field

from bot.alerts.alertmanager import Group, Sighting, alert_of
from bot.alerts.reading import Reading, Received, Text, read_as
from incidents.alerts import Link

NAME = "grafana"


class GrafanaSighting(Sighting):
    """One alert of a group, with the pages that Grafana has for it."""

    dashboard_url: Text = Field(None, alias="dashboardURL")
    panel_url: Text = Field(None, alias="panelURL")
    silence_url: Text = Field(None, alias="silenceURL")

    @property
    def links(self) -> Sequence[Link]:
        """Give the panel and the dashboard first: they show what is wrong."""
        told = (("Panel", self.panel_url), ("Dashboard", self.dashboard_url), ("Silence", self.silence_url))
        return [*((text, url or "") for text, url in told), *super().links]

    @property
    def tells_of_trouble(self) -> bool:
        """Whether it is about something watched, and not the test button. A query without data may be blindness."""
        labels = self.labels
        return (labels.get("alertname"), labels.get("instance")) != ("TestAlert", "Grafana")


def read(received: Received) -> Reading:
    """Give each alert of the group that tells of trouble."""
    group = read_as(Group[GrafanaSighting], received.payload)
    return Reading(tuple(alert_of(NAME, each, group) for each in group.alerts if each.tells_of_trouble))
