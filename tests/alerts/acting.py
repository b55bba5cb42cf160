"""A desk at which alerts are taken, with the real rows behind it and a clock that stands still until it is moved."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.alerting import Alerting, Became
from bot.caller import Caller
from bot.service import IncidentService
from incidents.alerting import AlertPolicy
from incidents.alerts import Alert, AlertState
from incidents.escalation import Policy
from incidents.model import Actor, ActorKind, Door, EventKind, Incident, Severity
from storage import open_inline
from storage.inline import InlineStore
from tests.storage.examples import NOON, StillWorld

PROMETHEUS = Actor(ActorKind.MONITOR, "usr_1", "prometheus", Door.ALERT)
ANN = Actor(ActorKind.PERSON, "U0ANN", "ann.demo", Door.SLACK)


def alert(fingerprint: str = "f1", severity: Severity | None = Severity.MAJOR, **more: object) -> Alert:
    """Give an alert that fires, of a group of its own."""
    told = {"title": f"{fingerprint} is failing"} | more
    return Alert("alertmanager", fingerprint, AlertState.FIRING, severity=severity, **told)  # type: ignore[arg-type]


def over(told: Alert) -> Alert:
    """Give the same alert when it is over."""
    return replace(told, state=AlertState.RESOLVED)


@dataclass
class Desk:
    """What the tests act upon."""

    world: StillWorld = field(default_factory=StillWorld)
    path: str = ":memory:"
    store: InlineStore = field(init=False)
    alerting: Alerting = field(init=False)
    service: IncidentService = field(init=False)

    def __post_init__(self) -> None:
        self.world.time = NOON
        self._open(Policy())

    def _open(self, policy: Policy) -> None:
        self.store = open_inline(self.world, self.path)
        self.store._connection.execute("PRAGMA synchronous = OFF")  # no power fails here
        self.alerting = Alerting(self.store, policy, wake=lambda: None)
        self.service = IncidentService(self.store, policy, wake=lambda: None)

    async def restarts(self) -> None:
        """Close, and open again what lies in a file."""
        await self.store.close()
        self._open(self.alerting.policy)

    def wishes(self, **wishes: object) -> None:
        """Follow another policy from now on."""
        self.alerting.policy = Policy(alerts=AlertPolicy(**wishes))  # type: ignore[arg-type]

    def passes(self, **time: float) -> None:
        """Let time pass."""
        self.world.time += timedelta(**time)

    async def takes(self, *told: Alert) -> list[Became]:
        """Take alerts, as one request brings them."""
        return await self.alerting.take(told, PROMETHEUS)

    async def incidents(self) -> list[Incident]:
        """List all incidents, oldest first."""
        return list(reversed(await self.service.recent(1_000)))

    async def only(self) -> Incident:
        """Give the one incident that there is."""
        [incident] = await self.incidents()
        return incident

    async def happened(self, reference: str = "INC-1") -> list[tuple[EventKind, str]]:
        """List what happened to an incident."""
        return [(event.kind, event.text) for event in (await self.service.timeline(reference))[1]]

    def ann(self) -> Caller:
        """Give Ann, about to act."""
        return Caller(ANN)
