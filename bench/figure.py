"""What a figure is: a number of ours, mostly beside the same number of another side, and what it should be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

# Measures one side and gives a value for each figure, in their order. `share` is how much of the full work to do.
Side = Callable[[float], Sequence[float]]


class Judged(Enum):
    """What of a pair is held against the aim."""

    RATIO = "ratio"
    DIFFERENCE = "difference"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Aim:
    """How large (`at_least`) or how small the judged number should be."""

    limit: float
    at_least: bool = False
    judged: Judged = Judged.RATIO

    def judge(self, ours: float, theirs: float) -> float:
        """Give the number that is held against the limit."""
        match self.judged:
            case Judged.RATIO:
                return ours / theirs
            case Judged.DIFFERENCE:
                return ours - theirs
        return ours

    def is_met_by(self, number: float) -> bool:
        """Whether it is large or small enough."""
        return number >= self.limit if self.at_least else number <= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured, in which unit, what it should be; `definition` tells how both numbers come about."""

    name: str
    unit: str
    aim: Aim
    definition: str


@dataclass(frozen=True, slots=True)
class Bench:
    """Figures that come from the same measurement. Without `theirs` they are judged alone."""

    figures: tuple[Figure, ...]
    ours: Side
    theirs: Side | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with the values of its pairs: ours, theirs."""

    figure: Figure
    pairs: tuple[tuple[float, float], ...]

    @property
    def ours(self) -> float:
        """The median of our side."""
        return median(ours for ours, _ in self.pairs)

    @property
    def theirs(self) -> float:
        """The median of the other side."""
        return median(theirs for _, theirs in self.pairs)

    @property
    def judged(self) -> list[float]:
        """What each pair says, smallest first; their median counts."""
        return sorted(self.figure.aim.judge(*pair) for pair in self.pairs)

    @property
    def is_met(self) -> bool:
        """Whether the aim is met."""
        return self.figure.aim.is_met_by(median(self.judged))


def measure(bench: Bench, pairs: int, share: float) -> list[Measured]:
    """Measure both sides so many times, one after the other and the order alternating."""
    rounds = [_pair(bench, share, theirs_first=bool(number % 2)) for number in range(pairs)]
    return [
        Measured(figure, tuple((ours[place], theirs[place]) for ours, theirs in rounds))
        for place, figure in enumerate(bench.figures)
    ]


def _pair(bench: Bench, share: float, *, theirs_first: bool) -> tuple[Sequence[float], Sequence[float]]:
    if bench.theirs is None:
        return bench.ours(share), [0.0] * len(bench.figures)
    if theirs_first:
        theirs = bench.theirs(share)
        return bench.ours(share), theirs
    return bench.ours(share), bench.theirs(share)
