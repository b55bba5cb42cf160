"""How a source of alerts is asked for something by HTTP, and what its answer means for who asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.delivery import Refused
from bot.net import AddressRefused, Outside
from incidents.telling import Listener, Way

WITHIN = aiohttp.ClientTimeout(total=15)
SHOWN = 200
MOST_READ = 16 * 1024 * 1024

_SOON_BETTER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)


class NotReached(Exception):
    """The source did not answer, or could not just now. The text says why."""


@dataclass(frozen=True)
class Line:
    """The way to a source."""

    outside: Outside
    listener: Listener

    async def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, or_nothing: bool = False
    ) -> Any:  # noqa: ANN401 - whatever the source answers
        """Give the answer, None without one. With `or_nothing` it may know of nothing there.

        Raises `NotReached` when it may be better soon, and `Refused`.
        """
        status, words = await self._answer(method, self.listener.url + path, body)
        if or_nothing and status == HTTPStatus.NOT_FOUND:
            return None
        if status in _SOON_BETTER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NotReached(f"{status} {words[:SHOWN]}")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise Refused(f"{status} {words[:SHOWN]}")
        try:
            return json.loads(words) if words.strip() else None
        except ValueError:
            return None

    async def _answer(self, method: str, url: str, body: Mapping[str, Any] | None) -> tuple[int, str]:
        """Give the status and the words of an answer."""
        headers = {"content-type": "application/json", "user-agent": "Tocsin"}
        try:
            async with self.outside.session_for(url).request(
                method,
                url,
                data=None if body is None else json.dumps(body).encode(),
                headers=headers | self._authorization(),
                allow_redirects=False,
                timeout=WITHIN,
            ) as answer:
                return answer.status, (await answer.content.read(MOST_READ)).decode(errors="replace")
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, AddressRefused):
                raise Refused(str(error.os_error)) from None
            raise NotReached(str(error.os_error)) from None
        except TimeoutError:
            raise NotReached(f"no answer within {WITHIN.total:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NotReached(str(error) or type(error).__name__) from None

    def _authorization(self) -> dict[str, str]:
        """Give the header by which we are let in: what the file says as it is, or one word as a token."""
        key, way = self.listener.key, self.listener.way
        if not key or way is Way.PAGERDUTY:
            return {}
        scheme = "GenieKey" if way is Way.OPSGENIE else "Bearer"
        return {"authorization": key if " " in key else f"{scheme} {key}"}
