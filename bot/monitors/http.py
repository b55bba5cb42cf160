"""Asks a web address: the status, a keyword, how long it took, and how long the certificate lives."""

from datetime import timedelta
from http import HTTPStatus
from typing import cast

import aiohttp

from bot.monitors.answer import Answer
from bot.monitors.looking import Finding, Trouble, look
from bot.monitors.ways import Ways
from incidents.checks import Check, CheckKind
from incidents.failure import FailureType
from incidents.monitoring import Result
from incidents.stats import in_words
from incidents.statuses import statuses_as_words

KIND = CheckKind.HTTP
READ_AT_MOST = 1024 * 1024
_REDIRECTS = 10
_HEADERS = {"user-agent": "Tocsin", "accept": "*/*", "accept-encoding": "identity"}


async def check(check: Check, ways: Ways) -> Result:
    """Get the whole answer, or its first MiB. A redirect is followed, unless a redirect is what is expected."""
    return await look(check, ways, _find)


async def _find(check: Check, ways: Ways) -> Finding:
    async with ways.web.get(
        check.target,
        headers=_HEADERS,
        allow_redirects=not check.expects_redirect,
        max_redirects=_REDIRECTS,
    ) as response:
        body = await _beginning_of(response)
        trouble = (
            _unexpected_status(check, response)
            or _missing_keyword(check, response, body)
            or _ageing_certificate(check, ways, response)
        )
        return Finding(trouble, response.status)


async def _beginning_of(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) >= READ_AT_MOST:
            break
    return bytes(body[:READ_AT_MOST])


def _unexpected_status(check: Check, response: aiohttp.ClientResponse) -> Trouble | None:
    if response.status in check.expect_status:
        return None
    known = {status.value: status.phrase for status in HTTPStatus}
    answered = f"{response.status} {known.get(response.status, '')}".strip()
    return FailureType.STATUS_CODE, f"it answered {answered}, not {statuses_as_words(check.expect_status)}"


def _missing_keyword(check: Check, response: aiohttp.ClientResponse, body: bytes) -> Trouble | None:
    if check.keyword is None or check.keyword in _text(body, response.charset):
        return None
    return FailureType.KEYWORD_MISSING, f'"{check.keyword}" is not in the first {len(body):,} bytes'


def _text(body: bytes, charset: str | None) -> str:
    try:
        return body.decode(charset or "utf-8", "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def _ageing_certificate(check: Check, ways: Ways, response: aiohttp.ClientResponse) -> Trouble | None:
    """Look at every certificate on the way: a redirect is of no use when its own has expired."""
    if check.certificate_days is None:
        return None
    answers = [cast("Answer", answer) for answer in (*response.history, response)]
    ends = [answer.good_until for answer in answers if answer.good_until]
    left = min(ends) - ways.now() if ends else timedelta.max
    if left >= timedelta(days=check.certificate_days):
        return None
    least = in_words(check.certificate_days * 24 * 60 * 60)
    return FailureType.SSL_ERROR, f"the certificate expires on {min(ends):%Y-%m-%d}; {least} is the least"
