"""Every attribute of an object is there once it has been made: no method but `__init__` gives it another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.syntax import parsed_file

ROOT = Path(__file__).resolve().parent.parent
MAKERS = {"__init__", "__post_init__", "__new__"}


def classes_of(tree: ast.AST) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def methods_of(made: ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in made.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def stored_on_self(method: ast.AST) -> set[str]:
    """Return the names of the attributes of `self` that a method sets, in whatever way."""
    return {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def declared(made: ast.ClassDef) -> set[str]:
    """Return the attributes that a class says it has, of itself or by making an object of it."""
    fields = {
        target.id
        for node in made.body
        for target in (
            [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        )
        if isinstance(target, ast.Name)
    }
    return fields.union(*(stored_on_self(one) for one in methods_of(made) if one.name in MAKERS))


def late(trees: list[ast.AST]) -> list[str]:
    """Return each attribute that is born in a method, as class.attribute."""
    known = {made.name: made for tree in trees for made in classes_of(tree)}

    def with_bases(made: ast.ClassDef) -> Iterator[ast.ClassDef]:
        yield made
        for base in made.bases:
            if isinstance(base, ast.Name) and base.id in known and base.id != made.name:
                yield from with_bases(known[base.id])

    found = []
    for tree in trees:
        for made in classes_of(tree):
            there = set[str]().union(*(declared(one) for one in with_bases(made)))
            stored = set[str]().union(
                *(stored_on_self(one) for one in methods_of(made) if one.name not in MAKERS)
            )
            found += [f"{made.name}.{name}" for name in sorted(stored - there)]
    return found


def test_no_attribute_is_born_outside_init() -> None:
    trees: list[ast.AST] = [
        parsed_file(path)
        for folder in ("bot", "storage")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]

    assert len(trees) > 100
    assert late(trees) == []


@pytest.mark.parametrize(
    "body",
    [
        "def run(self):\n  self.late = 1",
        "def run(self):\n  self.late: int = 1",
        "async def run(self):\n  self.late += 1",
        "def run(self):\n  for self.late in (): pass",
        "def run(self):\n  with open() as self.late: pass",
        "def run(self):\n  self.early, self.late = 1, 2",
    ],
)
def test_an_attribute_born_in_a_method_is_found(body: str) -> None:
    lines = ["class A:", *("  " + line for line in body.splitlines())]
    lines += ["  def __init__(self):", "    self.early = 1"]

    assert late([ast.parse("\n".join(lines))]) == ["A.late"]


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n  x: int = 0\n  def run(self): self.x = 1",
        "class B:\n  def __init__(self): self.x = 0\nclass A(B):\n  def run(self): self.x = 1",
        "class A:\n  def run(self):\n    self.x[0] = 1\n    self.y.z = 2",
    ],
)
def test_what_a_class_or_its_base_declares_may_change(source: str) -> None:
    assert late([ast.parse(source)]) == []
