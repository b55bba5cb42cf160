"""What is said in Slack is read outside, and only what was published: told in the playground."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import Application
from bot.policy import read_policy
from tests.pages.conftest import POLICY as PAGES
from tests.stories.acting import Office
from tests.stories.conftest import POLICY, office_open

GENERAL, INCIDENTS = "C0GENERAL", "C0INCIDENTS"


@pytest.fixture(params=[True, False], ids=["socket_mode", "http_mode"])
async def opened(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Office, Application]]:
    policy = replace(POLICY, pages=read_policy(PAGES, "policy.toml").pages)
    async with office_open(tmp_path, socket_mode=request.param, policy=policy) as both:
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
    await office.ben.types("/incident resolve INC-1 as far as I can see")
    await office.ben.is_told("INC-1 stands on a status page. Guests and people of other workspaces cannot")
    assert (await app.service.find("INC-1")).is_active
    read = await page(office, app)
    assert "Major outage" in read
    assert "guest" not in read

    await office.control("users/U0BEN", is_restricted=False)

    async def is_a_member() -> bool:
        known = await app.ledger.acquaintance("U0BEN")
        return known is not None and known.standing == "member"

    await office.until(is_a_member)
    await office.ben.types("/incident update INC-1 from a member")
    await office.ben.is_told("Your update on INC-1 is posted.")
    assert "from a member" in await page(office, app)


async def test_what_is_published_from_slack_is_read_on_the_page(opened: tuple[Office, Application]) -> None:
    """By the card's button, after a preview; the card says where, and a withdrawal takes it away from the public."""
    office, app = opened
    await office.ann.types("/incident major Payments fail for db-7")
    card = await office.ann.sees("INC-1", INCIDENTS)
    form = await office.ann.view(lambda: office.ann.presses("Publish…", card, INCIDENTS))
    title = {"title@acme": "Payments fail"}
    previewed = await office.ann.presses_in(form, "Renew the preview", **title)
    assert "Payments fail" in str(previewed["blocks"])
    assert "Payments fail" not in await page(office, app, "acme")

    await office.ann.submits(previewed, **title)
    await office.ann.is_told("INC-1 is published. Updates", INCIDENTS)
    await office.ann.until(lambda messages: _with(messages, "Public on"), INCIDENTS)
    assert "Payments fail" in await page(office, app, "acme")
    await office.ann.types("/incident update We are rolling back.")
    told = await office.ann.is_told("Your update on INC-1 is posted.")
    assert "The public reads it on" in str(told["blocks"])
    read = await page(office, app, "acme")
    assert "We are rolling back." in read
    assert "db-7" not in read

    await office.ann.types("/incident withdraw")
    question = await office.ann.is_told("off which page")
    await office.ann.presses("Acme Cloud", question, GENERAL)
    await office.ann.is_told("taken off acme")
    assert "Payments fail" not in await page(office, app, "acme")


async def test_a_guest_gets_no_form(opened: tuple[Office, Application]) -> None:
    """A sentence says who may publish."""
    office, _ = opened
    await office.control("users/U0BEN", is_restricted=True)
    await office.ann.types("/incident major Payments fail")
    card = await office.ben.sees("INC-1", INCIDENTS)
    await office.ben.presses("Publish…", card, INCIDENTS)
    await office.ben.is_told("Guests and people of other workspaces cannot publish", INCIDENTS)
    assert await office.ben.views() == []


def _with(messages: list[dict[str, Any]], words: str) -> dict[str, Any] | None:
    return next((message for message in messages if words in str(message.get("blocks"))), None)
