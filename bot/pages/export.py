"""A status page as files, to be read from anywhere when the bot's own host is what is down: no file needs a server."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from mimetypes import guess_extension

from bot.pages import rendering
from bot.pages.places import PLACES
from bot.pages.rendering import Ways, picture_in
from bot.pages.static import STYLE
from bot.public import StatusPages, following
from incidents.catalogue import StatusPage
from incidents.public import PublicIncident, PublicMonth, PublicPage

# What is read elsewhere leads to the files beside it: nobody knows yet where they will be served.
_HERE = "."

File = tuple[str, bytes]


class Relative(Ways):
    """Where everything lies, seen from so many folders below the page's own."""

    is_live = False

    def __init__(self, depth: int) -> None:
        """Begin each way with as many steps up."""
        self._up = "../" * depth
        self.style = f"{self._up}page.css"

    def address(self, site: StatusPage) -> str:  # noqa: ARG002 - there is one
        """Lead to the page."""
        return f"{self._up}index.html"

    def place_of(self, site: StatusPage, place: str) -> str:
        """Lead to a file; what has no ending is a folder, which needs its index where no server looks for it."""
        if place == "logo" and site.logo:
            return f"{self._up}{logo_name(site.logo)}"
        return f"{self._up}{place}" if "." in place else f"{self._up}{place}/index.html"


def logo_name(logo: str) -> str:
    """Name the file of a logo that is a `data:` URI."""
    kind, _ = picture_in(logo)
    return f"logo{guess_extension(kind) or ''}"


async def files(pages: StatusPages, slug: str) -> AsyncIterator[File]:
    """Give each file by its place in the folder; nothing where there is no such page."""
    page = await pages.page(slug)
    if page is None:
        return
    for file in _of_page(page):
        yield file
    for incident in (*page.incidents, *page.maintenance):
        yield _of_incident(page.site, incident)
    month = await pages.month(slug, None)
    if month is None:
        return
    yield "history/index.html", rendering.month_html(month, Relative(1))
    wanted: date = month.first
    while wanted <= month.last:
        found = await pages.month(slug, wanted)
        for file in _of_month(found) if found else ():
            yield file
        wanted = following(wanted)


def _of_page(page: PublicPage) -> Iterator[File]:
    yield "index.html", rendering.page_html(page, Relative(0))
    yield "page.css", STYLE.content
    if page.site.logo and page.site.logo.startswith("data:"):
        yield logo_name(page.site.logo), picture_in(page.site.logo)[1]
    for place, written in PLACES.items():
        yield place, written.write(page, _HERE)


def _of_month(month: PublicMonth) -> Iterator[File]:
    yield f"history/{month.month:%Y-%m}/index.html", rendering.month_html(month, Relative(2))
    for incident in month.incidents:
        yield _of_incident(month.site, incident)


def _of_incident(site: StatusPage, incident: PublicIncident) -> File:
    return f"incidents/{incident.code}/index.html", rendering.incident_html(site, incident, Relative(2))
