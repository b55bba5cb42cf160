"""`./dev bench [name...]`: measures and prints one table. The names are those of the files in `figures/`."""

import argparse
import importlib
import pkgutil

from bench import figures
from bench.figure import Bench, measure
from bench.table import show

PAIRS = 5


def main() -> None:
    known = [module.name for module in pkgutil.iter_modules(figures.__path__)]
    arguments = _arguments(known)
    measured = []
    for name in arguments.names or known:
        print(f"measuring {name} ...", flush=True)
        measured += measure(_bench(name), arguments.pairs, arguments.share)
    show(measured, arguments.pairs)


def _arguments(known: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(known))
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"how often to measure both sides ({PAIRS})")
    parser.add_argument(
        "--share", type=float, default=1.0, help="how much of the full work to do (1.0); less proves little"
    )
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.names) - set(known)):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    return arguments


def _bench(name: str) -> Bench:
    bench: Bench = importlib.import_module(f"{figures.__name__}.{name}").BENCH
    return bench


main()
