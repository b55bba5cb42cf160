"""Sides that run as processes of their own, so that neither memory nor a loop is shared with the measuring one."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def python(
    *arguments: str, env: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """Run a Python in the project's folder until the block is left, its standard input open for as long.

    What it writes to standard error goes to the file `log`, if one is given.
    """
    pipe, command = subprocess.PIPE, [sys.executable, *arguments]
    with (
        log.open("w") if log else nullcontext() as errors,
        subprocess.Popen(  # noqa: S603 - our own modules
            command, stdin=pipe, stdout=pipe, stderr=errors, text=True, env=env, cwd=ROOT
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def running(module: str, *arguments: str) -> Iterator[str]:
    """Run `python -m module` until the block is left; give the first line that it prints."""
    with python("-m", module, *arguments) as process:
        yield first_line(process)


def first_line(process: "subprocess.Popen[str]") -> str:
    """Wait for the line with which a process says that it is ready."""
    line = process.stdout.readline().strip() if process.stdout else ""
    if not line:
        raise RuntimeError(f"{process.args!r} ended before it was ready")
    return line
