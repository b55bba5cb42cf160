"""A mail server that refuses, drops, stalls and is away: each letter is told once, and nothing is lost."""

import re

import pytest

from bot import smtp
from bot.caller import Caller
from incidents.commands import Draft
from tests.mailbox import Mailbox, html_of, mail_server, text_of
from tests.pages.test_hostile import CLEO
from tests.subscribers.conftest import SENDER, Desk, delivery_of

ANN, BEN = "ann@example.com", "ben@example.com"


@pytest.fixture
async def both(desk: Desk) -> Desk:
    """Two have subscribed."""
    await desk.subscribes(ANN)
    await desk.subscribes(BEN)
    desk.box.letters.clear()
    return desk


async def states(desk: Desk) -> dict[str, str]:
    rows = await desk.rows(
        "SELECT address, state FROM letters WHERE subscriber_id IS NOT NULL ORDER BY created_at"
    )
    return {row["address"]: row["state"] for row in rows}


async def test_who_is_refused_for_good_three_times_is_written_to_no_more(both: Desk) -> None:
    """The refusal is kept with the subscriber; the others get theirs; a mail that is taken forgets it."""
    both.box.answers[ANN] = "550 no such mailbox"
    for title in ("one", "two", "three", "four"):
        await both.publishes(await both.declares(title))
        await both.delivers()
    assert both.box.tried.count(ANN) == 1 + 3
    assert len(both.box.to(BEN)) == 4
    [ann] = await both.rows("SELECT refusals, refused_because FROM subscribers WHERE refused_at IS NOT NULL")
    assert (ann["refusals"], ann["refused_because"]) == (3, "550 no such mailbox")


async def test_who_is_put_off_is_written_to_later_and_delays_nobody(both: Desk) -> None:
    """A 4xx is tried again, after a minute, then after longer; after two days it is given up."""
    both.box.answers[ANN] = "451 come back later"
    await both.publishes(await both.declares())
    await both.delivers()
    assert len(both.box.to(BEN)) == 1
    assert await states(both) == {ANN: "pending", BEN: "sent"}
    both.world.pass_by(seconds=59)
    await both.delivers()
    assert both.box.tried.count(ANN) == 2
    del both.box.answers[ANN]
    both.world.pass_by(seconds=1)
    await both.delivers()
    assert len(both.box.to(ANN)) == 1
    assert await states(both) == {ANN: "sent", BEN: "sent"}


async def test_what_is_put_off_for_two_days_is_given_up(both: Desk) -> None:
    """Seven tries; then the letter has failed, and the subscriber stays."""
    both.box.answers[ANN] = "451 come back later"
    await both.publishes(await both.declares())
    for _ in range(10):
        await both.delivers()
        both.world.pass_by(hours=40)
    assert both.box.tried.count(ANN) == 1 + 7
    assert (await states(both))[ANN] == "failed"


@pytest.mark.parametrize("trouble", ["drop", "stall", "421 going away"])
async def test_a_server_that_breaks_off_gets_the_others_first_and_that_one_later(
    both: Desk, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be this letter that it cannot bear, so the others are not kept waiting by it."""
    monkeypatch.setattr(smtp, "WITHIN", 0.3)
    both.box.answers[ANN] = trouble
    await both.publishes(await both.declares())
    await both.delivers()
    both.world.pass_by(seconds=15)
    await both.delivers()
    assert len(both.box.to(BEN)) == 1
    del both.box.answers[ANN]
    both.world.pass_by(minutes=1)
    await both.delivers()
    assert len(both.box.to(ANN)) == 1
    assert len(both.box.to(BEN)) == 1


async def test_while_the_server_is_away_letters_wait(both: Desk) -> None:
    """No letter is blamed for it; the reason stands in the outbox."""
    away = delivery_of(both.store, both.world, "smtp://127.0.0.1:1")
    here, both.delivery = both.delivery, away
    await both.publishes(await both.declares())
    for _ in range(9):
        await both.delivers()
        both.world.pass_by(minutes=1)
    [row] = await both.rows("SELECT state, last_error FROM outbox WHERE key = 'mail'")
    assert row["state"] == "pending"
    assert "mail server:" in row["last_error"]
    both.delivery = here
    await both.delivers()
    assert [len(both.box.to(each)) for each in (ANN, BEN)] == [1, 1]


HEADERS = {
    *("message-id", "to", "from", "subject", "date", "list-unsubscribe", "list-unsubscribe-post"),
    *("auto-submitted", "mime-version", "content-type"),
}
HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202eevil\u2066 turned",
    "x" * 10_000,
    "🔥" * 60,
    "=?utf-8?q?Bcc=3A_ben?= {{ 7 * 7 }} %(x)s",
    "line one\nBcc: ben@example.com\n\n.\nQUIT",
    "one\rBcc: ben@example.com\r\r.\rQUIT\r",
    "one\r\nBcc: ben@example.com\r\n\r\n.\r\nQUIT\r\n",
    "NUL \x00 bell \x07 escape \x1b[31m next line \x85 Bcc: ben@example.com",
    "line\u2028Bcc: ben@example.com\u2029.\ufeff\ufffe",
]


async def test_hostile_words_inject_no_header_and_arrive_as_text(both: Desk) -> None:
    """Read back by Python's own parser: each mail has the headers that we wrote, once, and escaped words."""
    cleo = Caller(CLEO)
    for words in HOSTILE:
        # By the service: the API refuses NUL, other doors leave it out.
        declared = await both.programs.service.declare(Draft(words[:200]), cleo)
        await both.publishes(declared.incident.reference)
        await both.programs.service.post_update(declared.incident.reference, words[:9_000], cleo)
    await both.delivers()

    got = both.box.to(ANN)
    assert len(got) == 2 * len(HOSTILE)
    for mail in got:
        names = [name.lower() for name in mail]
        assert set(names) == HEADERS
        assert len(names) == len(HEADERS)
        assert (mail["To"], mail.defects) == (ANN, [])
        assert mail["From"].addresses[0].addr_spec == SENDER
        html = html_of(mail)
        assert "<script" not in html
        assert "onerror=alert(1)>" not in html.replace("&gt;", "")
        assert "49" not in mail["Subject"]
        read = mail["Subject"] + html + text_of(mail)
        assert not set("\u202e\u2066\x00\x07\x1b\x85\r").intersection(read.replace("\r\n", "\n"))
    for raw in both.box.raw:
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\r(?!\n)|(?<!\r)\n", raw)
    assert any("x" * 9_000 in text_of(mail) for mail in got)


async def test_a_mail_server_that_comes_back_gets_what_waited(both: Desk) -> None:
    """The same server on the same port, down in between."""
    box = Mailbox()
    with mail_server(box):
        pass
    both.delivery = delivery_of(both.store, both.world, box.url)
    await both.publishes(await both.declares())
    await both.delivers()
    assert box.letters == []
    with mail_server(box):
        both.world.pass_by(minutes=1)
        await both.delivers()
    assert sorted(to for to, _ in box.letters) == [ANN, BEN]
