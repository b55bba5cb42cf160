"""How each kind of source is told: Alertmanager by silences, PagerDuty and Opsgenie by events, others by a webhook.

A way gives the silence that holds afterwards, if there is one. Saying the same twice does no harm to any of them.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.delivery import Refused
from bot.telling_line import Line
from bot.wire import instant, name_json
from incidents.telling import News, Way, Word

# Prometheus tells an Alertmanager that was started anew of all that fires within a minute or so.
KNOWS_ALL_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told to whom, at what time. `in_doubt`: an earlier try may have come through."""

    line: Line
    news: News
    now: datetime
    in_doubt: bool


Tell = Callable[[Telling], Awaitable[str | None]]


_NOT_ALERTMANAGER = Refused("that is no answer of Alertmanager's; `url` is what stands before /api/v2")


async def _alertmanager(telling: Telling) -> str | None:
    """Silence what somebody is on by all of its labels, and end the silence as soon as nobody is, or it is over.

    Source: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
    """
    news = telling.news
    if news.before and news.before.silence:
        await _end_silence(telling, news.before.silence)
    if news.word is not Word.ACKNOWLEDGED or not news.firing or not news.firing.labels:
        return None
    wanted = _silence(telling, news.firing.labels)
    try:
        made = await _silence_like(telling, wanted) if telling.in_doubt else None
        return made or str((await telling.line.ask("POST", "/api/v2/silences", wanted))["silenceID"])
    except (LookupError, TypeError):
        raise _NOT_ALERTMANAGER from None


def _silence(telling: Telling, labels: Mapping[str, str]) -> dict[str, Any]:
    incident = telling.news.incident
    return {
        "matchers": [
            {"name": name, "value": value, "isRegex": False, "isEqual": True}
            for name, value in sorted(labels.items())
        ],
        "startsAt": telling.now.isoformat(),
        "endsAt": (telling.now + telling.line.listener.silence).isoformat(),
        "createdBy": telling.news.by,
        "comment": f"{incident.reference if incident else 'It'} was acknowledged in Tocsin.",
    }


async def _silence_like(telling: Telling, wanted: Mapping[str, Any]) -> str | None:
    """Find the silence that was made by an earlier try of which nobody wrote down what came of it."""
    for each in await telling.line.ask("GET", "/api/v2/silences"):
        if each["status"]["state"] == "active" and each["comment"] == wanted["comment"]:
            matchers = sorted(each["matchers"], key=lambda matcher: str(matcher["name"]))
            if matchers == wanted["matchers"]:
                return str(each["id"])
    return None


async def _end_silence(telling: Telling, silence: str) -> None:
    """End it, unless somebody has, or it has run out."""
    path = f"/api/v2/silence/{silence}"
    found = await telling.line.ask("GET", path, or_nothing=True)
    if found and found["status"]["state"] != "expired":
        await telling.line.ask("DELETE", path, or_nothing=True)


async def fingerprints_firing(line: Line, now: datetime) -> frozenset[str] | None:
    """Give what fires, silenced or not; None while an Alertmanager that was started lately may not know it all.

    It tells nobody of the end of what is silenced, and forgets it.
    """
    try:
        uptime = datetime.fromisoformat((await line.ask("GET", "/api/v2/status"))["uptime"])
        if now - uptime < KNOWS_ALL_AFTER:
            return None
        return frozenset(str(each["fingerprint"]) for each in await line.ask("GET", "/api/v2/alerts"))
    except (LookupError, TypeError, ValueError):
        raise _NOT_ALERTMANAGER from None


async def _pagerduty(telling: Telling) -> str | None:
    """Send the event to what speaks PagerDuty's Events API v2, which knows no way to take one back."""
    news = telling.news
    action = {Word.ACKNOWLEDGED: "acknowledge", Word.RESOLVED: "resolve"}.get(news.word)
    if action:
        event = {
            "routing_key": telling.line.listener.key,
            "event_action": action,
            "dedup_key": news.fingerprint,
        }
        await telling.line.ask("POST", "", event)
    return None


async def _opsgenie(telling: Telling) -> str | None:
    """Speak Opsgenie's Alert API; of what fires no more it knows the end itself."""
    news = telling.news
    doing = {Word.ACKNOWLEDGED: "acknowledge", Word.RESOLVED: "close", Word.OPEN: "unacknowledge"}[news.word]
    if news.firing:
        path = f"/v2/alerts/{quote(news.fingerprint, safe='')}/{doing}?identifierType=alias"
        await telling.line.ask("POST", path, {"user": news.by[:100], "source": "Tocsin"}, or_nothing=True)
    return None


async def _webhook(telling: Telling) -> str | None:
    """Post what has become of it."""
    news = telling.news
    told = {
        "source": telling.line.listener.source,
        "fingerprint": news.fingerprint,
        "group": news.firing.group if news.firing else None,
        "title": news.firing.title if news.firing else None,
        "incident": name_json(news.incident) if news.incident else None,
        "by": news.by,
    }
    body = {"type": f"alert.{news.word}", "timestamp": instant(telling.now), "data": told}
    await telling.line.ask("POST", "", body)
    return None


WAYS: Mapping[Way, Tell] = {
    Way.ALERTMANAGER: _alertmanager,
    Way.PAGERDUTY: _pagerduty,
    Way.OPSGENIE: _opsgenie,
    Way.WEBHOOK: _webhook,
}
