"""The rules stay pure: what a contract between packages cannot say is read from their source here."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = sorted((ROOT / "incidents").rglob("*.py"))
NOT_FOR_RULES = {
    "asyncio",
    "logging",
    "os",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
    "uuid",
}


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level packages that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_the_rules_use_the_standard_library_alone(path: Path) -> None:
    """And of that nothing that waits, writes, remembers or draws lots."""
    packages = set(imported(ast.parse(path.read_text()))) - {"incidents"}
    assert packages <= sys.stdlib_module_names
    assert not packages & NOT_FOR_RULES


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_the_rules_neither_wait_nor_look_at_the_clock(path: Path) -> None:
    """The time comes as an argument."""
    for node in ast.walk(ast.parse(path.read_text())):
        assert not isinstance(node, ast.Await | ast.AsyncFunctionDef)
        assert not (
            isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and _is_a_clock(node)
        )


def _is_a_clock(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
