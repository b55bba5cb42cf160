"""The page's colours: read from its style sheet, measured as WCAG 2.2 measures them."""

import re
from pathlib import Path

import pytest

BASE = Path(__file__).parents[2] / "playground" / "static" / "css" / "base.css"
LEAST = 4.5
"""Contrast of text, level AA (https://www.w3.org/TR/WCAG22/#contrast-minimum)."""
LEAST_OF_EDGES = 3.0
"""Contrast of the edges of controls and of the focus ring (non-text contrast, level AA)."""

TEXTS = [
    *((ink, ground) for ink in ("ink", "muted", "link") for ground in ("bg", "raised", "side", "soft")),
    *((ink, ground) for ink in ("ink", "code-ink") for ground in ("soft", "bg", "accent-soft")),
    ("on-fill", "fill"),
    ("on-fill", "fill-strong"),
    ("on-fill", "danger-fill"),
    ("on-fill", "danger-fill-strong"),
    ("danger", "raised"),
    ("danger-strong", "danger-soft"),
    ("info-ink", "info-soft"),
    ("warn-ink", "warn-soft"),
    ("ok-ink", "ok-soft"),
    ("mention-me-ink", "mention-me"),
    ("muted", "side-hover"),
    *(("on-fill", f"tint-{number}") for number in range(6)),
]
EDGES = [("line-strong", "raised"), ("focus", "bg"), ("focus", "side"), ("danger", "raised")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme: str) -> None:
    colours = colours_of(scheme)
    weak = [(text, ground) for text, ground in TEXTS if contrast(colours[text], colours[ground]) < LEAST]
    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_has_an_edge_that_is_seen(scheme: str) -> None:
    colours = colours_of(scheme)
    weak = [
        (edge, ground) for edge, ground in EDGES if contrast(colours[edge], colours[ground]) < LEAST_OF_EDGES
    ]
    assert weak == []


def colours_of(scheme: str) -> dict[str, str]:
    """Return the colour variables; the dark scheme changes some of the light one."""
    light, dark = BASE.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")[:2]
    named = re.compile(r"--([\w-]+): #([0-9a-f]{6});")
    changed = named.findall(dark) if scheme == "dark" else []
    return dict(named.findall(light)) | dict(changed)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
