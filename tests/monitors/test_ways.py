"""No check reaches a private address, judged by what is really connected to; and each is found by its kind."""

import ipaddress
import socket
from datetime import timedelta
from types import ModuleType

import pytest
from aiohttp import web

from bot.monitors import check_in, load_checks
from bot.monitors.ways import open_ways
from bot.net import Network
from incidents.checks import Check, CheckKind
from incidents.failure import FailureType
from incidents.monitoring import Result
from tests.monitors.conftest import CHECKS, Machine, beat_of, now


async def looked(kind: CheckKind, target: str, allowed: tuple[Network, ...] = ()) -> Result:
    """Look as a bot that may reach public addresses, and these."""
    check = Check(id="inside", kind=kind, target=target, timeout=timedelta(seconds=20))
    async with open_ways(allowed, now, beat_of, region="here") as ways:
        result = await CHECKS[kind](check, ways)
    assert result is not None
    return result


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])  # noqa: S104
@pytest.mark.parametrize("kind", ["http", "https", "tcp"])
async def test_a_private_address_is_refused_and_the_words_say_what_to_set(
    machine: Machine, kind: str, host: str
) -> None:
    """Whatever it is called: nothing is connected to."""
    port = await machine.raw(b"HTTP/1.1 200 OK\r\n\r\n")
    target = f"{host}:{port}"
    result = await looked(
        *(CheckKind.TCP, target) if kind == "tcp" else (CheckKind.HTTP, f"{kind}://{target}")
    )
    assert result.failure_type is FailureType.CONNECTION_ERROR
    assert "is a private address. Add its network to ALLOWED_PRIVATE_NETWORKS" in result.error
    assert (result.region, result.refused) == ("here", True)
    assert machine.callers == 0


async def test_a_redirect_to_a_private_address_is_refused(machine: Machine) -> None:
    """A public server sends nobody to what is behind the bot: here 127.0.0.1 stands for the public one."""
    port = await machine.raw(b"HTTP/1.1 200 OK\r\n\r\n")

    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPFound(f"http://127.0.0.2:{port}/latest/meta-data")

    address = await machine.web(moved)
    result = await looked(
        CheckKind.HTTP, address.replace("localhost", "127.0.0.1"), (ipaddress.ip_network("127.0.0.1/32"),)
    )
    assert "127.0.0.2 is a private address" in result.error
    assert machine.callers == 0


async def test_http_and_tcp_to_public_addresses_are_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others' web servers are watched by http too: only the socket is never opened in this test."""

    def opened(*_: object) -> socket.socket:
        raise OSError("the Internet is not for tests")

    monkeypatch.setattr(socket, "socket", opened)
    for kind, target in [(CheckKind.HTTP, "http://8.8.8.8/"), (CheckKind.TCP, "8.8.8.8:53")]:
        result = await looked(kind, target)
        assert (result.error, result.refused) == ("the Internet is not for tests", False)


def test_every_kind_has_its_check() -> None:
    """One file each."""
    assert list(load_checks()) == ["dns", "heartbeat", "http", "tcp"]


def module(**offers: object) -> ModuleType:
    """Make a file of the folder."""
    made = ModuleType("bot.monitors.made", offers.pop("doc", "Looks at something."))  # type: ignore[arg-type]
    vars(made).update(offers)
    return made


def test_a_file_that_serves_the_others_is_no_check() -> None:
    """It has neither a kind nor a check."""
    assert check_in(module()) is None


@pytest.mark.parametrize(
    "offers", [{"KIND": "http"}, {"check": looked}, {"KIND": "http", "check": looked, "doc": ""}]
)
def test_half_a_check_stops_the_start(offers: dict[str, object]) -> None:
    """Rather than being passed over in silence."""
    with pytest.raises(ValueError, match="needs a docstring, a KIND and a check"):
        check_in(module(**offers))
