"""`[[page]]`, `[[component]]` and `[[publish]]` become the rules' wishes, or are refused by file, line and fix."""

from pathlib import Path

import pytest

from bot.policy import PolicyError, load_policy, read_policy
from bot.policy_pages import LARGEST_LOGO
from incidents.catalogue import Component, StatusPage
from incidents.model import Severity
from incidents.publishing import PublishRule

PAGE = '[[page]]\nslug = "acme"\nname = "Acme"\n'
SHOP = '[[component]]\npage = "acme"\nid = "shop"\nname = "Shop"\nmonitors = ["shop"]\n'


def test_the_example_says_what_its_comments_say(tmp_path: Path) -> None:
    """Without the marks before it, and with a logo beside it."""
    lines = Path("policy.example.toml").read_text(encoding="utf-8").splitlines()
    example = "\n".join(line.removeprefix("# ") for line in lines[lines.index("# [[page]]") :])
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path / "policy.toml").write_text(example.replace("\n#", "\n"), encoding="utf-8")
    wishes = load_policy(tmp_path / "policy.toml").pages
    logo = "data:image/svg+xml;base64,PHN2Zy8+"
    assert wishes.pages == (StatusPage("acme-cloud", "Acme Cloud", "Europe/Berlin", "de", logo),)
    assert wishes.components == (
        Component("acme-cloud", "checkout", "Checkout", ("shop", "database"), "Shop"),
    )
    assert wishes.rules == (PublishRule("acme-cloud", Severity.CRITICAL, "checkout"),)


MISTAKES = [
    (
        PAGE + 'colour = "red"',
        4,
        "page.colour is not known; known here: slug, name, time_zone, language, logo",
    ),
    (
        '[[page]]\nslug = "Acme Cloud"\nname = "x"',
        2,
        "page.slug is no slug; write small letters, digits and dashes, at most 63, such as acme-cloud",
    ),
    ('[[page]]\nslug = "acme"', 1, "page.name is missing; policy.example.toml shows how it is written"),
    (
        PAGE + 'time_zone = "Berlin"',
        4,
        "page.time_zone is no time zone; write one of IANA's names, such as Europe/Berlin",
    ),
    (PAGE + 'language = "xx"', 4, "page.language is no language that pages are written in; known are de, en"),
    (PAGE + PAGE, 5, "page.slug: Another page has it. Give each its own."),
    (
        PAGE + 'logo = "logo.exe"',
        4,
        "page.logo: It is an https address or a file beside this one: .svg, .png, .jpg, .jpeg, .webp, .gif.",
    ),
    (PAGE + 'logo = "none.svg"', 4, "page.logo: none.svg cannot be read: No such file or directory."),
    (SHOP, 2, 'component.page: There is no such page here. Add [[page]] with slug = "acme".'),
    (PAGE + SHOP + SHOP, 11, "component.id: Another component of the page has it. Give each its own."),
    (
        PAGE + SHOP.replace('"shop"]', "]"),
        8,
        'component.monitors names no monitor; write it like monitors = ["shop"]',
    ),
    (
        PAGE + '[[publish]]\npage = "acme"',
        5,
        'publish.page: It would publish everything. Add severity = "critical" or component = "...".',
    ),
    (
        PAGE + SHOP + '[[publish]]\npage = "acme"\ncomponent = "shpo"',
        11,
        "publish.component: No [[component]] of that page has this id.",
    ),
    (
        PAGE + '[[publish]]\npage = "acme"\nseverity = "bad"',
        6,
        "publish.severity is no severity; known are critical, major, minor, warning, none",
    ),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_a_mistake_is_refused_by_file_line_and_fix(text: str, line: int, words: str) -> None:
    with pytest.raises(PolicyError) as refused:
        read_policy(text, "policy.toml")
    assert str(refused.value) == f"policy.toml, line {line}: {words}"


def test_a_logo_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """It would be read from the database with every page."""
    (tmp_path / "logo.png").write_bytes(b"x" * (LARGEST_LOGO + 1))
    with pytest.raises(PolicyError, match=r"larger than 64 KiB\. Take a smaller one\."):
        read_policy(PAGE + 'logo = "logo.png"', str(tmp_path / "policy.toml"))
