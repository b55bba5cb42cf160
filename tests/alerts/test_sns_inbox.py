"""What comes of SNS's messages once they are looked at: nothing is taken, kept or visited that SNS did not sign."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.alerts.inbox import Inbox
from bot.alerts.own import sources_under
from bot.alerts.sns_signature import NotGenuine
from tests.alerts.acting import PROMETHEUS, Desk
from tests.alerts.site import Site
from tests.alerts.test_sns_signature import CERTIFICATE, NOW, TOPIC, certificate, our_key, signed


@dataclass
class Post:
    """A desk behind an inbox, and the addresses that were asked for something."""

    desk: Desk = field(default_factory=Desk)
    topics: tuple[str, ...] = (TOPIC,)
    asked: list[str] = field(default_factory=list)

    async def brings(self, told: dict[str, Any]) -> tuple[int, object]:
        """Bring a message."""
        alerting = self.desk.alerting
        inbox = Inbox(
            lambda: sources_under(()),
            alerting.take,
            alerting.keep_unread,
            lambda: self.topics,
            self._fetch,
            lambda: NOW,
        )
        return await inbox.receive("sns", json.dumps(told).encode(), "", {}, {}, PROMETHEUS)

    async def _fetch(self, url: str) -> bytes:
        self.asked.append(url)
        return certificate(our_key()) if url == CERTIFICATE else b""


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    post = Post()
    yield post
    await post.desk.store.close()


async def test_an_alarm_that_sns_signed_declares(post: Post) -> None:
    """Nothing else is asked than its certificate."""
    status, _ = await post.brings(signed("sns_notification.01"))
    assert (status, post.asked) == (202, [CERTIFICATE])
    assert (await post.desk.only()).is_active


async def test_a_forged_alarm_declares_nothing_and_is_not_kept(post: Post) -> None:
    """Whoever reads it again would take it for SNS's."""
    forged = signed("sns_notification.01") | {"MessageId": "another"}
    with pytest.raises(NotGenuine):
        await post.brings(forged)
    assert (await post.desk.incidents(), await post.desk.alerting.unread()) == ([], [])


async def test_a_subscription_is_confirmed_for_an_allowed_topic_alone(post: Post) -> None:
    """By a visit to the address in it; of another topic nothing is asked at all."""
    told = signed("sns_subscription.01")
    await post.brings(told)
    assert post.asked == [CERTIFICATE, told["SubscribeURL"]]
    post.asked.clear()
    post.topics = ()
    with pytest.raises(NotGenuine):
        await post.brings(told)
    post.topics = (TOPIC,)
    with pytest.raises(NotGenuine):
        await post.brings(told | {"SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?another"})
    assert post.asked == [CERTIFICATE]


async def test_the_door_asks_the_policy_for_the_topics(site: Site) -> None:
    """Without one there is none."""
    status, told = await site.posts("sns", json.dumps(signed("sns_notification.01")))
    assert (status, list(told["errors"])) == (400, ["TopicArn"])
    assert await site.incidents() == []
