"""What the native API's document says of the answers that a command gives: their shape and an example of each."""

from datetime import UTC, datetime
from typing import Any

from bot import shapes
from bot.http.document import Responses
from bot.http.native import answers
from bot.wire import incident_json
from incidents.commands import Draft, acknowledge, declare
from incidents.model import Actor, ActorKind, Door, Severity

_NOON = datetime(2026, 4, 4, 12, tzinfo=UTC)
_CI = Actor(ActorKind.TOKEN, "usr_2f1c9a4e8b7d4c05a1b2c3d4e5f60718", "ci", Door.HTTP)
_DRAFT = Draft("checkout is failing", Severity.CRITICAL, monitors=("checkout",))
_DECLARED = declare(_DRAFT, "9f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c", 42, _CI, _NOON).incident
INCIDENT = incident_json(acknowledge(_DECLARED, _CI, _NOON).incident, _NOON)


def shown(description: str, shape: type, example: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON is what it is
    """Describe an answer by its shape and an example."""
    return {
        "description": description,
        "model": shape,
        "content": {"application/json": {"example": example}},
    }


WHOLE: Responses = {200: shown("The incident as it is now.", shapes.Incident, INCIDENT)}
TOLD: Responses = {
    200: shown("The incident as it is now.", answers.Told, INCIDENT),
    304: {"description": "It is as `If-None-Match` says that you know it."},
}
DECLARED: Responses = {201: shown("The incident, declared.", shapes.Incident, INCIDENT)}
PAGE: Responses = {
    200: shown("A page of the list.", answers.Incidents, {"incidents": [INCIDENT], "next_cursor": "42"})
}
