"""What is installed is complete: an installed Tocsin needs nothing of the source tree."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_an_installed_tocsin_prints_its_manifest(installed: Path) -> None:
    """The file comes along."""
    program = f"import sys; sys.path.insert(0, {str(installed)!r}); from bot.cli import main; main()"
    printed = subprocess.run(
        [sys.executable, "-I", "-c", program, "manifest"],
        cwd=installed,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert printed == (ROOT / "manifest.yml").read_text()


@pytest.mark.parametrize("room", ["incidents", "storage", "bot", "playground"])
def test_every_file_of_a_room_is_installed(installed: Path, room: str) -> None:
    """SQL, pages, schemas and policies as well as modules."""
    source = {path.relative_to(ROOT) for path in (ROOT / room).rglob("*") if path.is_file()}
    wanted = {path for path in source if "__pycache__" not in path.parts}
    assert wanted
    assert not {path for path in wanted if not (installed / path).exists()}


def test_nothing_but_the_rooms_is_installed(installed: Path) -> None:
    """Tests and tools stay at home."""
    folders = {path.name for path in installed.iterdir() if path.suffix != ".dist-info"}
    assert folders == {"incidents", "storage", "bot", "playground", "tocsin_client"}


def test_the_rooms_bring_their_types(installed: Path) -> None:
    """`py.typed` tells a type checker so."""
    for room in ("incidents", "storage", "bot", "playground", "tocsin_client"):
        assert (installed / room / "py.typed").exists(), room
