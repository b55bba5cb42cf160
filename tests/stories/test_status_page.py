"""What is said in Slack is read outside, and only what was published: told in the playground."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Application
from bot.policy import read_policy
from tests.pages.conftest import POLICY as PAGES
from tests.stories.acting import Office
from tests.stories.conftest import POLICY, office_open

GENERAL = "C0GENERAL"


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[Office, Application]]:
    policy = replace(POLICY, pages=read_policy(PAGES, "policy.toml").pages)
    async with office_open(tmp_path, socket_mode=False, policy=policy) as both:
        yield both


async def page(office: Office, app: Application, slug: str = "beta") -> str:
    """Read the page as the public does."""
    async with office.session.get(f"http://127.0.0.1:{app.port}/status/{slug}") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_an_update_typed_in_slack_is_read_on_the_page(opened: tuple[Office, Application]) -> None:
    """What a rule published shows the update, the resolution, and no note; the card's thread tells of a withdrawal."""
    office, app = opened
    await office.ann.types("/incident critical checkout is failing")
    await office.ann.sees("INC-1", "C0INCIDENTS")
    await office.ann.types("/incident update We are rolling back.")
    await office.ann.is_told("Your update on INC-1 is posted.")
    await office.ann.types("/incident note it was release 81")
    await office.ann.is_told("Your note on INC-1")
    read = await page(office, app)
    for shown in ("Major outage", "checkout is failing", "We are rolling back."):
        assert shown in read
    for hidden in ("release 81", "ann.demo", "Ann Demo", "INC-1"):
        assert hidden not in read
    await office.ann.types("/incident resolve rolled back")
    await office.ann.is_told("You have resolved INC-1")
    read = await page(office, app)
    assert "All systems are operational" in read
    assert "rolled back" not in read


async def test_a_guests_update_stays_inside(opened: tuple[Office, Application]) -> None:
    """They are told so; once they are a member it goes out."""
    office, app = opened
    await office.control("users/U0BEN", is_restricted=True)
    await office.ann.types("/incident critical checkout is failing")
    await office.ann.sees("INC-1", "C0INCIDENTS")
    await office.ben.types("/incident update from a guest")
    await office.ben.is_told("No status page shows it, since you are a guest here.")
    await office.ben.types("/incident critical a guest's alarm")
    await office.ben.is_told("You have declared INC-2")
    read = await page(office, app)
    assert "checkout is failing" in read
    assert "guest" not in read

    await office.control("users/U0BEN", is_restricted=False)

    async def is_a_member() -> bool:
        known = await app.ledger.acquaintance("U0BEN")
        return known is not None and known.standing == "member"

    await office.until(is_a_member)
    await office.ben.types("/incident update INC-1 from a member")
    await office.ben.is_told("Your update on INC-1 is posted.")
    assert "from a member" in await page(office, app)
