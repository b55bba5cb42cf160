"""Databases that take a while to make: made once, kept until the bench ends."""

import atexit
import os
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from bench.places import new_folder
from bench.processes import running

_UNTIL_THE_END = ExitStack()
atexit.register(_UNTIL_THE_END.close)


@cache
def folder_with(incidents: int) -> Path:
    """Give the folder of a database with so many incidents, written to the disk before anything is measured."""
    folder = _UNTIL_THE_END.enter_context(new_folder())
    with running("bench.many", str(folder), str(incidents)):
        os.sync()
    return folder
