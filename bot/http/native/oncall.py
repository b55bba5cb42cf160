"""`GET /oncall`: who is on call in each rota, until when and who is next, and whom the steps would remind now."""

from collections.abc import Mapping

from fastapi import APIRouter
from typing_extensions import TypedDict

from bot import shapes
from bot.http.api import Api
from bot.http.native.parts import part
from bot.rotas import Duty, Rotas
from bot.shapes import Instant
from bot.wire import actor_json, instant
from incidents.rota import Cover, OnCall


class CoverNow(TypedDict):
    """Who said that somebody stands in, and until when; another cover may end it before."""

    until: Instant
    by: shapes.Actor


class RotaNow(TypedDict):
    """Who is on call in a rota, until when, and who is then; both are null where nobody else is to come.

    `cover` is null while it is the person's own shift.
    """

    name: str
    person: shapes.Person
    until: Instant | None
    then: shapes.Person | None
    cover: CoverNow | None


class EscalationNow(TypedDict):
    """Whom each step would remind now: people, and user groups by their ids. The default escalation has no name."""

    name: str | None
    steps: list[list[shapes.Person]]


class OnCallNow(TypedDict):
    """Who is on call, as the policy and the covers have it now."""

    rotas: list[RotaNow]
    escalations: list[EscalationNow]


def routes(api: Api) -> APIRouter:
    """Give the one route."""
    router = part("on call")

    @router.get("/oncall")
    async def show_on_call() -> OnCallNow:
        """Show who is on call in each rota, until when and who is next, and whom the steps would remind now."""
        return on_call_json(await Rotas(api.service).duty())

    return router


def on_call_json(duty: Duty) -> OnCallNow:
    """Show it in the order of the policy."""
    return {
        "rotas": [_rota_json(each, duty.names) for each in duty.present],
        "escalations": [
            {"name": name, "steps": [[_person(each, duty.names) for each in step] for step in steps]}
            for name, steps in duty.escalations()
        ],
    }


def _rota_json(each: OnCall, names: Mapping[str, str]) -> RotaNow:
    return {
        "name": each.rota,
        "person": _person(each.person, names),
        "until": instant(each.until) if each.until else None,
        "then": _person(each.then, names) if each.then else None,
        "cover": _cover_json(each.cover) if each.cover else None,
    }


def _cover_json(cover: Cover) -> CoverNow:
    return {"until": instant(cover.end), "by": actor_json(cover.by)}


def _person(id: str, names: Mapping[str, str]) -> shapes.Person:
    return {"id": id, "name": names.get(id, id)}
