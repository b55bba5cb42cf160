"""Status pages as HTML: a public value in, bytes out. Everything is escaped by Jinja2; nothing is marked as safe."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.pages.static import SCRIPT, STYLE
from bot.pages.texts import Words, words_of
from incidents.catalogue import StatusPage
from incidents.model import Kind
from incidents.public import PublicIncident, PublicMonth, PublicPage

MOUNT = "/status"

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page_html(page: PublicPage) -> bytes:
    """Show a whole status page."""
    return _rendered("page.html", page.site, page=page, live=True)


def incident_html(site: StatusPage, incident: PublicIncident) -> bytes:
    """Show one incident with all that was said."""
    return _rendered("incident.html", site, incident=incident, live=True)


def month_html(month: PublicMonth) -> bytes:
    """Show what began in a month, with the ways to the months beside it."""
    day = timedelta(days=1)
    earlier = (month.month - day).replace(day=1) if month.month > month.first else None
    later = (month.month + 31 * day).replace(day=1) if month.month < month.last else None
    return _rendered("month.html", month.site, month=month, earlier=earlier, later=later, live=True)


def missing_html(site: StatusPage | None) -> bytes:
    """Say that there is nothing, in the page's own look where there is a page."""
    return _rendered("notice.html", site, kind="missing", live=False)


def away_html() -> bytes:
    """Say that the page cannot be read now."""
    return _rendered("notice.html", None, kind="away", live=False)


def badge_svg(site: StatusPage, **told: object) -> bytes:
    """Draw how a page stands: `name` and `state`, `left` and `right` px wide, in a colour."""
    return _rendered("badge.svg", site, **told)


def address(site: StatusPage) -> str:
    """Give the address of a page below the host."""
    return f"{MOUNT}/{site.slug}"


def address_of(site: StatusPage, incident: PublicIncident) -> str:
    """Give the address of an incident below the host."""
    return f"{address(site)}/incidents/{incident.code}"


def address_of_month(site: StatusPage, month: date) -> str:
    """Give the address of a month below the host."""
    return f"{address(site)}/history/{month:%Y-%m}"


def status_word(words: Words, incident: PublicIncident, status: str) -> str:
    """Say where it stands; maintenance has words of its own."""
    return words("maintenance" if incident.kind is Kind.MAINTENANCE else "status", status)


def _rendered(template: str, site: StatusPage | None, **told: Any) -> bytes:
    ways = {
        "address": address,
        "address_of": address_of,
        "address_of_month": address_of_month,
        "status_word": status_word,
        "style": f"{MOUNT}/-/{STYLE.name}",
        "script": f"{MOUNT}/-/{SCRIPT.name}",
    }
    return _TEMPLATES.get_template(template).render(site=site, say=words_of(site), **ways, **told).encode()
