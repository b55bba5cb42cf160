"""A port is connected to, a name is looked up."""

import socket
from datetime import timedelta

from incidents.checks import CheckKind
from incidents.failure import FailureType
from tests.monitors.conftest import Machine
from tests.ports import free_port

TCP, DNS = CheckKind.TCP, CheckKind.DNS


async def test_a_port_where_somebody_listens_is_well(machine: Machine) -> None:
    """What it says is not read."""
    port = await machine.raw(b"220 smtp.example ESMTP\r\n")
    assert (await machine.looks(TCP, f"127.0.0.1:{port}")).ok
    assert (await machine.looks(TCP, f"localhost:{port}")).ok


async def test_a_port_where_nobody_listens_is_a_connection_error(machine: Machine) -> None:
    """It is refused at once."""
    result = await machine.looks(TCP, f"127.0.0.1:{free_port()}")
    assert result.failure_type is FailureType.CONNECTION_ERROR
    assert result.error


async def test_a_port_that_takes_no_more_connections_is_a_timeout(machine: Machine) -> None:
    """Its queue is full: the system answers nothing."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filling in (first, second):
            filling.setblocking(False)  # noqa: FBT003 - so it is called
            filling.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        result = await machine.looks(TCP, f"127.0.0.1:{port}", timeout=timedelta(seconds=0.3))
    assert result.failure_type is FailureType.TIMEOUT


async def test_the_host_of_a_port_that_nobody_knows_is_a_dns_error(machine: Machine) -> None:
    """`.invalid` is reserved for this (RFC 2606)."""
    result = await machine.looks(TCP, "shop.invalid:5432")
    assert result.failure_type is FailureType.DNS_ERROR


async def test_a_slow_connection_is_a_slow_response(machine: Machine) -> None:
    """Any takes longer than a microsecond."""
    port = await machine.raw(b"")
    result = await machine.looks(TCP, f"127.0.0.1:{port}", slower_than=timedelta(microseconds=1))
    assert result.failure_type is FailureType.SLOW_RESPONSE


async def test_a_name_that_has_an_address_is_well(machine: Machine) -> None:
    """Any address will do when none is expected."""
    assert (await machine.looks(DNS, "localhost")).ok
    assert (await machine.looks(DNS, "localhost", address="127.0.0.1")).ok


async def test_a_name_that_leads_elsewhere_is_a_dns_error(machine: Machine) -> None:
    """The words say where to."""
    result = await machine.looks(DNS, "localhost", address="192.0.2.1")
    assert result.failure_type is FailureType.DNS_ERROR
    assert "127.0.0.1" in result.error
    assert result.error.endswith(", not to 192.0.2.1")


async def test_a_name_that_nobody_has_is_a_dns_error(machine: Machine) -> None:
    """It is looked up for real."""
    result = await machine.looks(DNS, "shop.invalid")
    assert result.failure_type is FailureType.DNS_ERROR
    assert result.error.startswith("the name is not found: ")
