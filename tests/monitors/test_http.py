"""A web address is looked at, and each way to fail gets its name: produced for real, on this machine."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from bot.monitors.http import READ_AT_MOST
from incidents.checks import CheckKind
from incidents.failure import FailureType
from incidents.monitoring import Result
from tests.monitors.conftest import Machine, hello
from tests.ports import free_port

HTTP = CheckKind.HTTP
SHORT = timedelta(seconds=0.3)


def told(result: Result) -> tuple[FailureType | None, str]:
    """Give what it came to."""
    return result.failure_type, result.error


async def test_a_server_that_is_well_is_well(machine: Machine) -> None:
    """With its status, and the time that it took."""
    result = await machine.looks(HTTP, await machine.web(hello), keyword="all is well")
    assert (result.ok, result.error, result.status) == (True, "", 200)
    assert result.took is not None
    assert timedelta() < result.took < timedelta(seconds=20)


async def test_a_server_that_hangs_is_a_timeout(machine: Machine) -> None:
    """It takes the connection, and says nothing."""
    port = await machine.raw(hangs=True)
    result = await machine.looks(HTTP, f"http://localhost:{port}/", timeout=SHORT)
    assert told(result) == (FailureType.TIMEOUT, "no answer within 0.3 s")
    assert result.took is None


async def test_a_server_that_hangs_before_tls_is_a_timeout(machine: Machine) -> None:
    """The handshake is part of the look."""
    port = await machine.raw(hangs=True)
    result = await machine.looks(HTTP, f"https://localhost:{port}/", timeout=SHORT)
    assert result.failure_type is FailureType.TIMEOUT


async def test_a_server_that_hangs_in_the_midst_of_its_answer_is_a_timeout(machine: Machine) -> None:
    """The answer is read, even when nothing is looked for in it."""
    port = await machine.raw(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", hangs=True)
    result = await machine.looks(HTTP, f"http://localhost:{port}/", timeout=SHORT)
    assert result.failure_type is FailureType.TIMEOUT


async def test_another_status_than_the_expected_is_a_status_code(machine: Machine) -> None:
    """The words say which it was, and which it should have been."""

    async def broken(_: web.Request) -> web.Response:
        return web.Response(status=503)

    address = await machine.web(broken)
    result = await machine.looks(HTTP, address)
    assert told(result) == (
        FailureType.STATUS_CODE,
        "it answered 503 Service Unavailable, not 200-299",
    )
    assert result.status == 503
    assert (await machine.looks(HTTP, address, expect_status=frozenset({503}))).ok


async def test_a_keyword_that_is_not_in_the_answer_is_missing(machine: Machine) -> None:
    """Whatever the status says."""
    result = await machine.looks(HTTP, await machine.web(hello), keyword="all is lost")
    assert told(result) == (
        FailureType.KEYWORD_MISSING,
        '"all is lost" is not in the first 18 bytes',
    )


async def test_a_keyword_is_found_in_the_answers_own_characters(machine: Machine) -> None:
    """Unknown ones are read as UTF-8, and what is not even that breaks nothing."""
    charsets = iter(["latin-1", "no-such-charset", "hex", "utf-8"])

    async def latin(_: web.Request) -> web.Response:
        charset = next(charsets)
        return web.Response(
            body=b"caf\xe9 open" if charset != "no-such-charset" else "caf\xe9".encode(),
            headers={"content-type": f"text/html; charset={charset}"},
        )

    address = await machine.web(latin)
    found = [(await machine.looks(HTTP, address, keyword="caf\xe9")).ok for _ in range(4)]
    assert found == [True, True, False, False]


async def test_no_more_than_a_mib_of_an_answer_is_read(machine: Machine) -> None:
    """An answer without an end is well, and a keyword has to come soon."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"." * 65_536)

    address = await machine.web(endless)
    assert (await machine.looks(HTTP, address)).ok
    result = await machine.looks(HTTP, address, keyword="the end")
    assert result.error == f'"the end" is not in the first {READ_AT_MOST:,} bytes'


async def test_a_slow_answer_is_a_slow_response(machine: Machine) -> None:
    """It is an answer all the same, with its status."""

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.06)
        return web.Response()

    result = await machine.looks(HTTP, await machine.web(slow), slower_than=timedelta(milliseconds=50))
    assert result.failure_type is FailureType.SLOW_RESPONSE
    assert result.error.endswith("0.05 s is the most")
    assert result.status == 200
    assert result.took is not None
    assert result.took > timedelta(milliseconds=50)


async def test_a_port_where_nobody_listens_is_a_connection_error(machine: Machine) -> None:
    """It is refused at once."""
    result = await machine.looks(HTTP, f"http://127.0.0.1:{free_port()}/")
    assert result.failure_type is FailureType.CONNECTION_ERROR
    assert "Connect call failed" in result.error


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_answer_at_all_is_a_connection_error(machine: Machine, says: bytes) -> None:
    """Nothing, another protocol, half of it, what cannot be unpacked, a head without measure."""
    result = await machine.looks(HTTP, f"http://localhost:{await machine.raw(says)}/")
    assert result.failure_type is FailureType.CONNECTION_ERROR
    assert result.error


async def test_a_name_that_nobody_has_is_a_dns_error(machine: Machine) -> None:
    """`.invalid` is reserved for this (RFC 2606)."""
    result = await machine.looks(HTTP, "https://shop.invalid/")
    assert result.failure_type is FailureType.DNS_ERROR
    assert result.error.startswith("the name is not found: ")


async def test_what_cannot_be_a_name_is_a_dns_error_too(machine: Machine) -> None:
    """An empty label."""
    assert (await machine.looks(HTTP, "http://shop..example/")).failure_type is FailureType.DNS_ERROR


async def test_a_redirect_is_followed(machine: Machine) -> None:
    """Its end is what counts."""
    address = await machine.web(hello)

    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPFound(address)

    result = await machine.looks(HTTP, await machine.web(moved), keyword="all is well")
    assert (result.ok, result.status) == (True, 200)


async def test_a_redirect_that_is_expected_is_not_followed(machine: Machine) -> None:
    """Then it is the answer."""

    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://shop.invalid/")

    result = await machine.looks(HTTP, await machine.web(moved), expect_status=frozenset({302}))
    assert (result.ok, result.status) == (True, 302)


@pytest.mark.parametrize(
    ("leads", "words"),
    [
        ("/again", "it redirects on and on"),
        ("ftp://shop.example/", "it redirects to what is no web address"),
        ("http://[shop/", "it redirects to what is no web address"),
    ],
)
async def test_a_redirect_that_leads_nowhere_is_a_status_code(
    machine: Machine, leads: str, words: str
) -> None:
    """The server answered, and not with what was asked for."""

    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"location": leads})

    assert told(await machine.looks(HTTP, await machine.web(moved))) == (FailureType.STATUS_CODE, words)
