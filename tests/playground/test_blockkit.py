"""Blocks and views are held to Slack's shapes, limits and unwritten rules, and the refusal says where."""

import json
from typing import Any

import pytest

from playground.blocks.blockkit import check_message_blocks, check_view
from playground.errors import Refused

JSON = dict[str, Any]


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str = "Go", **more: Any) -> JSON:
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: JSON) -> JSON:
    return {"type": "actions", "elements": list(elements)}


OPTION = {"text": plain("Major"), "value": "major"}


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
        ([{"type": "sektion"}], "unsupported type: sektion [json-pointer:/blocks/0/type]"),
        (["text"], "unsupported type: None [json-pointer:/blocks/0/type]"),
        ([section("x", colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
        (
            [section("x"), actions(button("x" * 76))],
            "must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]",
        ),
        ([actions(*[button()] * 26)], "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        ([section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        (
            [section("x", accessory={"type": "overflow", "options": [OPTION] * 6})],
            "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]",
        ),
        (
            [section("x", block_id="a"), section("y", block_id="a")],
            "`block_id` a already exists [json-pointer:/blocks/1/block_id]",
        ),
        (
            [actions(button(action_id="a"), button(action_id="a"))],
            "`action_id` already exists for another action [json-pointer:/blocks/0]",
        ),
        (
            [actions({"type": "static_select", "placeholder": plain("Pick")})],
            "either `options` or `option_groups` is required [json-pointer:/blocks/0]",
        ),
        (
            [
                actions(
                    {"type": "static_select", "options": [OPTION], "initial_option": OPTION | {"value": "x"}}
                )
            ],
            "`initial_option` must exactly match one of the provided options [json-pointer:/blocks/0]",
        ),
    ],
)
def test_a_message_with_wrong_blocks_is_refused_with_the_place(blocks: list[JSON], message: str) -> None:
    with pytest.raises(Refused) as refused:
        check_message_blocks(blocks)
    assert refused.value.code == "invalid_blocks"
    assert f"[ERROR] {message}" in refused.value.details["response_metadata"]["messages"]


def test_a_refusal_names_the_cause_and_not_every_shape_that_it_might_have_been() -> None:
    """A block has dozens of alternatives; only the one that its author meant is explained."""
    with pytest.raises(Refused) as refused:
        check_message_blocks([section("x", accessory=button("x" * 76, value=7))])
    pointer = "/blocks/0/accessory"
    assert refused.value.details["response_metadata"]["messages"] == [
        f"[ERROR] must be less than 76 characters [json-pointer:{pointer}/text/text]",
        f"[ERROR] failed to match all allowed schemas [json-pointer:{pointer}/value]",
    ]


def test_more_than_13000_characters_of_block_text_are_too_long() -> None:
    check_message_blocks([section("x" * 2_600)] * 5)
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        check_message_blocks([*[section("x" * 2_600)] * 5, section("y")])


def test_blocks_that_are_no_list_have_the_wrong_format() -> None:
    with pytest.raises(Refused, match="invalid_blocks_format"):
        check_message_blocks({"blocks": []})


def test_blocks_and_elements_get_ids_and_keep_those_they_have() -> None:
    [first, second] = check_message_blocks(
        [actions(button(), button(action_id="b")), section("x", block_id="s")]
    )
    assert first["block_id"]
    assert first["elements"][0]["action_id"]
    assert first["elements"][1]["action_id"] == "b"
    assert second["block_id"] == "s"


def modal(*blocks: JSON, **more: Any) -> JSON:
    return {"type": "modal", "title": plain("Declare"), "blocks": list(blocks), **more}


INPUT = {"type": "input", "label": plain("Title"), "element": {"type": "plain_text_input"}}


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (modal(INPUT), "missing required field: submit [json-pointer:/view]"),
        (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"type": "modal", "title": plain("x")}, "missing required field: blocks [json-pointer:/view]"),
        (modal(submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
        (
            modal(private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (modal(*[section("x")] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal({"type": "section"}), "missing required field: text [json-pointer:/view/blocks/0]"),
        ("modal", "must be a valid view [json-pointer:/view]"),
    ],
)
def test_a_wrong_view_is_refused_with_the_place(view: object, message: str) -> None:
    with pytest.raises(Refused) as refused:
        check_view(view)
    assert refused.value.code == "invalid_arguments"
    assert f"[ERROR] {message}" in refused.value.details["response_metadata"]["messages"]


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    with pytest.raises(Refused, match="view_too_large"):
        check_view(modal(*[section("x" * 2_900)] * 90))


FIELD = {"type": "plain_text_input", "action_id": "typed"}
ENTRY: JSON = {"type": "input", "label": plain("Why"), "element": FIELD}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        (
            [{"type": "container", "child_blocks": [section("x")]}],
            "missing required field: title or rich_text_title [json-pointer:/blocks/0]",
        ),
        ([{"type": "card"}], "missing required field: title or body or hero_image or actions"),
        ([TABLE, TABLE], "only one table allowed [json-pointer:/blocks]"),
        (
            [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}],
            "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
        ),
        ([{"type": "markdown", "text": "x" * 6_001}] * 2, "must be less than 12001 characters"),
        ([{"type": "alert", "text": plain("x")}], "unsupported type: alert [json-pointer:/blocks]"),
        (
            [
                section("x", block_id="a"),
                {"type": "container", "title": plain("x"), "child_blocks": [section("y", block_id="a")]},
            ],
            "`block_id` a already exists [json-pointer:/blocks/1/child_blocks/0/block_id]",
        ),
    ],
)
def test_rules_that_no_schema_says_are_kept_too(blocks: list[JSON], message: str) -> None:
    """Also for blocks that stand inside of others."""
    with pytest.raises(Refused) as refused:
        check_message_blocks(blocks)
    assert refused.value.code == "invalid_blocks"
    assert any(message in told for told in refused.value.details["response_metadata"]["messages"])


