"""How the door of the public answers: with which headers, to whoever has it already, and where nothing is."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Message, Send

from bot.pages import rendering
from bot.pages.shelf import HTML, Sheet
from bot.pages.static import SERVED
from incidents.catalogue import StatusPage

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src {images} data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Not a page: nothing in it may run or load, should a browser be made to show it as one.
SEALED = "default-src 'none'; sandbox"
FOR_ANYBODY = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag"}
READING = "GET, HEAD, OPTIONS"
ASKED_BEFORE = FOR_ANYBODY | {
    "access-control-allow-methods": READING,
    "access-control-allow-headers": "If-None-Match, Cache-Control",
    "access-control-max-age": "86400",
}
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MOMENT = "public, max-age=5"

Answer = tuple[int, bytes, dict[str, str]]


def answer_with(sheet: Sheet, headers: Headers) -> Answer:
    """Give the sheet, or to whoever has it already only that it is unchanged."""
    answer = _told(sheet)
    if not sheet.whole and answer[0] == HTTPStatus.OK:
        sheet.whole, sheet.unchanged = begun(answer), begun(unchanged(answer))
    is_known = answer[0] == HTTPStatus.OK and has_already(headers.get("if-none-match", ""), sheet.etag)
    return unchanged(answer) if is_known else answer


def _told(sheet: Sheet) -> Answer:
    told = {"etag": sheet.etag, "cache-control": FOR_A_MOMENT}
    status, body, images, media_type = sheet.rendered
    if media_type != HTML:
        told |= FOR_ANYBODY | {"content-type": media_type, "content-security-policy": SEALED}
    return (status, body, told) if media_type != HTML else html(status, body, images, told)


def away() -> Answer:
    """Say that the page cannot be read now, and to come again."""
    status, body, told = html(HTTPStatus.SERVICE_UNAVAILABLE, rendering.away_html())
    return status, body, told | {"retry-after": "30", "cache-control": "no-store"}


def unchanged(answer: Answer) -> Answer:
    """Say that the reader has it already."""
    _, _, told = answer
    kept = {
        name: value for name, value in told.items() if name not in ("content-type", "content-security-policy")
    }
    return HTTPStatus.NOT_MODIFIED, b"", kept


def images_of(site: StatusPage) -> str:
    """Name where pictures of this page may come from: from here, and the logo from its own host."""
    if site.logo and site.logo.startswith("https://"):
        return f"'self' https://{urlsplit(site.logo).netloc}"
    return "'self'"


def static(name: str) -> Answer:
    """Give a file of style or script, which never changes under its name."""
    file = SERVED.get(name)
    if file is None:
        return html(HTTPStatus.NOT_FOUND, rendering.missing_html(None))
    return HTTPStatus.OK, file.content, {"content-type": file.media_type, "cache-control": FOR_EVER}


def html(status: int, body: bytes, images: str = "'self'", told: dict[str, str] | None = None) -> Answer:
    """Give a page, which may load pictures from there and nothing else from elsewhere."""
    policy = POLICY.format(images=images)
    return status, body, {"content-type": HTML, "content-security-policy": policy, **(told or {})}


def has_already(known: str, etag: str) -> bool:
    """Whether the reader has these bytes already (RFC 9110, section 13.1.2)."""
    return known.strip() == "*" or etag in known


async def give(answer: Answer, send: Send, *, with_body: bool) -> None:
    """Send it."""
    await send(begun(answer))
    await send({"type": "http.response.body", "body": answer[1] if with_body else b""})


def begun(answer: Answer) -> Message:
    """Give the beginning of an answer: its status and its headers."""
    status, body, told = answer
    headers = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", **told}
    if status not in (HTTPStatus.NOT_MODIFIED, HTTPStatus.NO_CONTENT):
        headers["content-length"] = str(len(body))
    listed = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": int(status), "headers": listed}
