"""What the modals are built of: the frame and the fields. Pure.

Every field's block id is its name, every action id is "value"; private_metadata says what it is about.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.slack.message import Block, plain
from bot.slack.text import cut, is_user_id
from bot.slack.views.parts import DRILL_SIGN, SIGNS
from incidents.lifecycle import MOVES
from incidents.model import Incident, Kind, Person, Severity

INPUT_LIMIT = 3_000
TITLE_LIMIT = 24


def modal(callback_id: str, title: str, submit: str, about: str, fields: Sequence[Block]) -> dict[str, Any]:
    """Give a modal; `about` comes back with what was typed."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": about,
        "title": plain(title, TITLE_LIMIT),
        "submit": plain(submit, TITLE_LIMIT),
        "close": plain("Cancel"),
        "blocks": list(fields),
    }


def text_field(
    name: str,
    label: str,
    *,
    value: str = "",
    limit: int = INPUT_LIMIT,
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
) -> Block:
    """Ask for text; a value over the limit is cut, as Slack would refuse it."""
    prefilled = {"initial_value": cut(value, limit)} if value else {}
    element = {"type": "plain_text_input", "multiline": multiline, "max_length": limit, **prefilled}
    return _field(name, label, element, optional=optional, hint=hint)


def severity_field(selected: Severity) -> Block:
    """Ask how bad it is."""
    choices = {severity.value: f"{SIGNS[severity]} {severity.value}" for severity in Severity}
    return select_field("severity", "Severity", choices, selected.value)


def kind_field(selected: Kind) -> Block:
    """Ask whether it is trouble or practice."""
    choices = {
        Kind.INCIDENT.value: "incident",
        Kind.DRILL.value: f"{DRILL_SIGN} drill: practice, with reminders as for real",
    }
    return select_field("kind", "Kind", choices, selected.value)


def status_field(incident: Incident, *, current: bool) -> list[Block]:
    """Ask where it stands: what may follow; with `current`, what is so now is offered too, and chosen."""
    follows = [status for status in MOVES if status in MOVES[incident.status]]
    offered = {str(status): str(status) for status in ([incident.status, *follows] if current else follows)}
    if not offered:
        return []
    selected = str(incident.status) if current else None
    return [select_field("status", "Status", offered, selected, optional=not current)]


def description_field(value: str) -> Block:
    """Ask what is known so far."""
    return text_field("description", "Description", value=value, multiline=True, optional=True)


def monitors_field(monitors: Sequence[str]) -> Block:
    """Ask what is affected, by the names that monitors have here."""
    return text_field(
        "monitors",
        "Affected monitors",
        value="\n".join(monitors),
        multiline=True,
        optional=True,
        hint="One a line, or with commas between them.",
    )


def lead_field(lead: Person | None) -> Block:
    """Ask who leads."""
    chosen = {"initial_user": lead.id} if lead and is_user_id(lead.id) else {}
    return _field("lead", "Lead", {"type": "users_select", **chosen}, optional=True)


def select_field(
    name: str, label: str, choices: Mapping[str, str], selected: str | None, *, optional: bool = False
) -> Block:
    """Ask for one of some choices, value -> label."""
    options = [{"text": plain(text), "value": value} for value, text in choices.items()]
    chosen = [option for option in options if option["value"] == selected]
    element = {
        "type": "static_select",
        "options": options,
        **({"initial_option": chosen[0]} if chosen else {}),
    }
    return _field(name, label, element, optional=optional)


def moment_field(name: str, label: str, at: datetime) -> Block:
    """Ask for a date and a time, which Slack shows in the zone of whoever reads it."""
    return _field(name, label, {"type": "datetimepicker", "initial_date_time": int(at.timestamp())})


def _field(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    hinted = {"hint": plain(hint)} if hint else {}
    block = {"type": "input", "block_id": name, "label": plain(label), "optional": optional, **hinted}
    return {**block, "element": {**element, "action_id": "value"}}
