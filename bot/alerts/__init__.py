"""The senders of alerts: one file each, found by its `NAME`, which is its word in `/alerts/<source>`.

A file offers a docstring, `NAME` and `read(received) -> Reading`; `token_of(received)` where the sender has a place of
its own for our token; and `METHODS` where it uses others than POST. A file that offers neither name nor reader serves
the others.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from bot.alerts.reading import Reading, Received

ONLY_POST = ("POST",)


def no_token(_: Received) -> str | None:
    """Most senders bring the token where everybody does: in the path, or as a bearer."""
    return None


@dataclass(frozen=True, slots=True)
class Source:
    """A sender's file: how it is read (`Invalid` when it cannot be), where else its token may stand, what it uses."""

    name: str
    read: Callable[[Received], Reading]
    token_of: Callable[[Received], str | None] = no_token
    methods: Sequence[str] = ONLY_POST


def load_sources() -> Mapping[str, Source]:
    """List the files of this folder; a name taken twice or half a file stops the start."""
    sources: dict[str, Source] = {}
    for name in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        source = source_in(importlib.import_module(f"{__name__}.{name}"))
        if source and source.name in sources:
            raise ValueError(f"{__name__}.{name}: there is another source named {source.name}")
        if source:
            sources[source.name] = source
    return sources


def source_in(module: ModuleType) -> Source | None:
    """Give what the file offers; None when it serves the others."""
    name, read = getattr(module, "NAME", None), getattr(module, "read", None)
    if name is None and read is None:
        return None
    if not (name and read and module.__doc__):
        raise ValueError(f"{module.__name__} needs a docstring, a NAME and a read() to be a source")
    token_of, methods = getattr(module, "token_of", no_token), getattr(module, "METHODS", ONLY_POST)
    return Source(name, read, token_of, methods)
