"""What the public sees: publishing on status pages, with a preview, withdrawing, correcting, and pages' components."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import ConfigDict, Field
from starlette.responses import Response
from typing_extensions import TypedDict

from bot import public_json
from bot.caller import Dossier
from bot.catalogue import SLUG
from bot.http.api import Api, caller_of, once_of
from bot.http.bodies import Exact, Making
from bot.http.fields import MonitorId
from bot.http.native.parts import part
from bot.http.native.schemas import Title, Words
from bot.public_json import public_incident_json
from bot.shapes import Instant
from bot.wire import instant
from incidents.catalogue import Component
from incidents.publishing import Publication, Release
from incidents.text import MONITORS_LIMIT

MOST_COMPONENTS, MOST_UPDATES = 200, 200
UPDATE = "^upd_[0-9a-f]{32}$"

Slug = Annotated[str, Field(max_length=63, json_schema_extra={"pattern": SLUG})]
UpdateId = Annotated[str, Field(pattern=UPDATE)]


class Chosen(Making):
    """An earlier update that is published along; with a message it goes out in other words than it was said in."""

    id: UpdateId
    message: Words | None = None


class NewPublication(Making):
    """Where it is published, under which title if not its own, and with which of the updates so far.

    `components` are the ids of those that it affects; left out, its monitors say so.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"page": "acme-cloud"}]})

    page: Slug
    title: Title | None = None
    updates: Annotated[list[Chosen], Field(max_length=MOST_UPDATES, default_factory=list)]
    components: Annotated[list[Slug] | None, Field(max_length=MOST_COMPONENTS)] = None

    def as_release(self) -> Release:
        """Give the release of the rules."""
        updates = {each.id.removeprefix("upd_"): each.message for each in self.updates}
        return Release(self.page, self.title, updates, self.components)


class Correction(Exact):
    """The words that the public reads from now on."""

    message: Words


class NewComponent(Making):
    """What a page shows the state of; its id is a slug that stays when its name changes."""

    id: Slug
    name: Title
    group: Title | None = None
    monitors: Annotated[list[MonitorId], Field(min_length=1, max_length=MONITORS_LIMIT)]


class NewComponents(Exact):
    """All components of a page, in its order."""

    components: Annotated[list[NewComponent], Field(max_length=MOST_COMPONENTS)]


class Published(TypedDict):
    """An incident on a page: `title` is null where it shows the incident's own; `path` leads there."""

    page: str
    title: str | None
    published_at: Instant
    path: str


class Publications(TypedDict):
    """Where an incident is published, by page."""

    publications: list[Published]


class Corrected(TypedDict):
    """The update as the public reads it now."""

    id: str
    message: str


class ShownComponent(TypedDict):
    """A component of a page."""

    id: str
    name: str
    group: str | None
    monitors: list[str]


class Components(TypedDict):
    """All components of a page, in its order."""

    components: list[ShownComponent]


def routes(api: Api) -> APIRouter:
    """Give the routes that decide what the public sees."""
    router = part("status pages")
    _add_publishing(router, api)
    _add_correcting(router, api)
    _add_components(router, api)
    return router


def published_json(publication: Publication) -> Published:
    """Show where an incident stands."""
    return {
        "page": publication.page,
        "title": publication.title,
        "published_at": instant(publication.published_at),
        "path": f"/status/{publication.page}/incidents/{publication.code}",
    }


def _all(dossier: Dossier) -> Publications:
    return {"publications": [published_json(each) for each in dossier.publications]}


def _add_publishing(router: APIRouter, api: Api) -> None:
    @router.get("/incidents/{reference}/publications")
    async def list_publications(reference: str) -> Publications:
        """List the status pages that the incident is published on."""
        return await api.service.look(reference, _all)

    @router.post(
        "/incidents/{reference}/publications", status_code=201, responses={201: {"model": Publications}}
    )
    async def publish(reference: str, wanted: NewPublication, request: Request) -> Response:
        """Publish on a status page, or change the title there. Updates from now on go along; earlier ones if named."""
        release = wanted.as_release()
        return await api.command(request, lambda by: api.service.publish(reference, release, by), _all, 201)

    @router.post("/incidents/{reference}/preview")
    async def preview(
        reference: str, wanted: NewPublication, request: Request
    ) -> public_json.PublicIncidentJson:
        """Show what the public would see of it; nothing is published."""
        shown = await api.service.preview(reference, wanted.as_release(), caller_of(request))
        return public_incident_json(shown)

    @router.delete("/incidents/{reference}/publications/{slug}", status_code=204)
    async def withdraw(reference: str, slug: str, request: Request) -> Response:
        """Take it off a status page."""
        await api.service.withdraw(reference, slug, caller_of(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _add_correcting(router: APIRouter, api: Api) -> None:
    @router.patch("/incidents/{reference}/updates/{update_id}", responses={200: {"model": Corrected}})
    async def correct(
        reference: str,
        update_id: Annotated[str, Path(pattern=UPDATE)],
        wanted: Correction,
        request: Request,
    ) -> Response:
        """Correct the words of a published update: pages show the new ones, and that they were edited."""
        update = update_id.removeprefix("upd_")

        def corrected(_: Dossier) -> Corrected:
            return {"id": update_id, "message": wanted.message}

        return await api.command(
            request, lambda by: api.service.correct(reference, update, wanted.message, by), corrected
        )


def _add_components(router: APIRouter, api: Api) -> None:
    @router.get("/pages/{slug}/components")
    async def list_components(slug: str) -> Components:
        """List the components of a status page, in its order."""
        return _components_json(await api.catalogue.components(slug))

    @router.put("/pages/{slug}/components")
    async def put_components(slug: str, wanted: NewComponents, request: Request) -> Components:
        """Have the page show these components, in the place of those it had."""
        components = [_component(slug, each) for each in wanted.components]
        made = api.catalogue.put_components(slug, components)
        return await made.answered(await once_of(request), _components_json)


def _component(slug: str, wanted: NewComponent) -> Component:
    return Component(slug, wanted.id, wanted.name, tuple(dict.fromkeys(wanted.monitors)), wanted.group or "")


def _components_json(components: list[Component]) -> Components:
    return {"components": [_component_json(component) for component in components]}


def _component_json(component: Component) -> ShownComponent:
    return {
        "id": component.id,
        "name": component.name,
        "group": component.group or None,
        "monitors": list(component.monitors),
    }
