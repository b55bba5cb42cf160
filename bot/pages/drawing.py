"""Templates of Jinja2, which is loaded when the first page or mail is drawn: a server starts before anybody reads."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).with_name("templates")


def drawn(template: str, **told: Any) -> str:
    """Fill a template in; in HTML and SVG everything that is told is escaped."""
    return _templates().get_template(template).render(told)


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html", "svg"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
