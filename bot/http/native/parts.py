"""What the parts of the native API begin with.

Their routes become the application's own: routers that are included are searched one after the other for each request,
and a declaration took a tenth of its time for that.
"""

from functools import lru_cache

from fastapi import APIRouter

from bot.http.document import Responses, errors_in
from bot.http.media import ONLY_JSON
from bot.http.problems import ProblemJson, problem_of
from bot.http.unknown import ExactRoute


def part(*tags: str, route_class: type[ExactRoute] = ExactRoute) -> APIRouter:
    """Give a router whose routes read requests and describe errors as all of the native API does."""
    return APIRouter(tags=list(tags), responses=_errors(), route_class=route_class)


@lru_cache
def _errors() -> Responses:
    return errors_in(problem_of, ProblemJson, ONLY_JSON)
