"""What pages load: named by what is in it, so that it may be kept for ever."""

import hashlib
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).with_name("static")


class Static(NamedTuple):
    """A file as it is served."""

    name: str
    content: bytes
    media_type: str


def _static(name: str, media_type: str) -> Static:
    path = _FOLDER / name
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Static(f"{path.stem}.{digest}{path.suffix}", content, media_type)


STYLE = _static("page.css", "text/css; charset=utf-8")
SCRIPT = _static("live.js", "text/javascript; charset=utf-8")
SERVED = {each.name: each for each in (STYLE, SCRIPT)}
