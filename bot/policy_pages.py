"""The `[[page]]`, `[[component]]` and `[[publish]]` tables of policy.toml: read into wishes, or refused by key."""

import base64
import re
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.catalogue import SLUG
from bot.policy_alerts import SeverityWord
from bot.texts import LANGUAGES
from incidents import text
from incidents.catalogue import Component, StatusPage
from incidents.errors import Invalid
from incidents.publishing import PagesPolicy, PublishRule

LARGEST_LOGO = 64 * 1024
PICTURES = {".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp", ".gif": "gif"}


class Mistake(NamedTuple):
    """What is wrong: in which table, from 0, at which key."""

    table: str
    number: int
    key: str
    words: str


def _slug(word: str) -> str:
    if not re.fullmatch(SLUG, word):
        message = "is no slug; write small letters, digits and dashes, at most 63, such as acme-cloud"
        raise ValueError(message)
    return word


def _zone(name: str) -> str:
    if name not in available_timezones():
        message = "is no time zone; write one of IANA's names, such as Europe/Berlin"
        raise ValueError(message)
    return name


def _language(word: str) -> str:
    if word not in LANGUAGES:
        message = f"is no language that pages are written in; known are {', '.join(LANGUAGES)}"
        raise ValueError(message)
    return word


def _line(words: str) -> str:
    try:
        return text.one_line("text", words)
    except Invalid:
        message = "is empty or too long; say in a few words what it is"
        raise ValueError(message) from None


def _some(monitors: list[str]) -> list[str]:
    if not monitors:
        message = 'names no monitor; write it like monitors = ["shop"]'
        raise ValueError(message)
    return monitors


Slug = Annotated[str, AfterValidator(_slug)]
Line = Annotated[str, AfterValidator(_line)]
TimeZone = Annotated[str, AfterValidator(_zone)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PageTable(_Table):
    """A status page."""

    slug: Slug
    name: Line
    time_zone: TimeZone = "UTC"
    language: Annotated[str, AfterValidator(_language)] = "en"
    logo: str | None = None


class ComponentTable(_Table):
    """What a page shows the state of."""

    page: Slug
    id: Slug
    name: Line
    group: Line | None = None
    monitors: Annotated[list[Line], AfterValidator(_some)]

    def component(self) -> Component:
        """Give the component of the rules."""
        return Component(self.page, self.id, self.name, tuple(dict.fromkeys(self.monitors)), self.group or "")


class PublishTable(_Table):
    """What is published without anybody pressing a button."""

    page: Slug
    severity: SeverityWord = None
    component: Slug | None = None

    def rule(self) -> PublishRule:
        """Give the rule."""
        return PublishRule(self.page, self.severity, self.component)


def pages_of(
    pages: Sequence[PageTable],
    components: Sequence[ComponentTable],
    rules: Sequence[PublishTable],
    folder: Path,
) -> tuple[PagesPolicy, list[Mistake]]:
    """Give the wishes, and what is wrong with them. Logos that are files lie beside the policy, in `folder`."""
    mistakes = [*_of_pages(pages), *_of_components(pages, components), *_of_rules(pages, components, rules)]
    found = []
    for number, page in enumerate(pages):
        try:
            logo = _logo(page.logo, folder)
        except Invalid as refused:
            mistakes.append(Mistake("page", number, "logo", refused.message))
        else:
            found.append(StatusPage(page.slug, page.name, page.time_zone, page.language, logo))
    ordered = tuple(each.component() for each in components)
    return PagesPolicy(tuple(found), ordered, tuple(each.rule() for each in rules)), mistakes


def _of_pages(pages: Sequence[PageTable]) -> Iterator[Mistake]:
    slugs = [page.slug for page in pages]
    for number, slug in enumerate(slugs):
        if slug in slugs[:number]:
            yield Mistake("page", number, "slug", "Another page has it. Give each its own.")


def _of_components(pages: Sequence[PageTable], components: Sequence[ComponentTable]) -> Iterator[Mistake]:
    names = [(component.page, component.id) for component in components]
    for number, (page, _) in enumerate(names):
        yield from _unknown_page("component", number, page, [each.slug for each in pages])
        if names[number] in names[:number]:
            yield Mistake(
                "component", number, "id", "Another component of the page has it. Give each its own."
            )


def _of_rules(
    pages: Sequence[PageTable], components: Sequence[ComponentTable], rules: Sequence[PublishTable]
) -> Iterator[Mistake]:
    names = {(component.page, component.id) for component in components}
    for number, rule in enumerate(rules):
        yield from _unknown_page("publish", number, rule.page, [each.slug for each in pages])
        if rule.component is None and rule.severity is None:
            words = 'It would publish everything. Add severity = "critical" or component = "...".'
            yield Mistake("publish", number, "page", words)
        if rule.component is not None and (rule.page, rule.component) not in names:
            yield Mistake("publish", number, "component", "No [[component]] of that page has this id.")


def _unknown_page(table: str, number: int, slug: str, slugs: Container[str]) -> Iterator[Mistake]:
    if slug not in slugs:
        yield Mistake(
            table, number, "page", f'There is no such page here. Add [[page]] with slug = "{slug}".'
        )


def _logo(logo: str | None, folder: Path) -> str | None:
    """Give a web address as it is, and a file as a `data:` URI."""
    if logo is None or logo.startswith("https://"):
        return logo
    path = folder / logo
    kind = PICTURES.get(path.suffix.lower())
    if kind is None:
        raise Invalid("logo", f"It is an https address or a file beside this one: {', '.join(PICTURES)}.")
    try:
        picture = path.read_bytes()
    except OSError as error:
        raise Invalid("logo", f"{path} cannot be read: {error.strerror}.") from None
    if len(picture) > LARGEST_LOGO:
        raise Invalid("logo", f"{path} is larger than {LARGEST_LOGO // 1024} KiB. Take a smaller one.")
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
