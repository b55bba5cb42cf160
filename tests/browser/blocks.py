"""Block Kit that the tests of the page let their bot send. No tests here."""

from pathlib import Path
from typing import Any

JSON = dict[str, Any]
MANIFEST = Path(__file__).parent / "manifest.yml"

HOSTILE = "<script>window.harmed=1</script><img src=x onerror=window.harmed=1> <!channel> <@U0ANN>"
HOSTILE_ESCAPED = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")

MRKDWN = {
    "*bold* _italic_ ~strike~": "<strong>bold</strong> <em>italic</em> <del>strike</del>",
    "*bold _and italic_*": "<strong>bold <em>and italic</em></strong>",
    "snake_case_word 2*3*4 a * b * c": "snake_case_word 2*3*4 a * b * c",
    "`*code* &amp; <@U0BEN>`": "<code>*code* &amp; @Ben Demo</code>",
    "```\na *b*\n```": "<pre>a *b*</pre>",
    "&gt; quoted *line*\nafter": "<blockquote>quoted <strong>line</strong></blockquote>after",
    "&gt;&gt;&gt;all\nof it": "<blockquote>all\nof it</blockquote>",
    "<https://example.com/?a=1&amp;b=2|*a* link>": '<a href="https://example.com/?a=1&amp;b=2">*a* link</a>',
    "see https://example.com/x.": 'see <a href="https://example.com/x">https://example.com/x</a>.',
    "<javascript:alert(1)|click>": "&lt;javascript:alert(1)|click&gt;",
    "<@U0BEN> <#C0GENERAL> <!here>": (
        '<span class="mention">@Ben Demo</span> <a class="mention" href="#/C0GENERAL">#general</a>'
        ' <span class="mention mention-me">@here</span>'
    ),
    "<!subteam^S0ONCALL>": '<span class="mention">@oncall</span>',
    ":fire: :no_such_thing: 10:30:15": '<span class="emoji">🔥</span> :no_such_thing: 10:30:15',
    "&lt;b&gt; &amp;amp; &quot;": "&lt;b&gt; &amp;amp; &amp;quot;",
    "<!date^1700000000^{date_num} {time_secs}|x>": "<time>2023-11-14 11:13:20 PM</time>",
    "<!date^1700000000^On {date_long}|x>": "<time>On Tuesday, November 14th, 2023</time>",
    "<!date^1700000000^{date_short}, {date_slash}|x>": "<time>Nov 14, 2023, 11/14/2023</time>",
    "<!date^1700000000^{date} {time}^https://example.com|x>": (
        '<a href="https://example.com"><time>November 14th, 2023 11:13 PM</time></a>'
    ),
    "<!date^oops^{date}|the 14th>": "the 14th",
}
"""What a bot writes, and what the page makes of it (attributes that say nothing left out)."""


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> JSON:
    return {"type": "mrkdwn", "text": text}


def option(label: str) -> JSON:
    return {"text": plain(label), "value": label.lower()}


def section(text: str, **more: Any) -> JSON:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(label: str, action_id: str, **more: Any) -> JSON:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": "1", **more}


def actions(*elements: JSON, block_id: str = "actions") -> JSON:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def severity() -> JSON:
    choices = [option("Critical"), option("Major"), option("Minor")]
    return {
        "type": "static_select",
        "action_id": "severity",
        "placeholder": plain("Severity"),
        "options": choices,
    }


def card() -> list[JSON]:
    """A card with two buttons, one of them to be confirmed, and a menu."""
    confirm = {
        "title": plain("Resolve INC-1?"),
        "text": mrkdwn("The *status page* will say so."),
        "confirm": plain("Resolve"),
        "deny": plain("Keep open"),
        "style": "danger",
    }
    menu = [
        {"text": plain("Change severity"), "value": "severity"},
        {"text": plain("Assign lead"), "value": "lead"},
        {"text": plain("Show timeline"), "value": "timeline"},
    ]
    return [
        {"type": "header", "text": plain("INC-1 Checkout is failing")},
        {
            "type": "section",
            "fields": [mrkdwn("*Severity*\n:red_circle: critical"), mrkdwn("*Lead*\n<@U0ANN>")],
        },
        {"type": "context", "elements": [mrkdwn("Nobody has acknowledged this yet.")]},
        actions(
            button("Acknowledge", "acknowledge", style="primary"),
            button("Resolve", "resolve", style="danger", confirm=confirm),
            {"type": "overflow", "action_id": "more", "options": menu},
        ),
    ]


