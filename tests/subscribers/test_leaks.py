"""No word from inside goes out to a subscriber: a marker in everything private, and all messages are read."""

import json
from email.message import EmailMessage

from bot.caller import Caller
from bot.pages.places import PLACES
from bot.slack.views.announcement import announcement
from incidents.commands import Draft
from incidents.model import Kind, Severity
from incidents.plan import Plan
from tests.api.conftest import NOON
from tests.mailbox import html_of, text_of
from tests.pages.test_leaks import CLEO, INSIDE, PRIVATE, failing, one_with_everything
from tests.subscribers.conftest import BASE, Desk
from tests.subscribers.test_webhooks import PATH, URL

ANN = "ann@example.com"
PUBLIC = ("zq-public-title", "zq-public-update", "zq-public-work", "Public API")
# What was public until it was corrected was told as it was then, to those who had it by then.
ONCE_PUBLIC = f"{PRIVATE}-before-correction"


async def all_that_can_be_told(desk: Desk) -> None:
    """Have everything happen of which subscribers hear, to incidents that hold a marker in every private place."""
    service, cleo = desk.programs.service, Caller(CLEO)
    await one_with_everything(desk)
    await failing(desk)
    plan = Plan(NOON, NOON.replace(hour=14))
    work = Draft(
        "zq-public-work",
        Severity.NONE,
        kind=Kind.MAINTENANCE,
        description=INSIDE.description,
        monitors=INSIDE.monitors,
        lead=INSIDE.lead,
        channel=INSIDE.channel,
        planned=plan,
    )
    name = (await service.declare(work, cleo)).incident.reference
    await service.post_update(name, f"{PRIVATE}-said-before", cleo)
    await desk.publishes(name)
    await service.add_note(name, f"{PRIVATE}-note", cleo)
    await service.post_update(name, "zq-public-update of the work", cleo)
    await service.resolve(name, cleo, f"{PRIVATE}-resolution-note")


def all_of(mail: EmailMessage) -> str:
    """Give all that a mail says: headers and both bodies."""
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), text_of(mail), html_of(mail)])


async def told(desk: Desk) -> dict[str, list[str]]:
    """Give every message to anybody, by the way that it goes."""
    await desk.delivers()
    hooked = await desk.rows("SELECT body FROM webhook_deliveries ORDER BY position")
    announced = await desk.rows("SELECT body FROM announcements ORDER BY id")
    messages = [announcement(json.loads(row["body"]), BASE) for row in announced]
    return {
        "mail": [all_of(mail) for mail in desk.box.to(ANN)],
        "webhook": [row["body"].replace(ONCE_PUBLIC, "") for row in hooked],
        "Slack": [json.dumps([message.text, message.blocks]) for message in messages],
    }


async def test_no_private_word_is_found_in_any_message_to_a_subscriber(desk: Desk) -> None:
    """By mail, webhook or Slack; what is public is found in each, so that the search is known to work."""
    await desk.subscribes(ANN)
    await desk.programs.made(PATH, {"url": URL})
    await all_that_can_be_told(desk)
    for way, messages in (await told(desk)).items():
        assert len(messages) >= 8, way
        for message in messages:
            assert PRIVATE not in message, way
            assert "db-7" not in message, way
            assert "INC-" not in message, way
            assert "zq-public-own-title" not in message, way
        for public in PUBLIC:
            assert any(public in message for message in messages), (way, public)


async def test_nor_at_any_address_when_there_is_maintenance_too(desk: Desk) -> None:
    """The page, its month, the calendar and all that programs read."""
    await all_that_can_be_told(desk)
    for place in ("", "/history", *(f"/{each}" for each in PLACES)):
        read = await desk.sees(f"/status/acme{place}")
        assert PRIVATE not in read, place
        if place in ("", "/history", "/maintenance.ics", "/feed.atom"):
            assert "zq-public-work" in read, place
