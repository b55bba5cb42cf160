"""Names in a request that nobody knows: a slip that was passed over would be a change that nobody made."""

from collections.abc import Callable, Collection, Coroutine, Iterable
from difflib import get_close_matches
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from starlette.responses import Response

UNKNOWN = "unknown_name"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def ensure_known(given: Iterable[str], known: Collection[str], model: str) -> None:
    """Raise pydantic's own error about each name that is not known, so that it comes with its place."""
    strangers = [name for name in given if name not in known]
    if strangers:
        lines = [
            InitErrorDetails(
                type=PydanticCustomError(UNKNOWN, "{words}", told(name, known)), loc=(name,), input=None
            )
            for name in strangers
        ]
        raise ValidationError.from_exception_data(model, lines)


def told(name: str, known: Collection[str]) -> dict[str, Any]:
    """Say which name was probably meant, else which there are."""
    near = get_close_matches(name.lower(), known, n=1)
    if near:
        return {"words": f"is not known here; did you mean `{near[0]}`?"}
    return {"words": f"is not known here; there is {_listed(known)}"}


@cache
def names_of(model: type[BaseModel]) -> list[str]:
    """Give the names by which the fields of a body or a query are sent."""
    return [field.alias or name for name, field in model.model_fields.items()]


class ExactRoute(APIRoute):
    """Refuses a query that has a name which the route does not know, and a body that it does not read."""

    def get_route_handler(self) -> Handler:
        """Give what answers a request."""
        answer = super().get_route_handler()

        async def exact(request: Request) -> Response:
            await _ensure_nothing_is_passed_over(self, request)
            return await answer(request)

        return exact


async def _ensure_nothing_is_passed_over(route: APIRoute, request: Request) -> None:
    if request.scope["query_string"]:
        _ensure_known_query(request, _queries_of(route))
    if (
        route.body_field is None
        and request.method != "GET"
        and (await request.body()).strip() not in _NOTHING
    ):
        raise RequestValidationError([_UNREAD])


def _ensure_known_query(request: Request, known: Collection[str]) -> None:
    found = [
        {"type": UNKNOWN, "loc": ("query", name), "input": value, "msg": told(name, known)["words"]}
        for name, value in request.query_params.items()
        if name not in known
    ]
    if found:
        raise RequestValidationError(found)


_NOTHING = (b"", b"{}", b"null")
_UNREAD = {"type": UNKNOWN, "loc": ("body",), "input": None, "msg": "is not read here; leave it out"}


def _queries_of(route: APIRoute) -> list[str]:
    known: list[str] = []
    for parameter in route.dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            known += names_of(kind)
        else:
            known.append(parameter.alias)
    return known


def _listed(known: Collection[str]) -> str:
    return ", ".join(known) or "none"
