"""Parses each text of Python once in a process: many tests read the same code."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(source: str) -> ast.Module:
    """Return the tree, which its readers share and must not change."""
    return ast.parse(source)


def parsed_file(path: Path) -> ast.Module:
    """Return the tree of a file's text."""
    return parsed(path.read_text(encoding="utf-8"))
