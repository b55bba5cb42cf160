"""The rules about blocks that no schema can say, and the parts of blocks that people use.

Sources: https://docs.slack.dev/reference/block-kit/blocks and what each block's own page says.
"""

from __future__ import annotations

from collections.abc import Iterator

from playground.errors import JSON

MARKDOWN_TEXT = 12_000
CELLS = 20
ONLY_IN_MODALS = {"alert"}
ONLY_IN_MESSAGES = {"context_actions", "file", "markdown", "plan", "table", "task_card"}
ELSEWHERE = {
    "message": ONLY_IN_MODALS,
    "modal": ONLY_IN_MESSAGES,
    "home": ONLY_IN_MODALS | ONLY_IN_MESSAGES,
}
"""The blocks that a surface does not show."""
ONE_OF = {"container": ("title", "rich_text_title"), "card": ("title", "body", "hero_image", "actions")}
Place = tuple[str, JSON]
"""A JSON pointer and the block that stands there."""


def flattened(blocks: list[JSON]) -> list[JSON]:
    """Return the blocks with those that stand inside of them, each behind the one that holds it."""
    return [block for _, block in places(blocks, "")]


def blocks_of(holder: JSON) -> list[JSON]:
    """Return the blocks of a view or a message, those of its attachments too."""
    attached = [block for one in holder.get("attachments", []) for block in one.get("blocks", [])]
    return [*holder.get("blocks", []), *attached]


def elements(block: JSON) -> list[JSON]:
    """Return what can be pressed, chosen or typed into in a block, not in those inside of it."""
    found = [*_listed(block), *(block[key] for key in ("accessory", "element") if key in block)]
    return [element for element in found if element["type"] != "image"]


def options_of(element: JSON) -> list[JSON]:
    """Return what can be chosen, whatever group it stands in."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def wrong_together(blocks: list[JSON], pointer: str) -> list[str]:
    """Return what is wrong with blocks that each have the right shape."""
    everywhere = [*places(blocks, pointer)]
    return [*_repeated_ids(everywhere), *_wrong_choices(everywhere), *_incomplete(everywhere)]


def wrong_in_message(blocks: list[JSON], pointer: str) -> Iterator[str]:
    kinds = [block["type"] for block in flattened(blocks)]
    yield from _out_of_place(kinds, "message", pointer)
    if kinds.count("table") > 1:
        yield f"only one table allowed [json-pointer:{pointer}]"
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_TEXT:
        yield f"must be less than {MARKDOWN_TEXT + 1} characters [json-pointer:{pointer}]"


def wrong_in_view(view: JSON) -> Iterator[str]:
    blocks = flattened(view["blocks"])
    kinds = [block["type"] for block in blocks]
    yield from _out_of_place(kinds, view["type"], "/view/blocks")
    if "input" in kinds and view["type"] == "modal" and not view.get("submit"):
        yield "missing required field: submit [json-pointer:/view]"
    focused = [element for block in blocks for element in elements(block) if element.get("focus_on_load")]
    if len(focused) > 1:
        yield "only one element can have `focus_on_load` set to true [json-pointer:/view/blocks]"


def places(blocks: list[JSON], pointer: str) -> Iterator[Place]:
    for index, block in enumerate(blocks):
        where = f"{pointer}/{index}"
        yield where, block
        for key in ("child_blocks", "elements", "tasks"):
            inner = block.get(key, []) if (block["type"], key) in HOLDERS else []
            yield from places(inner, f"{where}/{key}")


HOLDERS = {("container", "child_blocks"), ("carousel", "elements"), ("plan", "tasks")}


def _listed(block: JSON) -> list[JSON]:
    if block["type"] in ("actions", "context_actions"):
        return list(block["elements"])
    return list(block.get("actions", [])) if block["type"] == "card" else []


def _out_of_place(kinds: list[str], surface: str, pointer: str) -> Iterator[str]:
    for kind in sorted(ELSEWHERE[surface].intersection(kinds)):
        yield f"unsupported type: {kind} [json-pointer:{pointer}]"


def _repeated_ids(everywhere: list[Place]) -> Iterator[str]:
    seen = set()
    for pointer, block in everywhere:
        if block.get("block_id") in seen:
            yield f"`block_id` {block['block_id']} already exists [json-pointer:{pointer}/block_id]"
        seen |= {block["block_id"]} if "block_id" in block else set()
        action_ids = [element["action_id"] for element in elements(block) if "action_id" in element]
        if len(action_ids) > len(set(action_ids)):
            yield f"`action_id` already exists for another action [json-pointer:{pointer}]"


def _wrong_choices(everywhere: list[Place]) -> Iterator[str]:
    for pointer, element in (
        (pointer, element) for pointer, block in everywhere for element in elements(block)
    ):
        if "static_select" in element["type"] and ("options" in element) == ("option_groups" in element):
            yield f"either `options` or `option_groups` is required [json-pointer:{pointer}]"
        if any(option not in options_of(element) for option in _initial_options(element)):
            yield f"`initial_option` must exactly match one of the provided options [json-pointer:{pointer}]"


def _initial_options(element: JSON) -> list[JSON]:
    if "external" in element["type"]:
        return []
    one = [element["initial_option"]] if "initial_option" in element else []
    return [*one, *element.get("initial_options", [])]


def _incomplete(everywhere: list[Place]) -> Iterator[str]:
    for pointer, block in everywhere:
        wanted = ONE_OF.get(block["type"], ())
        if wanted and not any(block.get(key) for key in wanted):
            yield f"missing required field: {' or '.join(wanted)} [json-pointer:{pointer}]"
        for index, row in enumerate(block.get("rows", [])):
            if len(row) > CELLS:
                yield f"no more than {CELLS} items allowed [json-pointer:{pointer}/rows/{index}]"
