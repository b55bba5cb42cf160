"""The dialects of other products: a file or a folder each, found by its name, served at `/compat/<name>`."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Protocol, cast

from fastapi import FastAPI

from bot.http.api import Api


class Dialect(Protocol):
    """What a dialect's module offers."""

    def build(self, api: Api) -> FastAPI:
        """Make the application that is mounted."""


def load_dialects() -> Mapping[str, Dialect]:
    """List the modules of this folder; one without a docstring stops the start."""
    return {name: _dialect(name) for name in sorted(module.name for module in pkgutil.iter_modules(__path__))}


def _dialect(name: str) -> Dialect:
    module = importlib.import_module(f"{__name__}.{name}")
    if not module.__doc__:
        raise ValueError(f"{module.__name__} has no docstring to say what it speaks")
    return cast(Dialect, module)
