"""The project's own pages, taken apart: their links, their code, their headings."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_IMAGE = re.compile(r"<img [^>]*src=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """A page in Markdown."""

    path: Path

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """All but the fenced blocks."""
        return _FENCE.sub("", self.text)

    @property
    def code(self) -> list[str]:
        """What stands as code, in fenced blocks and within lines."""
        return [body for _, body in _FENCE.findall(self.text)] + _SPAN.findall(self.prose)

    @property
    def links(self) -> list[str]:
        """Where it links to, and the pictures that it shows."""
        prose = _SPAN.sub("", self.prose)
        return _LINK.findall(prose) + _IMAGE.findall(prose)

    @property
    def anchors(self) -> set[str]:
        """What can be linked to in it."""
        return {_slug(heading) for heading in _HEADING.findall(self.prose)}

    def fenced(self, language: str) -> list[str]:
        """The fenced blocks in that language, without the indent that they have in a list."""
        return [body for name, body in _FENCE.findall(self.text) if name == language]

    def between(self, marker: str) -> str:
        """What stands between `<!-- marker begins -->` and `<!-- marker ends -->`."""
        _, found, _ = re.split(f"<!-- {marker} (?:begins|ends) -->\n", self.text)
        return found


def documents() -> list[Document]:
    """Every page: those at the root and those in docs/."""
    return [Document(path) for path in [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]]


def _slug(heading: str) -> str:
    """Name a heading as GitHub does."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