def entry(label: str, element: JSON, block_id: str, **more: Any) -> JSON:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def text_entry(label: str, block_id: str, **more: Any) -> JSON:
    return entry(label, {"type": "plain_text_input", "action_id": "text", **more}, block_id)


def plain_view(title: str, text: str = "Nothing more.") -> JSON:
    body = {"type": "section", "text": plain(text)}
    return {"type": "modal", "title": plain(title), "blocks": [body]}


def declare_view(extra: list[JSON] | None = None) -> JSON:
    severities = severity() | {"initial_option": option("Minor")}
    return {
        "type": "modal",
        "callback_id": "declare",
        "title": plain("Declare an incident"),
        "submit": plain("Declare"),
        "blocks": [text_entry("Title", "title"), entry("Severity", severities, "severity"), *(extra or [])],
    }


def all_inputs_view() -> JSON:
    """A modal with one field of every kind that a person can fill in."""
    number = {"type": "number_input", "is_decimal_allowed": False}
    monitors = {
        "type": "multi_static_select",
        "options": [option("Checkout"), option("search"), option("post")],
    }
    fields: dict[str, JSON] = {
        "Line": {"type": "plain_text_input", "max_length": 20},
        "Lines": {"type": "plain_text_input", "multiline": True},
        "Number": number,
        "Mail": {"type": "email_text_input"},
        "Address": {"type": "url_text_input"},
        "Person": {"type": "users_select"},
        "Channel": {"type": "channels_select"},
        "Day": {"type": "datepicker"},
        "Clock": {"type": "timepicker"},
        "Moment": {"type": "datetimepicker"},
        "Monitors": monitors,
        "Tell": {"type": "checkboxes", "options": [option("Customers"), option("Staff")]},
        "Voice": {"type": "radio_buttons", "options": [option("Quiet"), option("Loud")]},
    }
    inputs = [
        entry(label, {"action_id": "field", **element}, label.lower()) for label, element in fields.items()
    ]
    title, submit = plain("All inputs"), plain("Send")
    return {"type": "modal", "callback_id": "all", "title": title, "submit": submit, "blocks": inputs}


def plainly(values: JSON) -> JSON:
    """State values without their shapes: {block_id: what was entered}."""
    return {block_id: _entered(actions["field"]) for block_id, actions in values.items()}


def _entered(value: JSON) -> object:
    entered = next(part for key, part in value.items() if key != "type")
    if isinstance(entered, list):
        return [one["value"] for one in entered]
    return entered["value"] if isinstance(entered, dict) else entered


def hostile_blocks() -> list[JSON]:
    """Hostile text in all places that show text: raw where Slack shows it as it stands, else escaped."""
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}]}
    return [
        {"type": "header", "text": plain(HOSTILE)},
        section(HOSTILE_ESCAPED),
        {"type": "section", "fields": [plain(HOSTILE), mrkdwn(HOSTILE_ESCAPED)]},
        {"type": "context", "elements": [plain(HOSTILE)]},
        {"type": "rich_text", "elements": [rich]},
    ]


def alert(text: str) -> JSON:
    return {"type": "alert", "level": "warning", "text": plain(text)}


def many_blocks() -> list[JSON]:
    """The kinds of block that the card has not."""
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "from rich text"}]}
    cells = [["Reference", "Age"], ["INC-1", "5 min"]]
    rows = [[{"type": "raw_text", "text": cell} for cell in row] for row in cells]
    picture = {"image_url": "https://nowhere.invalid/graph.png", "alt_text": "Graph of errors"}
    link = "[runbook](https://example.com/runbook)"
    return [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [item]}],
        },
        {"type": "markdown", "text": f"## What happened\n\n- from Markdown\n\nSee the {link} and `code`."},
        {"type": "divider"},
        {"type": "table", "rows": rows, "column_settings": [{}, {"align": "right"}]},
        {"type": "image", "title": plain("Errors"), **picture},
    ]
