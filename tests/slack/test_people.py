"""How often Slack is asked whether somebody can still be reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.delivery import Refused
from bot.ledger import Ledger
from bot.slack.people import REACHABLE_FOR, TOLD_FOR, People
from incidents.escalation import Policy
from storage import open_inline
from tests.storage.examples import NOON, StillWorld

LATER = REACHABLE_FOR + timedelta(seconds=1)


@dataclass
class Exchange:
    """Slack's end of the line, and a clock."""

    asked: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    time: datetime = NOON

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        assert method == "conversations.open"
        self.asked.append(arguments["users"])
        if arguments["users"] in self.gone:
            raise Refused("user_disabled")
        return {"ok": True, "channel": {"id": "D0" + arguments["users"][2:]}}


@pytest.fixture
def slack() -> Exchange:
    return Exchange()


@pytest.fixture
def people(slack: Exchange) -> People:
    ledger = Ledger(open_inline(StillWorld()), Policy(), wake=lambda: None)
    return People(ledger, slack.call, lambda: slack.time)


async def test_slack_is_asked_again_after_a_minute(people: People, slack: Exchange) -> None:
    """As long as it is not known to tell of changes."""
    assert await people.dm_with("U0BEN") == "D0BEN"
    assert await people.dm_with("U0BEN") == "D0BEN"
    assert slack.asked == ["U0BEN"]
    slack.time += LATER
    await people.dm_with("U0BEN")
    assert slack.asked == ["U0BEN"] * 2


async def test_slack_is_asked_again_after_an_hour_while_it_tells_of_changes(
    people: People, slack: Exchange
) -> None:
    """That anybody changed anything shows that it tells."""
    await people.dm_with("U0BEN")
    people.changed("U0CLEO")
    slack.time += TOLD_FOR - timedelta(seconds=1)
    await people.dm_with("U0BEN")
    assert slack.asked == ["U0BEN"]
    slack.time += timedelta(seconds=2)
    await people.dm_with("U0BEN")
    assert slack.asked == ["U0BEN"] * 2


async def test_whoever_has_changed_is_asked_for_at_once(people: People, slack: Exchange) -> None:
    """They may have been deactivated."""
    people.changed("U0CLEO")
    await people.dm_with("U0BEN")
    slack.gone.add("U0BEN")
    people.changed("U0BEN")
    with pytest.raises(Refused):
        await people.dm_with("U0BEN")


async def test_after_a_cut_everybody_is_asked_for_anew(people: People, slack: Exchange) -> None:
    """And every minute, until Slack is heard to tell again."""
    people.changed("U0CLEO")
    await people.dm_with("U0BEN")
    people.deaf()
    await people.dm_with("U0BEN")
    slack.time += LATER
    await people.dm_with("U0BEN")
    assert slack.asked == ["U0BEN"] * 3
