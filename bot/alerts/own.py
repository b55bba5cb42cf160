"""The sources that there are under a policy: the files of this folder, and those whose fields the operator picks."""

from collections.abc import Mapping
from functools import lru_cache

from bot.alerts import Source, load_sources
from bot.alerts.generic import compiled, reader
from incidents.alerting import OwnSource


@lru_cache(maxsize=2)
def sources_under(own: tuple[OwnSource, ...]) -> Mapping[str, Source]:
    """Give all by name; the operator may pick the fields of the generic one too. `Invalid` names a field."""
    picked = {each.name: reader(each.name, compiled(dict(each.expressions))) for each in own}
    return {**load_sources(), **{name: Source(name, read) for name, read in picked.items()}}
