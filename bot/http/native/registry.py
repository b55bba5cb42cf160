"""What incidents refer to: monitors and status pages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from bot import shapes
from bot.http.api import Api, once_of
from bot.http.fields import InDigits
from bot.http.native import answers
from bot.http.native.parts import part
from bot.http.native.schemas import NewMonitor, NewPage
from bot.wire import monitor_json
from incidents.catalogue import StatusPage

Limit = Annotated[int, Query(ge=1, le=1000), InDigits]
After = Annotated[str, Query(max_length=255)]


def routes(api: Api) -> APIRouter:
    """Give the routes that make and list them."""
    router = part()
    _add_monitors(router, api)
    _add_pages(router, api)
    return router


def _add_monitors(router: APIRouter, api: Api) -> None:
    @router.get("/monitors", tags=["monitors"])
    async def list_monitors(limit: Limit = 100, after: After = "") -> answers.Monitors:
        """List monitors by id, those behind `after`."""
        found = await api.catalogue.monitors(limit, after)
        return {"monitors": [monitor_json(monitor) for monitor in found]}

    @router.post("/monitors", status_code=201, tags=["monitors"])
    async def put_monitor(wanted: NewMonitor, request: Request) -> shapes.Monitor:
        """Make a monitor; one that is there gets the name, so that doing it twice does no harm."""
        made = api.catalogue.put_monitor(wanted.id, wanted.name)
        return await made.answered(await once_of(request), monitor_json)

    @router.get("/monitors/{monitor_id:path}", tags=["monitors"])
    async def get_monitor(monitor_id: str) -> shapes.Monitor:
        """Show a monitor."""
        return monitor_json(await api.catalogue.monitor(monitor_id))


def _add_pages(router: APIRouter, api: Api) -> None:
    @router.get("/pages", tags=["status pages"])
    async def list_pages(limit: Limit = 100, after: After = "") -> answers.Pages:
        """List status pages by slug, those behind `after`."""
        return {"pages": [_page_json(page) for page in await api.catalogue.pages(limit, after)]}

    @router.post("/pages", status_code=201, tags=["status pages"])
    async def put_page(wanted: NewPage, request: Request) -> answers.Page:
        """Make a status page; one that is there gets the name, so that doing it twice does no harm."""
        made = api.catalogue.put_page(wanted.slug, wanted.name)
        return await made.answered(await once_of(request), _page_json)

    @router.get("/pages/{slug}", tags=["status pages"])
    async def get_page(slug: str) -> answers.Page:
        """Show a status page."""
        return _page_json(await api.catalogue.page(slug))


def _page_json(page: StatusPage) -> answers.Page:
    return {"slug": page.slug, "name": page.name}
