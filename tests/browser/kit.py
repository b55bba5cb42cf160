"""A sample of every block and every element that Slack's schema knows. No tests here."""

from tests.browser.blocks import JSON, actions, button, entry, mrkdwn, option, plain, section

PICTURE = {"image_url": "https://nowhere.invalid/x.png", "alt_text": "Graph of errors"}
CONFIRM = {
    "title": plain("Really?"),
    "text": mrkdwn("Think *twice*."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
STYLES = {"bold": True, "italic": True, "strike": True}
MONITORS = [option("Checkout"), option("Search"), option("Post")]
GROUPS = [
    {"label": plain("Shop"), "options": MONITORS[:2]},
    {"label": plain("Back"), "options": MONITORS[2:]},
]


def rich(*elements: JSON) -> JSON:
    return {"type": "rich_text", "elements": list(elements)}


def line(*parts: JSON) -> JSON:
    return {"type": "rich_text_section", "elements": list(parts)}


def words(text: str, **style: bool) -> JSON:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def raw(text: str) -> JSON:
    return {"type": "raw_text", "text": text}


def number(value: int) -> JSON:
    return {"type": "raw_number", "value": value, "text": f"{value} min"}


RICH = rich(
    line(
        words("loud ", **STYLES),
        {"type": "link", "url": "https://example.com", "text": "a link"},
        {"type": "user", "user_id": "U0BEN"},
        {"type": "usergroup", "usergroup_id": "S0ONCALL"},
        {"type": "channel", "channel_id": "C0GENERAL"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "fire", "unicode": "1f525"},
        {"type": "date", "timestamp": 1700000000, "format": "{date_num}", "fallback": "that day"},
        {"type": "color", "value": "#FF0000"},
        {"type": "team", "team_id": "T0DEMO"},
    ),
    {"type": "rich_text_list", "style": "ordered", "elements": [line(words("first")), line(words("second"))]},
    {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [line(words("deeper"))]},
    {"type": "rich_text_quote", "border": 1, "elements": [words("quoted")]},
    {"type": "rich_text_preformatted", "elements": [words("let it = be")]},
)
TASK = {
    "type": "task_card",
    "task_id": "t1",
    "title": "Roll back",
    "status": "in_progress",
    "details": rich(line(words("the last release"))),
    "output": rich(line(words("done on two of three"))),
    "sources": [{"type": "url", "url": "https://example.com/log", "text": "the log"}],
}
CARD = {
    "type": "card",
    "title": mrkdwn("*INC-1*"),
    "subtitle": mrkdwn("critical"),
    "body": mrkdwn("Checkout is failing"),
    "icon": {"type": "image", **PICTURE},
    "hero_image": {"type": "image", **PICTURE},
    "actions": [button("Open card", "open_card")],
}

BLOCKS: dict[str, JSON] = {
    "actions": actions(button("Press", "press"), block_id="rows"),
    "alert": {"type": "alert", "level": "error", "text": plain("All is lost")},
    "card": CARD,
    "carousel": {"type": "carousel", "elements": [CARD, CARD | {"title": mrkdwn("*INC-2*")}]},
    "container": {
        "type": "container",
        "rich_text_title": rich(line(words("Bulk update"))),
        "subtitle": mrkdwn("two records"),
        "icon": {"type": "image", **PICTURE},
        "width": "wide",
        "is_collapsible": True,
        "child_blocks": [section("inside"), actions(button("Press inside", "inside"), block_id="inner")],
    },
    "context": {"type": "context", "elements": [{"type": "image", **PICTURE}, mrkdwn("some *context*")]},
    "context_actions": {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Remove")}],
    },
    "data_table": {
        "type": "data_table",
        "caption": "Ages",
        "page_size": 2,
        "row_header_column_index": 0,
        "rows": [[raw("Reference"), raw("Age")], *([raw(f"INC-{n}"), number(n * 10)] for n in (3, 1, 2))],
    },
    "divider": {"type": "divider"},
    "file": {"type": "file", "external_id": "ABCD1", "source": "remote"},
    "header": {"type": "header", "text": plain("A header")},
    "image": {"type": "image", "title": plain("Errors"), **PICTURE},
    "input": entry("Why", {"type": "plain_text_input", "action_id": "why"}, "why"),
    "markdown": {
        "type": "markdown",
        "text": "## Heading\n\n**strong** and `code`\n\n1. one\n2. two\n\n> said",
    },
    "plan": {
        "type": "plan",
        "title": "The way out",
        "tasks": [TASK | {"status": "complete"}, TASK | {"task_id": "t2"}],
    },
    "rich_text": RICH,
    "section": section("A *section*", fields=[mrkdwn("*Lead*"), plain("nobody")], expand=True),
    "table": {"type": "table", "rows": [[raw("Name"), raw("Age")], [rich(line(words("INC-1"))), number(5)]]},
    "task_card": TASK,
    "video": {
        "type": "video",
        "title": plain("How to roll back"),
        "title_url": "https://example.com/video",
        "video_url": "https://example.com/embed/1",
        "thumbnail_url": "https://nowhere.invalid/still.png",
        "alt_text": "A terminal",
        "description": plain("Two minutes."),
        "author_name": "Ann",
        "provider_name": "Tube",
        "provider_icon_url": "https://nowhere.invalid/icon.png",
    },
}
"""By type."""

ELEMENTS: dict[str, JSON] = {
    "button": {"text": plain("Acknowledge"), "value": "INC-1", "style": "primary"},
    "channels_select": {},
    "checkboxes": {"options": MONITORS},
    "conversations_select": {"filter": {"include": ["public", "im"], "exclude_bot_users": True}},
    "datepicker": {"initial_date": "2026-01-31"},
    "datetimepicker": {},
    "email_text_input": {},
    "external_select": {"min_query_length": 2},
    "feedback_buttons": {
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    },
    "file_input": {"filetypes": ["txt"], "max_files": 2},
    "icon_button": {"icon": "trash", "text": plain("Remove"), "value": "INC-1", "confirm": CONFIRM},
    "multi_channels_select": {},
    "multi_conversations_select": {},
    "multi_external_select": {"min_query_length": 0},
    "multi_static_select": {"option_groups": GROUPS, "max_selected_items": 2},
    "multi_users_select": {},
    "number_input": {"is_decimal_allowed": True},
    "overflow": {"options": MONITORS, "confirm": CONFIRM},
    "plain_text_input": {},
    "radio_buttons": {"options": MONITORS},
    "rich_text_input": {},
    "static_select": {"option_groups": GROUPS},
    "timepicker": {"timezone": "America/Los_Angeles"},
    "url_text_input": {},
    "users_select": {},
    "workflow_button": {"text": plain("Run"), "workflow": {"trigger": {"url": "https://example.com/flow"}}},
}
"""By type; without type and action_id."""


def element(kind: str) -> JSON:
    return {"type": kind, "action_id": kind, **ELEMENTS[kind]}
