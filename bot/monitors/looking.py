"""What every look has in common: it is timed, ends in time, and what went wrong gets the name that people know it by.

The names are those of uptimeio.txt, "Incident Types".
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from bot.monitors.ways import Ways
from bot.net import is_refusal
from incidents.checks import Check
from incidents.failure import FailureType
from incidents.monitoring import Result

Trouble = tuple[FailureType, str]  # its name, and what happened in words


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a look that got its answer."""

    trouble: Trouble | None = None
    status: int | None = None


async def look(check: Check, ways: Ways, find: Callable[[Check, Ways], Awaitable[Finding]]) -> Result:
    """Look, for as long as the check may take. A good answer that came late is slow."""
    at, began = ways.now(), ways.ticks()
    try:
        async with asyncio.timeout(check.timeout.total_seconds()):
            finding = await find(check, ways)
    except (OSError, aiohttp.ClientError) as error:
        refused = is_refusal(_cause_of(error))
        return Result(at, *trouble_of(error, check), region=ways.region, refused=refused)
    took = timedelta(seconds=ways.ticks() - began)
    trouble: tuple[FailureType | None, str] = finding.trouble or _slowness(check, took) or (None, "")
    return Result(at, *trouble, took, finding.status, ways.region)


def trouble_of(error: Exception, check: Check) -> Trouble:
    """Name what went wrong on the way to an answer, and say it in words."""
    cause = _cause_of(error)
    for kinds, type_of_failure, words in _TROUBLES:
        if isinstance(cause, kinds):
            return type_of_failure, words(cause, check)
    return FailureType.CONNECTION_ERROR, _words(cause)


def _cause_of(error: Exception) -> Exception:
    """Take off what aiohttp wraps around it."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


# The first that fits: errors of names and of TLS are errors of the system too.
_TROUBLES: Sequence[tuple[type[Exception], FailureType, Callable[[Any, Check], str]]] = (
    (
        TimeoutError,
        FailureType.TIMEOUT,
        lambda _, check: f"no answer within {check.timeout.total_seconds():g} s",
    ),
    (socket.gaierror, FailureType.DNS_ERROR, lambda error, _: f"the name is not found: {error.strerror}"),
    (
        ssl.SSLCertVerificationError,
        FailureType.SSL_ERROR,
        lambda error, _: f"the certificate is refused: {error.verify_message}",
    ),
    (ssl.SSLError, FailureType.SSL_ERROR, lambda error, _: f"no TLS connection: {error.reason or error}"),
    (aiohttp.TooManyRedirects, FailureType.STATUS_CODE, lambda *_: "it redirects on and on"),
    (
        aiohttp.RedirectClientError,
        FailureType.STATUS_CODE,
        lambda *_: "it redirects to what is no web address",
    ),
)


def _words(error: Exception) -> str:
    words = error.strerror if isinstance(error, OSError) else None
    return words or str(error) or type(error).__name__


def _slowness(check: Check, took: timedelta) -> Trouble | None:
    if check.slower_than is None or took <= check.slower_than:
        return None
    return FailureType.SLOW_RESPONSE, (
        f"it took {took.total_seconds():.3f} s; {check.slower_than.total_seconds():g} s is the most"
    )
