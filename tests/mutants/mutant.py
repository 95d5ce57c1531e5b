"""One change of one place in the code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# The qualified name of what stands outside every function.
MODULE = ""


class Operator(StrEnum):
    """The kinds of change, each a mistake that people make."""

    COMPARISON = "comparison"
    BOOLEAN = "boolean"
    CONDITION = "condition negated"
    EARLY_EXIT = "early exit never taken"
    BRANCHES = "branches swapped"
    WORDS = "words swapped"
    INTEGER = "integer"
    DEFAULT = "default argument"
    STATEMENT = "statement removed"
    FLAG = "flag"
    ARITHMETIC = "arithmetic"
    EXTREME = "min and max"
    ORDER = "order reversed"
    ENTRY = "entry dropped"


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets of bytes in a module's UTF-8 text, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """What stands at `span` of the file, and what stands there instead."""

    path: str
    line: int
    # The function around it, as `__qualname__` without "<locals>"; MODULE outside functions.
    function: str
    # The name a table or constant is assigned to, outside functions.
    names: tuple[str, ...]
    operator: Operator
    span: Span
    before: str
    after: str

    def applied_to(self, source: bytes) -> bytes:
        """Return the module with the change; the source must be the one it was found in."""
        return source[: self.span.start] + self.after.encode() + source[self.span.end :]

    def lines(self, source: bytes) -> tuple[str, str]:
        """Return the whole first changed line before and after, without its indentation."""
        return (_line(source, self.line), _line(self.applied_to(source), self.line))


def _line(source: bytes, number: int) -> str:
    lines = source.decode().split("\n")
    return lines[number - 1].strip() if number <= len(lines) else ""
