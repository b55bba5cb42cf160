"""Publishing from Slack: the form and its preview, what goes out, who may, and the ways back."""

import pytest

from bot.caller import Dossier
from bot.slack.views.card import card
from incidents.catalogue import Component
from incidents.model import Status
from incidents.publishing import GUEST
from storage import publications
from tests.slack.heard import Payload
from tests.slack.talking import Held, Talk


async def _card(talk: Talk) -> list[Payload]:
    """Give the card as it hangs now."""

    def blocks(dossier: Dossier) -> list[Payload]:
        return card(dossier.incident, dossier.now, dossier.outside).blocks

    return await talk.service.look("INC-1", blocks)


def _labels(blocks: list[Payload]) -> list[str]:
    return [e["text"]["text"] for b in blocks for e in b.get("elements", []) if e["type"] == "button"]


def _element(view: Payload, label: str) -> Payload:
    return next(
        element
        for block in view["blocks"]
        for element in block.get("elements", [])
        if element["type"] == "button" and element["text"]["text"] == label
    )


def _names(view: Payload) -> list[str]:
    return [block["block_id"].partition("@")[0] for block in view["blocks"] if block["type"] == "input"]


def _named(view: Payload, name: str) -> str:
    return next(
        str(b["block_id"]) for b in view["blocks"] if str(b.get("block_id", "")).partition("@")[0] == name
    )


async def _shown(talk: Talk, page: str = "acme") -> tuple[str | None, list[str]] | None:
    """Give title and words as the public reads them; None when it reads nothing."""
    incident = await talk.now("INC-1")
    found = await talk.store.read(lambda tx: publications.of(tx, incident.id))
    said = await talk.store.read(lambda tx: publications.updates(tx, incident.id, page))
    titles = [each.title for each in found if each.page == page and not each.is_withdrawn]
    return (titles[0], [update.said for update in said]) if titles else None


@pytest.fixture(autouse=True)
async def ready(talk: Talk) -> None:
    """An incident with an update, a page, and somebody who may publish."""
    await talk.declares()
    await talk.has_pages("acme")
    await talk.is_member()
    await talk.types("update db-7 is down")


async def test_the_card_offers_it_where_there_is_a_page_and_says_quietly_where_it_stands(talk: Talk) -> None:
    """One button, whose label says whether it is public."""
    assert "Publish…" in _labels(await _card(talk))
    view = (await talk.types("publish")).views[0]
    await talk.submits(view)
    assert "Public…" in _labels(await _card(talk))
    assert any("Public on Acme" in str(block) for block in await _card(talk))


async def test_the_form_shows_what_the_public_will_see_and_publishes_what_was_chosen(talk: Talk) -> None:
    """The title unless changed, ticked updates only, in other words where they were edited; told with a way back."""
    view = (await talk.types("publish")).views[0]
    assert _names(view) == ["title", "updates"]
    update = view["blocks"][1]["element"]["options"][0]["value"]
    boxes = {"type": "checkboxes", "action_id": "publish_renew:updates", "selected_options": []}
    ticked: Held = {_named(view, "updates"): [update], _named(view, "title"): "Payments fail"}
    [renewed] = (await talk.presses_in(view, boxes, ticked)).views
    assert _names(renewed) == ["title", "updates", "words"]
    words: Held = {_named(renewed, "words"): "We found the cause."}
    [again] = (await talk.presses_in(renewed, _element(renewed, "Renew the preview"), ticked | words)).views
    assert "Payments fail" in str(again["blocks"][-5:])
    assert "We found the cause." in str(again["blocks"][-5:])
    assert await _shown(talk) is None, "a preview publishes nothing"

    heard = await talk.submits(again, "U0ANN", ticked | words)
    assert "INC-1 is published. Updates that you post from now on go there too." in heard.words
    assert "The public reads it on Acme." in heard.words
    assert await _shown(talk) == ("Payments fail", ["We found the cause."])
    await talk.presses(heard.button("Undo"), private="1.1")
    assert await _shown(talk) is None


async def test_the_form_asks_which_systems_are_affected(talk: Talk) -> None:
    """As the public names them; the preview shows it, and the page shows those as down."""
    await talk.has_component(Component("acme", "shop", "The shop", ("shop-web",)))
    view = (await talk.types("publish")).views[0]
    assert _names(view) == ["title", "affected", "updates"]
    menu = {"type": "multi_static_select", "action_id": "publish_renew:affected", "selected_options": []}
    chosen: Held = {_named(view, "affected"): ["shop"]}
    [renewed] = (await talk.presses_in(view, menu, chosen)).views
    assert "affects The shop" in str(renewed["blocks"])

    await talk.submits(renewed)
    assert (await talk.now("INC-1")).monitors == ("shop-web",)
    again = (await talk.types("publish")).views[0]
    await talk.submits(again, "U0ANN", {_named(again, "affected"): []})
    assert (await talk.now("INC-1")).monitors == ()


