"""The bench runs and prints its table. Nothing here depends on how long anything takes."""

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Sequence

import pytest

from bench import figures
from bench.figure import Aim, Bench, Figure, Judged, Measured, measure
from tests.documents import ROOT, Document

PAGE = Document(ROOT / "docs/performance.md")
NAMES = [module.name for module in pkgutil.iter_modules(figures.__path__)]


def bench_of(name: str) -> Bench:
    bench: Bench = importlib.import_module(f"bench.figures.{name}").BENCH
    return bench


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_each_file_measures_its_figures_and_they_are_in_the_table(name: str) -> None:
    """A hundredth of the work, once: nobody should believe the numbers."""
    done = run(name, "--pairs", "1", "--share", "0.01")
    assert done.returncode == 0, done.stderr
    for figure in bench_of(name).figures:
        assert figure.name in done.stdout


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    """Exit code 2, as argparse has it."""
    refused = run("speed")
    assert refused.returncode == 2
    assert all(name in refused.stderr for name in NAMES)


def test_the_order_of_the_sides_alternates_from_pair_to_pair() -> None:
    """So that neither always has the warmer machine."""
    order: list[str] = []

    def side(name: str) -> Sequence[float]:
        order.append(name)
        return [1.0]

    bench = Bench((figure(Aim(1)),), lambda _: side("ours"), lambda _: side("theirs"))
    assert len(measure(bench, 3, 1.0)[0].pairs) == 3
    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]


def test_a_figure_without_another_side_is_judged_alone() -> None:
    """A count, say."""
    bench = Bench((figure(Aim(0, judged=Judged.OURS)),), lambda _: [0.0])
    assert measure(bench, 2, 1.0)[0].is_met


@pytest.mark.parametrize(
    ("aim", "met"),
    [
        (Aim(0.5, at_least=True), True),
        (Aim(0.6, at_least=True), False),
        (Aim(0.5), True),
        (Aim(0.4), False),
        (Aim(-10, judged=Judged.DIFFERENCE), True),
        (Aim(-11, judged=Judged.DIFFERENCE), False),
        (Aim(10, judged=Judged.OURS), True),
        (Aim(9, judged=Judged.OURS), False),
    ],
)
def test_the_median_of_what_the_pairs_say_is_held_against_the_aim(aim: Aim, *, met: bool) -> None:
    """The pair that went wrong does not count: 10 beside 20 is what stands."""
    assert Measured(figure(aim), ((1, 100), (10, 20), (100, 1))).is_met is met


def figure(aim: Aim) -> Figure:
    return Figure("Rate", "/s", aim, "How many a second.")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_defines_each_figure(name: str) -> None:
    """In the table of docs/performance.md, under the same name."""
    table = PAGE.text.partition("## The figures\n")[2].partition("\n## ")[0]
    rows = {row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ")}
    assert {figure.name for figure in bench_of(name).figures} <= rows