@pytest.mark.parametrize("kind", ["context_actions", "file", "markdown", "plan", "table", "task_card"])
def test_some_blocks_are_for_messages_only(kind: str) -> None:
    samples: dict[str, JSON] = {
        "context_actions": {"elements": [{"type": "icon_button", "icon": "trash", "text": plain("x")}]},
        "file": {"external_id": "x", "source": "remote"},
        "markdown": {"text": "x"},
        "plan": {"title": "x"},
        "table": TABLE,
        "task_card": {"task_id": "x", "title": "x", "status": "pending"},
    }
    block = {"type": kind, **samples[kind]}
    check_message_blocks([block])
    views: list[JSON] = [modal(block), {"type": "home", "blocks": [block]}]
    for view in views:
        with pytest.raises(Refused) as refused:
            check_view(view, view["type"])
        assert f"unsupported type: {kind}" in str(refused.value.details)


@pytest.mark.parametrize(
    "blocks",
    [[ENTRY], [{"type": "container", "title": plain("x"), "child_blocks": [ENTRY]}]],
    ids=["alone", "in a container"],
)
def test_a_modal_with_inputs_needs_a_submit_button(blocks: list[JSON]) -> None:
    view = {"type": "modal", "title": plain("x"), "blocks": blocks}
    check_view(view | {"submit": plain("Go")})
    check_view({"type": "home", "blocks": blocks}, "home")
    with pytest.raises(Refused) as refused:
        check_view(view)
    assert "missing required field: submit" in str(refused.value.details)


def test_one_element_at_most_takes_the_focus() -> None:
    focused = ENTRY | {"element": FIELD | {"focus_on_load": True}}
    check_view(modal(focused, submit=plain("Go")))
    with pytest.raises(Refused) as refused:
        check_view(modal(focused, focused, submit=plain("Go")))
    assert "focus_on_load" in str(refused.value.details)


def test_blocks_inside_of_others_get_their_ids() -> None:
    """So that what is pressed in them can be told."""
    cards = {"type": "carousel", "elements": [{"type": "card", "actions": [button()]}]}
    [carousel] = check_message_blocks([cards])
    [card] = carousel["elements"]
    assert carousel["block_id"] != card["block_id"]
    assert card["actions"][0]["action_id"]


def test_a_view_is_measured_in_bytes_and_not_in_escapes() -> None:
    """An emoji is four bytes of the 250,000, though JSON may write it in twelve."""
    blocks = [section("🔥" * 700) for _ in range(60)]
    view = {"type": "modal", "title": plain("Big"), "blocks": blocks}
    assert len(json.dumps(view)) > 250_000
    assert len(check_view(view)["blocks"]) == 60
    assert check_view(view | {"blocks": [section("\ud83d")]})
    with pytest.raises(Refused, match="view_too_large"):
        check_view(view | {"blocks": [section("🔥" * 700) for _ in range(95)]})
