"""Every certificate that is no good, or not for long, is an ssl_error: made for real, by an authority of our own."""

import ssl
from collections.abc import Callable
from datetime import timedelta

import pytest
from aiohttp import web

from incidents.checks import CheckKind
from incidents.failure import FailureType
from tests.monitors.authority import Authority
from tests.monitors.conftest import Machine, hello

HTTP = CheckKind.HTTP

Serving = Callable[[Authority], ssl.SSLContext]

BAD: list[tuple[Serving, str]] = [
    (lambda authority: authority.serves(left=timedelta(days=-1)), "certificate has expired"),
    (lambda authority: authority.serves("shop.example"), "Hostname mismatch"),
    (lambda authority: authority.serves(signed_by_itself=True), "self"),
]


async def test_a_good_certificate_is_well(machine: Machine) -> None:
    """Signed by an authority that is trusted, for this name."""
    assert (await machine.looks(HTTP, await machine.web(hello, machine.authority.serves()))).ok


@pytest.mark.parametrize(("serving", "words"), BAD)
async def test_a_bad_certificate_is_an_ssl_error(machine: Machine, serving: Serving, words: str) -> None:
    """Expired, for another name, signed by itself: the words say which."""
    result = await machine.looks(HTTP, await machine.web(hello, serving(machine.authority)))
    assert result.failure_type is FailureType.SSL_ERROR
    assert result.error.startswith("the certificate is refused: ")
    assert words in result.error


async def test_an_authority_that_nobody_knows_is_an_ssl_error(machine: Machine, authority: Authority) -> None:
    """However good its certificate looks."""
    stranger = Authority(authority.folder)
    result = await machine.looks(HTTP, await machine.web(hello, stranger.serves()))
    assert result.failure_type is FailureType.SSL_ERROR
    assert "the certificate is refused: " in result.error


async def test_a_server_that_speaks_no_tls_is_an_ssl_error(machine: Machine) -> None:
    """It was asked by https."""
    address = await machine.web(hello)
    result = await machine.looks(HTTP, address.replace("http:", "https:"))
    assert result.failure_type is FailureType.SSL_ERROR
    assert result.error.startswith("no TLS connection: ")


async def test_a_certificate_that_expires_soon_is_an_ssl_error(machine: Machine) -> None:
    """The words say when, and how long it should live."""
    address = await machine.web(hello, machine.authority.serves(left=timedelta(days=10)))
    result = await machine.looks(HTTP, address, certificate_days=14)
    assert result.failure_type is FailureType.SSL_ERROR
    assert result.error.startswith("the certificate expires on 20")
    assert result.error.endswith("; 14 days is the least")
    assert (await machine.looks(HTTP, address, certificate_days=9)).ok
    assert (await machine.looks(HTTP, address)).ok


async def test_a_certificate_on_the_way_counts_too(machine: Machine) -> None:
    """A redirect is of no use when its own certificate has expired."""
    end = await machine.web(hello, machine.authority.serves())

    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPFound(end)

    address = await machine.web(moved, machine.authority.serves(left=timedelta(days=10)))
    result = await machine.looks(HTTP, address, certificate_days=14)
    assert result.failure_type is FailureType.SSL_ERROR
    assert (await machine.looks(HTTP, address, certificate_days=9)).ok


async def test_each_look_has_a_connection_and_a_certificate_of_its_own(machine: Machine) -> None:
    """What was well a minute ago is asked again."""
    seen = set()

    async def noted(request: web.Request) -> web.Response:
        assert request.transport is not None
        seen.add(request.transport.get_extra_info("peername"))
        return web.Response()

    address = await machine.web(noted, machine.authority.serves())
    for _ in range(3):
        assert (await machine.looks(HTTP, address)).ok
    assert len(seen) == 3
