"""Which error codes a function can answer with: read from its source and from that of all it calls.

Codes stand in `Refused("code")`, in `InvalidArguments(..., code="code")`, or are handed on to a parameter named
`code`. What is called is found by the names in the source; `workspace` is always the workspace.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import FunctionType
from typing import Any

from playground.errors import InvalidArguments, Refused
from playground.state.messages import Messages
from playground.state.triggers import Triggers
from playground.state.workspace import Workspace

OF_WORKSPACE = {"messages": Messages, "triggers": Triggers}


class Unreadable(Exception):
    """A code that cannot be read from the source: it is neither a literal nor an argument named `code`."""


def codes_of(function: object) -> set[str]:
    """Return every code that this function, or one that it calls, can refuse with."""
    assert isinstance(function, FunctionType)
    seen: set[FunctionType] = set()
    waiting = [function]
    codes: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            mine, called = _read(one)
            codes |= mine
            waiting += called
    return codes


@cache
def _read(function: FunctionType) -> tuple[frozenset[str], tuple[FunctionType, ...]]:
    """Return the codes in a function's own source, and the functions of ours that it names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    kept = list(_uncaught(tree))
    codes = {str(value) for name, value in _enclosed(function).items() if name == "code"}
    for node in kept:
        if isinstance(node, ast.Call):
            codes |= set(_codes_in(node, function))
    named = (_meant(node, function) for node in kept)
    return frozenset(codes), tuple(one for one in named if isinstance(one, FunctionType) and _is_ours(one))


def _uncaught(node: ast.AST) -> Iterator[ast.AST]:
    """Give all the nodes but those of a `try` at which refusals end."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Try) and any(_ends_refusals(handler) for handler in child.handlers):
            for handler in child.handlers:
                yield from _uncaught(handler)
        else:
            yield from _uncaught(child)


def _ends_refusals(handler: ast.ExceptHandler) -> bool:
    """Whether a refusal ends here: it is swallowed, or another is raised instead. One that is kept may be told on."""
    catches = isinstance(handler.type, ast.Name) and handler.type.id == "Refused"
    raises = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return catches and (raises or handler.name is None)


def _codes_in(call: ast.Call, function: FunctionType) -> Iterator[str]:
    called = _meant(call.func, function)
    given = {word.arg: word.value for word in call.keywords}
    if called is Refused:
        yield from _literals(call.args[0], function)
    elif called is InvalidArguments:
        yield from _literals(given.get("code", ast.Constant("invalid_arguments")), function)
    elif isinstance(called, FunctionType) and "code" in inspect.signature(called).parameters:
        parameters = inspect.signature(called).parameters
        bound = dict(zip(parameters, call.args, strict=False)) | given
        yield from _literals(bound.get("code", ast.Constant(parameters["code"].default)), function)


def _literals(node: ast.expr, function: FunctionType) -> Iterator[str]:
    match node:
        case ast.Constant(str(code)):
            yield code
        case ast.Name("code"):
            return
        case ast.IfExp(body=one, orelse=other):
            yield from _literals(one, function)
            yield from _literals(other, function)
        case _:
            raise Unreadable(f"{function.__module__}.{function.__name__}: {ast.unparse(node)}")


def _meant(node: ast.AST, function: FunctionType) -> object:
    """Return what a name stands for in this function, as far as that is known."""
    if isinstance(node, ast.Name):
        if node.id == "workspace":
            return Workspace
        here = {*function.__code__.co_varnames, *function.__code__.co_cellvars}
        return (
            None if node.id in here else _enclosed(function).get(node.id, function.__globals__.get(node.id))
        )
    if isinstance(node, ast.Attribute):
        owner = _meant(node.value, function)
        if owner is Workspace and node.attr in OF_WORKSPACE:
            return OF_WORKSPACE[node.attr]
        return getattr(owner, node.attr, None) if owner is not None else None
    return None


def _enclosed(function: FunctionType) -> dict[str, Any]:
    return dict(inspect.getclosurevars(function).nonlocals)


def _is_ours(function: FunctionType) -> bool:
    return function.__module__.startswith("playground.")
