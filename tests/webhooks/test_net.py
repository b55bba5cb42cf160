"""No private address is reached, judged by the address that is really connected to."""

import asyncio
import ipaddress
import socket
import threading
from typing import Any

import aiohttp
import pytest

from bot.net import AddressRefused, Outside, outside, refuse_private
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
        told = [
            await _posted(servers, f"{scheme}://localhost:{receiver.port}") for scheme in ("http", "https")
        ]
    assert ["private address" in words for words in told] == [True, True]
    assert receiver.heard == []


async def test_a_refusal_stands_in_the_log_of_messages_with_what_to_set(post: Post) -> None:
    """It is tried again, since the operator may allow it."""
    webhook = await post.webhooks.create("http://192.168.77.1/hook", [], "")
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert message.state == "pending"
    assert "192.168.77.1 is a private address. Add its network" in str(message.error)


async def test_by_http_nothing_is_sent_over_the_internet(post: Post) -> None:
    """Only to networks that are allowed: the refusal says what to change, and no socket is opened."""
    webhook = await post.webhooks.create("http://8.8.8.8/hook", [], "")
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert "http can be read on the way to 8.8.8.8: use https" in str(message.error)


async def test_a_private_address_is_refused_by_https_too(post: Post) -> None:
    """Whatever the scheme."""
    webhook = await post.webhooks.create("HTTPS://[64:ff9b::10.0.0.1]/hook", [], "")
    await post.declare()
    await post.delivers()

    [message] = await post.webhooks.messages(webhook.id, 10, None)

    assert "64:ff9b::a00:1 is a private address" in str(message.error)


async def test_names_that_hang_keep_nobody_else_from_finding_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's name is looked up in other threads than those of webhooks."""
    hang, really = threading.Event(), socket.getaddrinfo

    def looked_up(host: Any, *more: Any, **named: Any) -> Any:
        if str(host).startswith("hangs-"):
            hang.wait(10)
        return really("127.0.0.1" if str(host).startswith("hangs-") else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    async with outside(()) as servers:
        posts = [asyncio.create_task(_posted(servers, f"https://hangs-{n}.test/")) for n in range(64)]
        await asyncio.sleep(0)
        async with asyncio.timeout(8):
            found = await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 443)
        hang.set()
        told = await asyncio.gather(*posts)

    assert found
    assert len([words for words in told if "private address" in words]) == 64


async def _posted(servers: Outside, url: str) -> str:
    with pytest.raises(aiohttp.ClientConnectorError) as refused:
        await servers.session_for(url).post(url)
    return str(refused.value.os_error)