async def test_what_is_unticked_again_stays_inside(talk: Talk) -> None:
    """Although its field was there, and held words."""
    view = (await talk.types("publish")).views[0]
    update = view["blocks"][1]["element"]["options"][0]["value"]
    boxes = {"type": "checkboxes", "action_id": "publish_renew:updates", "selected_options": []}
    [ticked] = (await talk.presses_in(view, boxes, {_named(view, "updates"): [update]})).views
    [unticked] = (await talk.presses_in(ticked, boxes, {_named(view, "updates"): []})).views
    assert _names(unticked) == ["title", "updates"]
    await talk.submits(unticked)
    assert await _shown(talk) == (None, [])


async def test_an_update_says_where_it_is_read_and_can_be_corrected(talk: Talk) -> None:
    """Before it was published nothing is said; afterwards there is a way to mend the words."""
    await talk.submits((await talk.types("publish")).views[0])
    heard = await talk.types("update We role back.")
    assert "The public reads it on Acme." in heard.words
    [form] = (await talk.presses(heard.button("Correct…"))).views
    assert "corrected" in (await talk.submits(form, message="We roll back.")).words
    assert await _shown(talk) == (None, ["We roll back."])


async def test_the_form_of_what_is_published_corrects_and_withdraws(talk: Talk) -> None:
    """What changed in the wording is a correction, the button takes it off, and Undo puts it back as it was."""
    first = (await talk.types("publish")).views[0]
    await talk.submits(first, **{_named(first, "title"): "Payments fail"})
    await talk.types("update We role back.")
    view = (await talk.types("publish")).views[0]
    assert "there" in _names(view)
    await talk.submits(view, **{_named(view, "there"): "We roll back."})
    assert await _shown(talk) == ("Payments fail", ["We roll back."])

    heard = await talk.presses_in(view, _element(view, "Take it off the page…"))
    assert "is taken off" in str(heard.views[0]["blocks"])
    assert await _shown(talk) is None
    await talk.presses(heard.button("Undo"), private="1.1")
    assert await _shown(talk) == ("Payments fail", ["We roll back."])


async def test_withdrawing_by_a_word_asks_from_which_page(talk: Talk) -> None:
    """And says so when it stands on none."""
    assert "stands on no status page" in (await talk.types("withdraw")).words
    await talk.submits((await talk.types("publish")).views[0])
    heard = await talk.types("withdraw")
    assert heard.button("Acme")["confirm"]
    assert "taken off acme" in (await talk.presses(heard.button("Acme"))).words
    assert await _shown(talk) is None


async def test_of_several_pages_one_is_chosen(talk: Talk) -> None:
    """Another page has fields of its own: its title is not the one typed for the first."""
    await talk.has_pages("beta")
    view = (await talk.types("publish")).views[0]
    assert _names(view)[0] == "page"
    choice = {
        "type": "static_select",
        "action_id": "publish_renew:page",
        "selected_option": {"value": "beta"},
    }
    [other] = (
        await talk.presses_in(view, choice, {"page": "beta", _named(view, "title"): "For acme only"})
    ).views
    assert "For acme only" not in str(other["blocks"])
    await talk.submits(other)
    assert await _shown(talk, "beta") == (None, [])
    assert await _shown(talk) is None


async def test_guests_get_a_sentence_and_no_form(talk: Talk) -> None:
    """By the word, and by the button on the card."""
    await talk.is_member("U0BEN", GUEST)
    button = _element({"blocks": await _card(talk)}, "Publish…")
    for heard in (await talk.types("publish", who="U0BEN"), await talk.presses(button, "U0BEN")):
        assert "Guests and people of other workspaces cannot publish" in heard.words
        assert not heard.views


async def test_who_is_not_known_is_told_to_try_again(talk: Talk) -> None:
    """Slack could not be asked."""
    heard = await talk.types("publish", who="U0CLEO")
    assert "Try again in a minute" in heard.words
    assert not heard.views


async def test_a_wrong_title_is_told_beside_its_field(talk: Talk) -> None:
    """Nothing is published."""
    view = (await talk.types("publish")).views[0]
    title = _named(view, "title")
    assert list((await talk.submits(view, **{title: " "})).errors) == [title]
    assert await _shown(talk) is None


async def test_without_a_page_there_is_nothing_to_publish(talk: Talk) -> None:
    """The word says how to make one."""
    await talk.store.run(lambda tx: tx.run("DELETE FROM status_pages"))
    assert "Publish…" not in _labels(await _card(talk))
    assert "policy.toml" in (await talk.types("publish")).words


async def test_what_is_over_can_still_be_published(talk: Talk) -> None:
    """A mistake outside has to be mended at any time."""
    await talk.types("resolve")
    await talk.submits((await talk.types("publish INC-1")).views[0])
    assert (await talk.now("INC-1")).status is Status.RESOLVED
    assert await _shown(talk) == (None, [])
