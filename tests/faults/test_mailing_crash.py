"""kill -9 in the middle of mailing: each subscriber gets the letter once, at most one of them twice."""

import signal
import sqlite3
from collections import Counter
from contextlib import closing

from tests.faults.running import Site, until
from tests.mailbox import Mailbox, mail_server, text_of

PAGES = (
    '\n[[page]]\nslug = "acme"\nname = "Acme Cloud"\n\n[[publish]]\npage = "acme"\nseverity = "critical"\n'
)
SOON = 120.0


def environment(box: Mailbox) -> dict[str, str]:
    return {"SMTP_URL": box.url, "SMTP_FROM": "status@acme.example", "BASE_URL": "https://tocsin.example"}


def people_subscribe(site: Site, count: int) -> None:
    """Write so many subscribers down, beside the running bot."""
    rows = [(f"sub_{n:04}", "acme", "email", f"p{n}@example.com", 0, 0) for n in range(count)]
    with closing(sqlite3.connect(site.database, timeout=10)) as connection, connection:
        connection.executemany(
            "INSERT INTO subscribers (id, page, kind, target, created_at, refusals) VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )


async def mailed_through_a_kill(site: Site, count: int, point: str) -> Counter[str]:
    """Have the bot die at a point in the middle, start it again, and give who got how many letters."""
    site.policy.write_text(site.policy.read_text() + PAGES)
    with mail_server(Mailbox()) as box:
        bot = await site.starts(**environment(box), TOCSIN_FAILPOINT=f"{point}:{count // 2}")
        people_subscribe(site, count)
        await site.office.ann.types("/incident critical checkout is failing")
        assert await bot.ends(SOON) == -signal.SIGKILL
        assert len(box.letters) == count // 2
        bot = await site.starts(**environment(box))
        await until(lambda: len({to for to, _ in box.letters}) == count, bot.said, SOON)
        await site.owes_nothing()
        assert all("checkout is failing" in text_of(mail) for _, mail in box.letters)
        return Counter(to for to, _ in box.letters)


async def test_a_kill_in_the_middle_of_a_thousand_repeats_one_letter_at_the_most(http_site: Site) -> None:
    """It dies when the server has the letter and the database does not know it yet: the worst moment."""
    got = await mailed_through_a_kill(http_site, 1_000, "after_send.mail")
    assert len(got) == 1_000
    assert sorted(got.values())[-2:] == [1, 2]
