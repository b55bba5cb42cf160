"""What `./dev test` does to the machine: nothing that it installs is started."""

import subprocess
from pathlib import Path

from tests.machine import NEVER, Font, nothing_is_started


def test_nothing_that_is_installed_is_started(tmp_path: Path) -> None:
    """Debian's question is answered with 101, which means no; afterwards services are installed as ever."""
    policy = tmp_path / "policy-rc.d"
    with nothing_is_started(policy):
        assert subprocess.run([policy, "prometheus", "start"], check=False).returncode == 101
    assert not policy.exists()


def test_a_machine_that_starts_nothing_anyhow_is_left_as_it_is(tmp_path: Path) -> None:
    """Its own answer stays."""
    policy = tmp_path / "policy-rc.d"
    policy.write_text(NEVER)
    with nothing_is_started(policy):
        pass
    assert policy.read_text() == NEVER


def test_a_font_that_no_machine_has_is_missing() -> None:
    """Fontconfig would put another in its place, and the pictures would look otherwise."""
    assert Font("A font that nobody has drawn", "fonts-none", "").path is None
