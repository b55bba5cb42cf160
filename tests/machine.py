"""What the tests need of the machine besides Python: root gets what is missing from Debian, others are told how.

`./dev test` runs this first. What is not there in the end is a failure in CI, and else its tests are skipped.
`./dev pictures` asks for what the pictures need, by the names of its packages.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Program(NamedTuple):
    """A program: where it may be, by name, best first; the package that brings it; and how it is without."""

    names: tuple[str, ...]
    package: str
    without: str

    @property
    def path(self) -> str | None:
        """Give its place; None when it is not on the path."""
        return next(filter(None, map(shutil.which, filter(None, self.names))), None)


class Font(NamedTuple):
    """A font: its family, the package that brings it, and how it is without."""

    family: str
    package: str
    without: str

    @property
    def path(self) -> str | None:
        """Give where it is; None when fontconfig knows none of that name."""
        if not shutil.which("fc-list"):
            return None
        found = subprocess.run(["fc-list", self.family, "file"], capture_output=True, text=True, check=True)
        return found.stdout or None


CHROMIUM = Program(
    (
        os.environ.get("CHROMIUM", ""),
        "chromium-headless-shell",  # draws the same without a window, for two thirds of the work
        "chromium",
        "chromium-browser",
        "google-chrome",
    ),
    "chromium-headless-shell",
    "the browser tests are skipped",
)
PROMETHEUS = Program(("prometheus",), "prometheus", "the tests with the real Prometheus are skipped")
ALERTMANAGER = Program(
    ("prometheus-alertmanager", "alertmanager"),
    "prometheus-alertmanager",
    "the tests with the real Alertmanager are skipped",
)
PROGRAMS = (CHROMIUM, PROMETHEUS, ALERTMANAGER)
PNGQUANT = Program(("pngquant",), "pngquant", "no pictures are taken")
FOR_PICTURES = (
    PNGQUANT,
    Font("Inter", "fonts-inter", "pictures are written as this machine writes"),
    Font("Noto Color Emoji", "fonts-noto-color-emoji", "pictures have boxes in place of emoji"),
)

# Debian asks this program whether a service may be started: see invoke-rc.d(8).
POLICY = Path("/usr/sbin/policy-rc.d")
NEVER = "#!/bin/sh\nexit 101\n"


def main(packages: Sequence[str]) -> None:
    """Install what is missing of these, or of all; say what cannot be, and end when that is not allowed."""
    wanted = [each for each in (*PROGRAMS, *FOR_PICTURES) if each.package in packages] or PROGRAMS
    commands = _commands([program.package for program in _missing(wanted)])
    if commands and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(commands)
    for program in _missing(wanted):
        print(f"There is no {program.package} on this machine: {program.without}.")
    if _missing(wanted):
        print("To install what is missing: sudo " + " && sudo ".join(commands))
        sys.exit(1 if os.environ.get("CI", "").lower() in {"true", "1"} else 0)


def _missing(wanted: Sequence[Program | Font]) -> list[Program | Font]:
    return [program for program in wanted if not program.path]


def _commands(packages: Sequence[str]) -> list[str]:
    if not packages:
        return []
    return ["apt-get update", "apt-get install -y --no-install-recommends " + " ".join(packages)]


def _install(commands: Sequence[str]) -> None:
    """Install, and start no service, neither now nor when the machine starts; the tests start their own."""
    print("Installing what the tests need ...", flush=True)
    with nothing_is_started():
        done = all(subprocess.run(command.split(), check=False).returncode == 0 for command in commands)
    services = [each.package for each in (PROMETHEUS, ALERTMANAGER) if each.package in commands[-1].split()]
    if done and services and shutil.which("systemctl"):
        subprocess.run(["systemctl", "disable", "--quiet", *services], check=False)


@contextmanager
def nothing_is_started(policy: Path = POLICY) -> Iterator[None]:
    """Have Debian start nothing that it installs. A machine that says so already is left alone."""
    if policy.exists():
        yield
        return
    policy.write_text(NEVER)
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
