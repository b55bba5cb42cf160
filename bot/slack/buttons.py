"""What buttons are called and what they carry, so that a stale one can be told from a current one. Pure.

Several buttons of one row need distinct action ids: what follows a ":" only tells them apart.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.slack.message import LABEL_LIMIT, Block, plain
from incidents.errors import Invalid
from incidents.model import Incident

ACKNOWLEDGE = "acknowledge"
UPDATE = "update"
RESOLVE = "resolve"
REOPEN = "reopen"
CLOSE = "close"
MORE = "more"
UNDO = "undo"
UNDO_COVER = "undo_cover"
SNOOZE = "snooze"
PASS_ON = "pass_on"  # noqa: S105 - the name of a button
DECLARE = "declare"
DECLARE_AS = "declare_as"
USE_WORD = "use_word"
PICK = "pick"
SHOW = "show"
TIMELINE = "timeline"
POSTMORTEM = "postmortem"
LIST_PAGE = "list_page"
PUBLISH = "publish"
RENEW = "publish_renew"
WITHDRAW = "withdraw"
CORRECT = "correct"
EXTEND = "extend"
MAINTENANCE = "maintenance"
REPLAN = "replan"
HOME = "home"

# The choices of the overflow menu beside those that are buttons elsewhere.
NOTE = "note"
EDIT = "edit"
LEAD_ME = "lead_me"
UNACKNOWLEDGE = "unacknowledge"

VALUE_LIMIT = 2_000

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button or a chosen option said: of which incident it was, as of when, and what else."""

    incident: str
    round: int
    version: int
    extra: dict[str, Any] = field(default_factory=dict)


def value_of(incident: Incident, **extra: object) -> str:
    """Say for which incident a button stands, and as of which round and version: compact JSON."""
    return fields_value(i=incident.id, r=incident.round, v=incident.version, **extra)


def option_value(incident: Incident, do: str) -> str:
    """Say the same for an option of the overflow menu, whose values are 75 characters at most."""
    return _compact([incident.id, incident.round, incident.version, do])


def read(value: str) -> Press:
    """Read what `value_of` or `option_value` wrote; a choice is `extra["do"]`. `Invalid` on anything else."""
    match _parsed(value):
        case {"i": str(incident), "r": int(round_number), "v": int(version), **extra}:
            return Press(incident, round_number, version, {str(name): told for name, told in extra.items()})
        case [str(incident), int(round_number), int(version), str(do)]:
            return Press(incident, round_number, version, {"do": do})
    raise _unreadable()


def fields_value(**fields: object) -> str:
    """Write the value of a button that belongs to no incident, such as declare_as."""
    return _compact(fields)


def read_fields(value: str) -> dict[str, Any]:
    """Read what `fields_value` wrote; `Invalid` on anything else."""
    fields = _parsed(value)
    if not isinstance(fields, dict):
        raise _unreadable()
    return fields


def fits(value: str) -> bool:
    """Whether Slack takes a button with this value."""
    return len(value) <= VALUE_LIMIT


def name_of_action(action_id: str) -> str:
    """Give the part that says what to do: `declare_as` of `declare_as:critical`."""
    return action_id.partition(":")[0]


def button(label: str, action_id: str, value: str, style: str = "", confirm: Block | None = None) -> Block:
    """Give a button; `style` is "primary", "danger" or nothing."""
    asked = {"style": style} if style else {}
    asked_first = {"confirm": confirm} if confirm else {}
    return {
        "type": "button",
        "text": plain(label, LABEL_LIMIT),
        "action_id": action_id,
        "value": value,
        **asked,
        **asked_first,
    }


def overflow(incident: Incident, choices: dict[str, str]) -> Block:
    """Give the menu behind the three dots: at most 5 choices, what to do -> label."""
    options = [{"text": plain(label), "value": option_value(incident, do)} for do, label in choices.items()]
    return {"type": "overflow", "action_id": MORE, "options": options}


def _compact(fields: object) -> str:
    return _JSON.encode(fields)


def _parsed(value: str) -> Any:  # noqa: ANN401 - JSON is what it is
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise _unreadable() from None


def _unreadable() -> Invalid:
    return Invalid("button", "That button cannot be read any more. Use the incident's card instead.")
