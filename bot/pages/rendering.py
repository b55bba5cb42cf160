"""Status pages as HTML: a public value in, bytes out. Everything is escaped by Jinja2; nothing is marked as safe."""

import base64
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.pages.drawing import drawn
from bot.pages.static import SCRIPT, STYLE
from bot.texts import Words, words_of
from incidents.catalogue import Component, StatusPage
from incidents.model import Kind, Status
from incidents.public import PublicIncident, PublicMonth, PublicPage

MOUNT = "/status"


class Ways:
    """Where everything lies, as the bot serves it."""

    is_live = True
    style = f"{MOUNT}/-/{STYLE.name}"
    script = f"{MOUNT}/-/{SCRIPT.name}"

    def address(self, site: StatusPage) -> str:
        """Give the address of a page."""
        return address(site)

    def place_of(self, site: StatusPage, place: str) -> str:
        """Give the address of something below a page."""
        return f"{address(site)}/{place}"

    def logo(self, site: StatusPage) -> str | None:
        """Give the address of the page's logo; one of another host stays there."""
        return self.place_of(site, "logo") if site.logo and site.logo.startswith("data:") else site.logo

    def address_of(self, site: StatusPage, incident: PublicIncident) -> str:
        """Give the address of an incident."""
        return self.place_of(site, f"incidents/{incident.code}")

    def address_of_month(self, site: StatusPage, month: date) -> str:
        """Give the address of a month."""
        return self.place_of(site, f"history/{month:%Y-%m}")


SERVED = Ways()


def page_html(page: PublicPage, ways: Ways = SERVED, *, offers_mail: bool = False) -> bytes:
    """Show a whole status page; with the way to the form of subscribers where mail can be sent."""
    return _rendered("page.html", page.site, ways, page=page, offers_mail=offers_mail)


def incident_html(site: StatusPage, incident: PublicIncident, ways: Ways = SERVED) -> bytes:
    """Show one incident with all that was said."""
    return _rendered("incident.html", site, ways, incident=incident)


def month_html(month: PublicMonth, ways: Ways = SERVED) -> bytes:
    """Show what began in a month, with the ways to the months beside it."""
    day = timedelta(days=1)
    earlier = (month.month - day).replace(day=1) if month.month > month.first else None
    later = (month.month + 31 * day).replace(day=1) if month.month < month.last else None
    return _rendered("month.html", month.site, ways, month=month, earlier=earlier, later=later)


def form_html(site: StatusPage, components: Sequence[Component], form: str, shown: dict[str, Any]) -> bytes:
    """Show one of the forms of subscribers."""
    return _rendered("form.html", site, SERVED, live=False, components=components, form=form, shown=shown)


def said_html(site: StatusPage, kind: str, **told: str) -> bytes:
    """Say what came of a form."""
    return _rendered("said.html", site, SERVED, live=False, kind=kind, told=told)


def missing_html(site: StatusPage | None) -> bytes:
    """Say that there is nothing, in the page's own look where there is a page."""
    return _rendered("notice.html", site, SERVED, kind="missing", live=False)


def which_html() -> bytes:
    """Say how a status page is asked for, and not which there are."""
    return _rendered("notice.html", None, SERVED, kind="which", live=False)


def away_html() -> bytes:
    """Say that the page cannot be read now."""
    return _rendered("notice.html", None, SERVED, kind="away", live=False)


def badge_svg(site: StatusPage, **told: object) -> bytes:
    """Draw how a page stands: `name` and `state`, `left` and `right` px wide, in a colour."""
    return _rendered("badge.svg", site, SERVED, **told)


def address(site: StatusPage) -> str:
    """Give the address of a page below the host."""
    return f"{MOUNT}/{site.slug}"


def picture_in(logo: str) -> tuple[str, bytes]:
    """Take a `data:` URI apart: its media type, and the picture."""
    kind, _, picture = logo.removeprefix("data:").partition(";base64,")
    return kind, base64.b64decode(picture)


def status_word(words: Words, incident: PublicIncident, status: str) -> str:
    """Say where it stands; maintenance has words of its own."""
    return words(
        "maintenance" if incident.kind is Kind.MAINTENANCE else "status", incident.stage(Status(status))
    )


def _rendered(template: str, site: StatusPage | None, ways: Ways, **told: Any) -> bytes:
    told = {"live": ways.is_live} | told
    known = {"site": site, "say": words_of(site), "ways": ways, "status_word": status_word}
    return drawn(template, **known, **told).encode()
