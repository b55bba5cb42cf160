"""The table that `./dev bench` prints."""

from collections.abc import Iterable
from statistics import median

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.figure import Aim, Judged, Measured

# Where there is no terminal to tell how wide it is.
WIDTH = 120


def show(measured: Iterable[Measured], pairs: int) -> None:
    """Print a row for each figure: both sides, what is judged with its spread, the aim, and whether it is met."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    table = Table(box=box.SIMPLE_HEAD, show_lines=True, caption=_caption(pairs), caption_justify="left")
    table.add_column("figure", ratio=1)
    for title in ("ours", "other side", "judged", "(pairs)", "aim", "met"):
        table.add_column(title, justify="right", no_wrap=True)
    for each in measured:
        table.add_row(*_cells(each))
    console.print(table)


def _caption(pairs: int) -> str:
    return (
        f"Medians of {pairs} pairs; judged: the median of what the pairs say, (the smallest - the largest)."
    )


def _cells(measured: Measured) -> list[str]:
    figure, judged = measured.figure, measured.judged
    alone = figure.aim.judged is Judged.OURS
    return [
        f"[bold]{escape(figure.name)}[/bold]\n[dim]{escape(figure.definition)}[/dim]",
        f"{_number(measured.ours)} {figure.unit}",
        "" if alone else f"{_number(measured.theirs)} {figure.unit}",
        f"{_number(median(judged))}{_unit_of(measured)}",
        f"({_number(judged[0])} - {_number(judged[-1])})",
        _aim(figure.aim) + _unit_of(measured),
        "[green]yes[/green]" if measured.is_met else "[red]no[/red]",
    ]


def _unit_of(measured: Measured) -> str:
    return "" if measured.figure.aim.judged is Judged.RATIO else f" {measured.figure.unit}"


def _aim(aim: Aim) -> str:
    sign = "+" if aim.judged is Judged.DIFFERENCE else ""
    return f"{'>=' if aim.at_least else '<='} {sign}{_number(aim.limit)}"


def _number(value: float) -> str:
    """Give three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004
