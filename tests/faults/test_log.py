"""What the running bot writes down, on good days and bad ones: neither what people say nor what lets anybody in."""

import json
import resource

from tests.faults.nursery import leave_room
from tests.faults.running import INCIDENTS, Site, until
from tests.faults.test_disk import size_of
from tests.stories.acting import words

SAID = "kumquat"
SECRETS = ("xoxb-playground", "xapp-playground", "playground-signing-secret")


async def a_good_and_a_bad_day(site: Site) -> None:
    """Have people talk while Slack refuses, hangs up and is down, the disk fills up, and strangers knock."""
    office, ann = site.office, site.office.ann
    await ann.types(f"/incident critical {SAID} is failing")
    card = await ann.sees(SAID, INCIDENTS)
    await ann.types(f"/incident note 1 {SAID} again")
    await ann.types(f"/incident lead 1 {SAID}")
    await ann.types(f"/incident {SAID}")
    edit = await ann.view(lambda: ann.chooses("Edit", card, INCIDENTS))
    await ann.submits(edit, title=f"{SAID} is healing")
    await office.fails("chat.postMessage", "error", error="invalid_blocks", times=5)
    await office.fails("chat.update", "error", error="msg_too_long", times=2)
    await office.fails("views.open", "error", error="invalid_arguments", times=1)
    await ann.types(f"/incident update 1 {SAID}, still")
    await ann.types("/incident declare")
    leave_room(site.bot.pid, size_of(site.database.with_name("tocsin.db-wal")))
    await ann.types(f"/incident critical {SAID} on a full disk")
    await ann.is_told("nothing was saved")
    leave_room(site.bot.pid, resource.RLIM_INFINITY)
    async with office.session.post(
        f"http://127.0.0.1:{site.port}/slack/events", data={"text": SAID}
    ) as answer:
        assert answer.status in (401, 404)
    await office.fails("*", "down")
    await ann.types(f"/incident critical {SAID} while Slack is down")
    await until(lambda: slack_was_down(site), site.bot.said)
    if site.socket_mode:
        await office.control("disconnect", reason="abort")
        await site.bot.says("not connected")


async def slack_was_down(site: Site) -> bool:
    """Whether a message has met a Slack that is down."""
    return any(call["status"] == 503 for call in await site.office.calls("chat.postMessage"))


async def test_the_log_has_neither_what_people_say_nor_secrets(site: Site) -> None:
    """Every line is one JSON object, and the reference that a person was told is in one of them."""
    bot = await site.starts(LOG_FORMAT="json")
    await a_good_and_a_bad_day(site)
    told = await site.office.ann.is_told("ref ")
    lines = [json.loads(line) for line in bot.said().splitlines()]
    assert any(line.get("ref", "none") in words(told) for line in lines)
    assert SAID not in bot.said()
    for secret in (*SECRETS, "/commands/T0DEMO", "/actions/T0DEMO"):
        assert secret not in bot.said()
