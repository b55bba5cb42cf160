"""What some of a page's components are read by: the query that asks for them, and what is answered to it."""

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

from bot.pages.places import Place
from bot.pages.shelf import Rendered
from bot.texts import words_of
from incidents.public import PublicPage
from incidents.public_parts import part_of

NAME = "component"
PLAIN = "text/plain; charset=utf-8"


def asked_in(scope: Scope) -> list[str]:
    """Give the components that a request names, each once and in order, so that the same choice is the same query."""
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return sorted({value for name, value in query if name == NAME})


def query_of(wanted: Sequence[str]) -> str:
    """Write the query that asks for them."""
    return "?" + urlencode([(NAME, component) for component in wanted])


def rendered(page: PublicPage, place: Place, wanted: Sequence[str], address: str) -> Rendered:
    """Write the place for these components, or say which ones there are."""
    part = part_of(page, wanted)
    if part is None or place.write_part is None:
        known = ", ".join(each.id for group in page.groups for each in group.components)
        say = words_of(page.site)
        words = say("words", "no_component", known=known) if known else say("words", "no_systems")
        return Rendered(HTTPStatus.NOT_FOUND, f"{words}\n".encode(), media_type=PLAIN)
    body = place.write_part(part, address, query_of(wanted))
    return Rendered(HTTPStatus.OK, body, media_type=place.media_type)
