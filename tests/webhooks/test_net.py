"""No private address is reached, judged by the address that is really connected to."""

import ipaddress

import aiohttp
import pytest

from bot.net import AddressRefused, is_public, outside, refuse_eavesdroppers, refuse_private
from tests.webhooks.conftest import Post

PRIVATE = [
    *["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],  # noqa: S104
    *[
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
    ],
    *[
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2002:0a00:0001::",
        "2001:0:a00:1::",
        "fec0::1",
        "::ffff:0:10.0.0.1",
        "::10.0.0.1",
        "192.88.99.1",
        "3fff::1",
        "5f00::1",
    ],
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_in_whatever_disguise(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, mapped, NAT64, 6to4, Teredo."""
    with pytest.raises(AddressRefused, match="ALLOWED_PRIVATE_NETWORKS"):
        refuse_private(address, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_not(address: str) -> None:
    """Mapped or not."""
    refuse_private(address, ())


def test_a_network_that_is_allowed_is_reached() -> None:
    """And no other."""
    allowed = (ipaddress.ip_network("10.0.0.0/8"),)
    refuse_private("10.1.2.3", allowed)
    with pytest.raises(AddressRefused):
        refuse_private("192.168.1.1", allowed)


async def test_a_name_that_leads_to_a_private_address_is_refused_at_the_socket(post: Post) -> None:
    """Whatever it is called: what is connected to decides."""
    receiver = await post.receiver()
    async with outside(()) as servers:
        for session in (servers.https, servers.http):
            with pytest.raises(aiohttp.ClientConnectorError) as refused:
                await session.post(receiver.url.replace("127.0.0.1", "localhost"))
    assert "private address" in str(refused.value.os_error)
    assert receiver.heard == []


async def test_a_refusal_stands_in_the_log_of_messages_with_what_to_set(post: Post) -> None:
    """It is tried again, since the operator may allow it."""
    webhook = await post.webhooks.create("http://192.168.77.1/hook", [], "")
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert message.state == "pending"
    assert "192.168.77.1 is a private address. Add its network" in str(message.error)
