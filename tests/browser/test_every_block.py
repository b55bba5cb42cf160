"""Every block that Slack's schema knows is drawn where it may stand; the samples are in kit.py."""

import json
import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncApp

from tests.browser import blocks as made
from tests.browser import kit
from tests.browser.acting import messages, opens_modal, post, run
from tests.browser.test_app_home import home, open_home

SCHEMA = json.loads((Path(__file__).parents[2] / "playground/slack/blockkit.schema.json").read_text())
NOT_IN_MESSAGES = {"alert"}
NOT_IN_VIEWS = {"context_actions", "file", "markdown", "plan", "table", "task_card"}

ROLES = {
    "actions": [("button", "Press")],
    "alert": [],
    "card": [("group", "*INC-1*"), ("button", "Open card"), ("img", "Graph of errors")],
    "carousel": [("region", "Carousel"), ("group", "2 cards")],
    "container": [("button", "Press inside")],
    "context": [("img", "Graph of errors")],
    "context_actions": [("button", "Remove")],
    "data_table": [("table", "Ages"), ("rowheader", "INC-3"), ("button", "Next rows")],
    "divider": [("separator", "")],
    "file": [("group", "File ABCD1")],
    "header": [("heading", "A header")],
    "image": [("figure", "Errors"), ("img", "Graph of errors")],
    "input": [("textbox", "Why")],
    "markdown": [("heading", "Heading"), ("list", "")],
    "plan": [("group", "Roll back")],
    "rich_text": [("link", "a link"), ("list", "")],
    "section": [],
    "table": [("cell", "5 min"), ("columnheader", "Age")],
    "task_card": [("img", "In progress"), ("link", "the log")],
    "video": [("link", "Play How to roll back"), ("link", "How to roll back"), ("img", "A terminal")],
}
"""What is found in each by role and name."""
TEXTS = {
    "alert": "ErrorAll is lost",
    "card": "INC-1criticalCheckout is failing",
    "container": "Bulk updatetwo recordsinside",
    "context": "some context",
    "markdown": "strong and code",
    "plan": "1 of 2 complete",
    "rich_text": "loud a link@Ben Demo@oncall#general@here🔥2023-11-14#FF0000T0DEMO",
    "section": "A sectionLeadnobody",
    "task_card": "Roll backthe last releasedone on two of three",
    "video": "Ann · Tube",
}


def types_of(definition: str) -> set[str]:
    """The values of `type` that a definition of the schema allows."""
    found = SCHEMA["definitions"][definition]
    const = found.get("properties", {}).get("type", {}).get("const")
    parts = [*found.get("anyOf", []), *found.get("allOf", [])]
    inner = [types_of(part["$ref"].rsplit("/", 1)[1]) for part in parts if "$ref" in part]
    nested = [{part["properties"]["type"]["const"]} for part in parts if "type" in part.get("properties", {})]
    return set([const] if const else []).union(*inner, *nested)


def test_the_samples_are_all_that_the_schema_knows() -> None:
    """A newer schema with another block or element fails here, and not in front of somebody."""
    assert set(kit.BLOCKS) == set(ROLES) == types_of("KnownBlock")
    holders = (
        "ActionsBlockElement",
        "ContextActionsBlockElement",
        "InputBlockElement",
        "SectionBlockAccessory",
    )
    assert set(kit.ELEMENTS) == set[str]().union(*map(types_of, holders)) - {"image"}


async def is_drawn(kind: str, place: Locator) -> None:
    """The block's roles and words are there, and nothing says that it cannot be shown."""
    for role, name in ROLES[kind]:
        await expect(place.get_by_role(role, name=name).first, f"{kind}: {role} {name}").to_be_attached()  # type: ignore[arg-type]
    squeezed = re.sub(r"\s*\n\s*", "", await place.inner_text())
    assert TEXTS.get(kind, "") in squeezed, kind
    await expect(place.locator(".block-unknown")).to_have_count(0)


async def test_every_block_is_drawn_in_a_message(desk: Page, bot: AsyncApp) -> None:
    kinds = sorted(kit.BLOCKS.keys() - NOT_IN_MESSAGES)
    for kind in kinds:
        await post(bot, text=kind, blocks=[kit.BLOCKS[kind]])
    articles = messages(desk).locator("article:not(.event)")
    await expect(articles).to_have_count(len(kinds))
    for at, kind in enumerate(kinds):
        await is_drawn(kind, articles.nth(at).locator(".message-body"))


async def test_every_block_is_drawn_in_a_modal_and_at_home(desk: Page, bot: AsyncApp) -> None:
    """Alerts in modals only; what is for messages only is refused there (tests/playground)."""
    kinds = sorted(kit.BLOCKS.keys() - NOT_IN_VIEWS)
    view = made.plain_view("All blocks") | {"submit": made.plain("Send")}
    await opens_modal(bot, view | {"blocks": [kit.BLOCKS[kind] for kind in kinds]})
    await run(desk, "/incident all")
    dialog = desk.get_by_role("dialog", name="All blocks")
    for kind in kinds:
        await is_drawn(kind, dialog.locator(".dialog-body"))
    await desk.keyboard.press("Escape")
    kinds.remove("alert")
    await bot.client.views_publish(user_id="U0ANN", view=home(*(kit.BLOCKS[kind] for kind in kinds)))
    await open_home(desk)
    for kind in kinds:
        await is_drawn(kind, desk.get_by_role("tabpanel", name="Home"))


async def test_a_data_table_is_sorted_and_its_pages_are_turned(desk: Page, bot: AsyncApp) -> None:
    await post(bot, blocks=[kit.BLOCKS["data_table"]])
    table = messages(desk).get_by_role("region", name="Ages")
    await expect(table.get_by_role("rowheader")).to_have_text(["INC-3", "INC-1"])
    await table.get_by_role("button", name="Next rows").click()
    await expect(table.get_by_role("rowheader")).to_have_text(["INC-2"])
    await table.get_by_role("button", name="Age").click()
    await expect(table.get_by_role("cell")).to_have_text(["10 min", "20 min"])
    await table.get_by_role("button", name="Age").click()
    await expect(table.get_by_role("cell")).to_have_text(["30 min", "20 min"])
    await expect(table.get_by_role("columnheader", name="Age")).to_have_attribute("aria-sort", "descending")


async def test_an_uploaded_picture_is_shown_from_its_file(desk: Page, bot: AsyncApp) -> None:
    """By id and by address, to whoever sees the message."""
    icon = Path(__file__).parents[2] / "docs/pictures/card.png"
    file = (await bot.client.files_upload_v2(file=str(icon), title="Card"))["file"]
    for source in ({"id": file["id"]}, {"url": file["url_private"]}):
        await post(bot, blocks=[{"type": "image", "alt_text": "The card", "slack_file": source}])
    pictures = messages(desk).get_by_role("img", name="The card")
    await expect(pictures).to_have_count(2)
    for picture in await pictures.all():
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("complete", value=True)
        assert await picture.evaluate("node => node.naturalWidth") > 0
