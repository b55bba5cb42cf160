"""Which components of a status page an incident affects, and which monitors make it so. Pure."""

from collections.abc import Collection, Sequence

from incidents.catalogue import Component
from incidents.errors import Invalid
from incidents.model import Incident


def affects(incident: Incident, component: Component) -> bool:
    """Whether the incident affects one of the component's monitors."""
    return not set(component.monitors).isdisjoint(incident.monitors)


def monitors_affecting(
    incident: Incident, components: Sequence[Component], chosen: Collection[str]
) -> tuple[str, ...]:
    """Give the incident's monitors so that it affects the chosen of these components, by their ids, and no others."""
    unknown = set(chosen) - {component.id for component in components}
    if unknown:
        raise Invalid("components", f"{min(unknown)} is no component of that page.")
    shown = [component for component in components if component.id in chosen]
    hidden = {monitor for each in components if each.id not in chosen for monitor in each.monitors}
    hidden -= {monitor for component in shown for monitor in component.monitors}
    left = [monitor for monitor in incident.monitors if monitor not in hidden]
    missing = [component for component in shown if set(component.monitors).isdisjoint(left)]
    return tuple(dict.fromkeys([*left, *(monitor for each in missing for monitor in each.monitors)]))
