"""`GET /stats`: how many incidents, how fast somebody was on it, how long it took."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Query

from bot.http.api import Api
from bot.http.fields import Moment, ensure_in_order
from bot.http.native import answers
from bot.http.native.parts import part
from bot.http.refused import invalid
from incidents.stats import DEFINITIONS, Period, Share, Statistics, Tally


def routes(api: Api) -> APIRouter:
    """Give the statistics."""
    router = part("statistics")

    @router.get("/stats")
    async def stats(
        started_from: Annotated[Moment | None, Query(alias="from")] = None,
        started_before: Annotated[Moment | None, Query(alias="to")] = None,
        group_by: Period = Period.DAY,
        time_zone: Annotated[str, Query(max_length=64)] = "UTC",
    ) -> answers.Statistics:
        """Count the incidents that started in a time, with MTTA, MTTR and downtime in seconds, by period."""
        ensure_in_order(started_from, started_before)
        found = await api.service.statistics(started_from, started_before, group_by, _zone(time_zone))
        return statistics_json(found, group_by, time_zone)

    return router


def statistics_json(found: Statistics, group_by: Period, time_zone: str) -> answers.Statistics:
    """Show the figures of all and of each period, with what they mean."""
    return {
        **_tally_json(found.whole, found),
        "excluded": _excluded_json(found.whole.share),
        "periods": [
            {"from": day.isoformat(), **_tally_json(each, found)} for day, each in found.periods.items()
        ],
        "group_by": group_by,
        "time_zone": time_zone,
        "definitions": DEFINITIONS,
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid({"time_zone": f"{name} is no time zone. Write Europe/Berlin or UTC."}) from None


def _excluded_json(share: Share) -> answers.Excluded:
    return {
        "maintenance": share.maintenance,
        "drills": share.drill,
        "past": share.past,
        "never_acknowledged": share.incidents - share.mtta_count,
        "unresolved": share.running_count,
    }


def _tally_json(tally: Tally, found: Statistics) -> answers.Tally:
    return {
        "incidents": tally.share.incidents,
        "open": tally.share.waiting,
        "acknowledged": tally.share.acknowledged,
        "resolved": tally.share.resolved,
        "mtta": tally.mtta,
        "mttr": tally.mttr,
        "samples": {"mtta": tally.share.mtta_count, "mttr": tally.share.mttr_count},
        "average_downtime": tally.downtime(found.now),
        "by_severity": tally.by_severity,
    }
