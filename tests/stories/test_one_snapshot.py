"""A page of a list and how many there are in all, read at once: what is written meanwhile is in neither or in both."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.caller import Caller, Dossier
from bot.service import IncidentService
from incidents.commands import Draft
from incidents.escalation import Policy
from incidents.model import Severity
from incidents.search import Filter, Stretch
from storage import open_store
from tests.alerts.acting import ANN
from tests.storage.examples import StillWorld


async def test_a_page_and_the_total_are_of_one_moment(tmp_path: Path) -> None:
    """All is deleted while the page is read: the total is still that of the page."""
    path = tmp_path / "tocsin.db"
    store = await open_store(f"sqlite:///{path}", StillWorld())
    service = IncidentService(store, Policy(), wake=lambda: None)
    for title in ("a", "b"):
        await service.declare(Draft(title, Severity.MINOR), Caller(ANN))

    def deletes_all_meanwhile(told: Dossier) -> str:
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("DELETE FROM incidents")
        return told.incident.title

    assert await service.page(Filter(), Stretch(20), deletes_all_meanwhile) == (["b", "a"], 2)
    assert await service.page(Filter(), Stretch(20), deletes_all_meanwhile) == ([], 0)
    await store.close()
