"""Declaring by the native API beside the same route as it is mostly written."""

from bench.api_sides import declared
from bench.figure import Aim, Bench, Figure


def ours(share: float) -> list[float]:
    """Give the incidents a second that 64 clients declare."""
    return [declared(share, "bench.programs", "real")]


def theirs(share: float) -> list[float]:
    """Give the same of FastAPI on SQLAlchemy."""
    return [declared(share, "bench.orm_twin")]


BENCH = Bench(
    (
        Figure(
            "POST /api/v1/incidents beside an ORM",
            "/s",
            Aim(8, at_least=True),
            "3,000 requests of 64 clients that declare, beside bench/orm_twin.py: FastAPI, SQLAlchemy's async ORM and "
            "aiosqlite, the same rows, a session and a commit (synchronous=FULL) for each request.",
        ),
    ),
    ours,
    theirs,
)
