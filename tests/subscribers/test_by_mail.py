"""Subscribing by mail: asked, confirmed, told, and left again, at a real mail server."""

import pytest

from tests.mailbox import html_of, text_of
from tests.subscribers.conftest import Desk, link_in

ANN = "ann@example.com"
BEN = "ben@example.com"


async def test_who_has_confirmed_is_told_of_what_is_published_said_and_over(desk: Desk) -> None:
    """From the form to the mailbox: one letter for each piece of news, none for what stays inside."""
    await desk.subscribes(ANN)
    inc = await desk.declares(monitors=["shop-web"])
    await desk.publishes(inc)
    await desk.tells(inc, "We are rolling back.")
    await desk.programs.made(f"/api/v1/incidents/{inc}/notes", {"text": "it was release 81"})
    await desk.programs.ask("POST", f"/api/v1/incidents/{inc}/resolve", {"note": "rolled back"})
    await desk.delivers()

    asked, *news = desk.box.to(ANN)
    assert "confirm" in asked["Subject"].lower()
    assert [mail["Subject"] for mail in news] == [
        "[Acme Cloud] Investigating: Payments fail",
        "[Acme Cloud] Investigating: Payments fail",
        "[Acme Cloud] Resolved: Payments fail",
    ]
    assert "We are rolling back." in text_of(news[1])
    assert "We are rolling back." in html_of(news[1])
    assert "Affects: Shop" in text_of(news[0])
    for hidden in ("release 81", "rolled back", "INC-1", "admin"):
        assert all(hidden not in text_of(mail) + html_of(mail) for mail in news)
    assert str(news[0]["From"]) == "Acme Cloud <status@acme.example>"


async def test_a_past_incident_is_no_news_until_something_is_said_about_it(desk: Desk) -> None:
    """Recorded when it was over, it stands in the history of the page and nobody is written to."""
    await desk.subscribes(ANN)
    past = {"title": "The database was away", "state": "resolved", "message": "It was away for an hour."}
    made = await desk.programs.made("/compat/beacon/api/v1/pages/acme/incidents", past)
    await desk.delivers()
    assert len(desk.box.to(ANN)) == 1  # the letter that asked
    assert "It was away for an hour." in await desk.sees("/status/acme")

    path = f"/compat/beacon/api/v1/incidents/{made['data']['id']}/updates"
    await desk.programs.made(path, {"message": "We have found out why."})
    await desk.delivers()
    assert "We have found out why." in text_of(desk.box.to(ANN)[-1])


async def test_nobody_is_told_who_has_not_confirmed(desk: Desk) -> None:
    """The letter that asks is all that they get; looking at its link does nothing."""
    await desk.asks(ANN)
    await desk.delivers()
    await desk.sees(link_in(desk.box.to(ANN)[0], "confirm"))
    await desk.publishes(await desk.declares())
    await desk.delivers()
    assert len(desk.box.to(ANN)) == 1
    assert await desk.rows("SELECT id FROM subscribers") == []


async def test_the_form_answers_alike_whether_or_not_an_address_is_known(desk: Desk) -> None:
    """Only the owner of the mailbox reads which it is."""
    first = await desk.asks(ANN)
    await desk.delivers()
    await desk.posts(link_in(desk.box.to(ANN)[0], "confirm"))
    second = await desk.asks(ANN)
    assert (first.status_code, first.text) == (second.status_code, second.text)
    await desk.delivers()
    known = desk.box.to(ANN)[-1]
    assert "subscribed already" in text_of(known)
    assert "Your subscription" in await desk.sees(link_in(known, "subscription"))


