"""The demo shop is broken and mended: the whole loop without a hand, from the look at it to the page and back."""

from datetime import timedelta
from pathlib import Path

from incidents.checks import Check, CheckKind
from incidents.escalation import Policy
from incidents.model import Severity
from tests.stories.acting import words
from tests.stories.conftest import office_open
from tests.stories.reminded import INCIDENTS, until_paged


def watching_the_shop(playground: str) -> Policy:
    """Look every second, and page Ben about what is critical."""
    shop = Check(
        id="shop",
        name="Demo shop",
        kind=CheckKind.HTTP,
        target=f"{playground}/shop",
        interval=timedelta(seconds=1),
        timeout=timedelta(milliseconds=900),
    )
    return Policy({Severity.CRITICAL: timedelta(minutes=3)}, (("U0BEN",),), monitors=(shop,))


async def test_break_it_and_watch_it_open_worsen_page_and_recover(tmp_path: Path) -> None:
    """Nobody types anything; Ben acknowledges, and is told when it is over."""
    async with office_open(tmp_path, socket_mode=True, policy=watching_the_shop) as (office, app):
        await office.control("shop", broken=True)
        await office.ann.sees("Demo shop: it answered 503", INCIDENTS)
        [page] = await until_paged(office, "ben", 1)
        assert "Critical" in words(page)
        dm = await office.ben.dm()
        await office.ben.presses("Acknowledge", page, dm)
        await office.control("shop", broken=False)
        await office.ben.sees("has recovered", dm)
        incident = await app.service.find("INC-1")
        assert (incident.severity, incident.is_active) == (Severity.CRITICAL, False)
