"""The checks of the built-in monitors: one file each, found by its `KIND`.

A file offers a docstring, `KIND` and `check(check, ways) -> Result | None`, where None is nothing new. A file that
offers neither kind nor check serves the others.
"""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from types import ModuleType

from bot.monitors.ways import Ways
from incidents.checks import Check, CheckKind
from incidents.monitoring import Result

Looker = Callable[[Check, Ways], Awaitable[Result | None]]


def load_checks() -> Mapping[CheckKind, Looker]:
    """List the files of this folder; a kind checked twice or by nobody, or half a file, stops the start."""
    checks: dict[CheckKind, Looker] = {}
    for name in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        offered = check_in(importlib.import_module(f"{__name__}.{name}"))
        if offered and offered[0] in checks:
            raise ValueError(f"{__name__}.{name}: there is another check of the kind {offered[0]}")
        if offered:
            checks[offered[0]] = offered[1]
    if unchecked := set(CheckKind) - checks.keys():
        raise ValueError(f"{__name__}: nothing checks {', '.join(sorted(unchecked))}")
    return checks


def check_in(module: ModuleType) -> tuple[CheckKind, Looker] | None:
    """Give what the file offers; None when it serves the others."""
    kind, check = getattr(module, "KIND", None), getattr(module, "check", None)
    if kind is None and check is None:
        return None
    if not (kind and check and module.__doc__):
        raise ValueError(f"{module.__name__} needs a docstring, a KIND and a check() to be a check")
    return kind, check