async def test_one_click_of_the_mail_program_ends_it(desk: Desk) -> None:
    """RFC 8058: the header's address takes one POST; looking at it changes nothing."""
    await desk.subscribes(ANN)
    await desk.publishes(await desk.declares())
    await desk.delivers()
    mail = desk.box.to(ANN)[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = link_in(mail, "unsubscribe")
    assert mail["List-Unsubscribe"] == f"<https://tocsin.example{link}>"
    assert "Unsubscribe" in await desk.sees(link)
    answer = await desk.reader.post(link, files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert await desk.rows("SELECT id FROM subscribers") == []
    assert (await desk.reader.post(link, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    assert (await desk.reads(link)).status_code == 404


async def test_who_chose_a_component_hears_of_that_and_may_choose_anew(desk: Desk) -> None:
    """What affects others is not told; the link in each mail leads to the choice."""
    await desk.subscribes(ANN, "api")
    await desk.publishes(await desk.declares("Shop is slow", monitors=["shop-web"]))
    await desk.publishes(await desk.declares("API is slow", monitors=["api"]))
    await desk.delivers()
    [mail] = desk.box.to(ANN)[1:]
    assert "API is slow" in mail["Subject"]
    keep = link_in(mail, "subscription")
    assert 'value="api" checked' in await desk.sees(keep)
    saved = await desk.posts(keep, component=["shop"])
    assert "Saved." in saved.text
    await desk.publishes(await desk.declares("Shop is down", monitors=["shop-web"]))
    await desk.delivers()
    assert "Shop is down" in desk.box.to(ANN)[-1]["Subject"]


async def test_a_link_holds_for_two_days_for_its_page_and_purpose_alone(desk: Desk) -> None:
    """A link that is too old, cut off or meant for something else confirms nothing."""
    await desk.asks(ANN)
    await desk.delivers()
    link = link_in(desk.box.to(ANN)[0], "confirm")
    for wrong in (
        link[:-1],
        link.replace("confirm", "unsubscribe"),
        link.replace("acme", "beta"),
        link + "A",
    ):
        assert (await desk.posts(wrong)).status_code == 404
    desk.world.pass_by(days=2)
    assert (await desk.posts(link)).status_code == 404
    assert await desk.rows("SELECT id FROM subscribers") == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "ann@",
        "ann@example.com\r\nBcc: ben@example.com",
        "ann@example.com, ben@example.com",
        "Ann <ann@example.com>",
        "a" * 300 + "@example.com",
        "ann@localhost",
        "ann@\u202eexample.com",
        "<script>@example.com",
    ],
)
async def test_what_is_no_address_gets_a_sentence_and_no_mail(desk: Desk, typed: str) -> None:
    """The form comes back with what was typed, escaped."""
    answer = await desk.asks(typed)
    assert answer.status_code == 422
    assert "This is no address that we can write to." in answer.text
    assert "<script>" not in answer.text
    assert await desk.rows("SELECT id FROM letters") == []


async def test_an_address_is_written_to_three_times_a_day_and_a_sender_asks_twenty_times_a_minute(
    desk: Desk,
) -> None:
    """Both are told so, in the page's look."""
    for _ in range(3):
        assert (await desk.asks(ANN)).status_code == 200
    answer = await desk.asks(ANN)
    assert answer.status_code == 429
    assert "several times today" in answer.text
    statuses = [(await desk.asks(f"p{n}@example.com")).status_code for n in range(20)]
    assert statuses.count(200) == 16
    assert statuses[-1] == 429
    assert len(await desk.rows("SELECT id FROM letters")) == 19


async def test_what_is_withdrawn_or_corrected_before_it_goes_out_does_not_go_out_as_it_was(
    desk: Desk,
) -> None:
    """A letter that waits says the corrected words; one about what is no longer public is not sent."""
    await desk.subscribes(ANN)
    one, other = await desk.declares("Payments fail"), await desk.declares("A mistake")
    await desk.publishes(one)
    await desk.publishes(other)
    update = await desk.tells(one, "Card 4711 was charged twice.")
    await desk.programs.ask(
        "PATCH", f"/api/v1/incidents/{one}/updates/{update}", {"message": "Cards were charged."}
    )
    await desk.programs.ask("DELETE", f"/api/v1/incidents/{other}/publications/acme")
    await desk.delivers()
    told = "".join(text_of(mail) for mail in desk.box.to(ANN))
    assert "Cards were charged." in told
    assert "4711" not in told
    assert "A mistake" not in told


async def test_letters_are_in_the_language_and_time_of_their_page(desk: Desk) -> None:
    """A German page writes German."""
    await desk.store.run(lambda tx: tx.run("UPDATE status_pages SET language = 'de' WHERE slug = 'acme'"))
    await desk.asks(ANN)
    await desk.delivers()
    link = link_in(desk.box.to(ANN)[0], "confirm")
    assert "bestätigen" in desk.box.to(ANN)[0]["Subject"]
    await desk.posts(link)
    await desk.publishes(await desk.declares())
    await desk.delivers()
    mail = desk.box.to(ANN)[-1]
    assert mail["Subject"].startswith("[Acme Cloud] Wird untersucht")
    assert "Europe/Berlin" in text_of(mail)


async def test_without_a_mail_server_no_form_is_offered(desk: Desk) -> None:
    """The page has no link to one, and its address has nothing."""
    assert "/status/acme/subscribe" in await desk.sees()
    forms = desk.programs.pages.forms
    desk.programs.pages.forms = None
    assert (await desk.reads("/status/acme/subscribe")).status_code == 404
    desk.programs.pages.forms = forms
    assert (await desk.reads("/status/nobody/subscribe")).status_code == 404
    csp = (await desk.reads("/status/acme/subscribe")).headers["content-security-policy"]
    assert "form-action 'self'" in csp
    assert "form-action 'none'" in (await desk.reads()).headers["content-security-policy"]
