"""Finds the functions of a module, so that what ran in one is known by its name where lines have moved."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A function's place: its own lines are those of its body, since `def` itself runs at import."""

    name: str
    first_line: int
    body_line: int
    last_line: int
    # Equal where the text is, so that lines counted from the first one still mean the same.
    digest: str
    words: frozenset[str]


def functions_of(source: str) -> list[Function]:
    """Return every function, an outer one before those in it."""
    return list(_functions(ast.parse(source), source.split("\n"), ()))


def function_at(functions: list[Function], line: int) -> Function | None:
    """Return the innermost function whose body has the line."""
    around = [each for each in functions if each.body_line <= line <= each.last_line]
    return around[-1] if around else None


def _functions(node: ast.AST, lines: list[str], scope: tuple[str, ...]) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                inner = (*scope, name)
                assert child.end_lineno is not None
                text = "\n".join(lines[child.lineno - 1 : child.end_lineno])
                yield Function(
                    ".".join(inner),
                    child.lineno,
                    child.body[0].lineno,
                    child.end_lineno,
                    hashlib.sha256(text.encode()).hexdigest()[:16],
                    frozenset(re.findall(r"\w+", text)),
                )
                yield from _functions(child, lines, inner)
            case ast.ClassDef(name=name):
                yield from _functions(child, lines, (*scope, name))
            case _:
                yield from _functions(child, lines, scope)
