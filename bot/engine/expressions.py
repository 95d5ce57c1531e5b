"""Parses and evaluates conditions of XLSForm: `${q} = 'x'`, `selected(${q}, 'x')`, `. >= 0`, and, or, not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Literal = str | int
Operand = Callable[[Mapping[str, object], object], object]
Test = Callable[[Mapping[str, object], object], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{[A-Za-z_][\w.-]*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+)"
    r"|(?P<word>[A-Za-z][\w-]*)|(?P<op><=|>=|!=|[=<>(),.]))"
)
# Far beyond any form; deeper brackets, longer numbers would end in errors of the interpreter.
_DEEPEST = 50
_MOST_DIGITS = 18
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


class ExpressionFault(ValueError):
    """A condition that cannot be read; `column` counts characters from 1."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(f"{reason} (column {column})")
        self.reason = reason
        self.column = column


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition, ready to be asked; `names` are the questions it looks at."""

    source: str
    names: frozenset[str]
    test: Test

    @classmethod
    def parse(cls, source: str) -> Expression:
        """Parse a condition.

        Raises: ExpressionFault naming what is wrong and where.
        """
        parser = _Parser(source)
        test = parser.disjunction()
        parser.end()
        return cls(source, frozenset(parser.names), test)

    def holds(self, answers: Mapping[str, object], value: object = None) -> bool:
        """Return whether the condition is met; `value` is what `.` stands for, a missing answer is ''."""
        return self.test(answers, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)


class _Parser:
    """Recursive-descent parser of `or`, `and`, `not` and comparisons; collects the names it meets."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.names: set[str] = set()
        self._tokens = self._split()
        self._at = 0
        self._depth = 0

    def _split(self) -> list[tuple[str, str, int]]:
        tokens: list[tuple[str, str, int]] = []
        position = 0
        while self.source[position:].strip():
            match = _TOKEN.match(self.source, position)
            if match is None:
                skipped = len(self.source[position:]) - len(self.source[position:].lstrip())
                raise ExpressionFault("cannot be read", position + skipped + 1)
            kind = match.lastgroup or ""
            tokens.append((kind, match.group(kind), match.start(kind) + 1))
            position = match.end()
        tokens.append(("end", "", len(self.source) + 1))
        return tokens

    def _next_is(self, *texts: str) -> bool:
        kind, text, _ = self._tokens[self._at]
        return kind in ("op", "word") and text in texts

    def _take(self) -> tuple[str, str, int]:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _expect(self, text: str) -> None:
        _, found, column = self._tokens[self._at]
        if found != text:
            raise ExpressionFault(f"expected '{text}'", column)
        self._at += 1

    def end(self) -> None:
        kind, text, column = self._tokens[self._at]
        if kind != "end":
            raise ExpressionFault(f"unexpected '{text}'", column)

    def disjunction(self) -> Test:
        tests = [self._conjunction()]
        while self._next_is("or"):
            self._take()
            tests.append(self._conjunction())
        return tests[0] if len(tests) == 1 else lambda a, v: any(test(a, v) for test in tests)

    def _conjunction(self) -> Test:
        tests = [self._negation()]
        while self._next_is("and"):
            self._take()
            tests.append(self._negation())
        return tests[0] if len(tests) == 1 else lambda a, v: all(test(a, v) for test in tests)

    def _negation(self) -> Test:
        if self._next_is("not"):
            self._take()
            inner = self._bracketed()
            return lambda a, v: not inner(a, v)
        if self._next_is("("):
            return self._bracketed()
        if self._next_is("selected"):
            return self._selected()
        return self._comparison()

    def _bracketed(self) -> Test:
        *_, column = self._tokens[self._at]
        self._expect("(")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionFault("too many brackets in each other", column)
        inner = self.disjunction()
        self._depth -= 1
        self._expect(")")
        return inner

    def _selected(self) -> Test:
        self._take()
        self._expect("(")
        chosen = self._operand()
        self._expect(",")
        wanted = self._operand()
        self._expect(")")
        return lambda a, v: _is_selected(chosen(a, v), wanted(a, v))

    def _comparison(self) -> Test:
        left = self._operand()
        _, operator, column = self._take()
        if operator not in _COMPARISONS:
            raise ExpressionFault("expected a comparison", column)
        right = self._operand()
        return lambda a, v: _compare(left(a, v), operator, right(a, v))

    def _operand(self) -> Operand:
        kind, text, column = self._take()
        match kind, text:
            case "name", _:
                name = text[2:-1]
                self.names.add(name)
                return lambda a, v: a.get(name)
            case "text", _:
                literal = text[1:-1]
                return lambda a, v: literal
            case "number", _ if len(text) > _MOST_DIGITS:
                raise ExpressionFault("the number is too long", column)
            case "number", _:
                number = int(text)
                return lambda a, v: number
            case "op", ".":
                return lambda a, v: v
            case _:
                raise ExpressionFault("expected a question, a text, a number or '.'", column)


def _plain(value: object) -> object:
    """Return a value as XLSForm compares it: missing is '', yes/no are 'yes' and 'no'."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _is_selected(chosen: object, wanted: object) -> bool:
    chosen = _plain(chosen)
    return wanted in chosen if isinstance(chosen, list) else chosen == wanted


def _compare(left: object, operator: str, right: object) -> bool:
    left, right = _plain(left), _plain(right)
    if operator == "=":
        return left == right
    if operator == "!=":
        return left != right
    # An order exists only between two values of one kind; with a missing answer nothing is met.
    if isinstance(left, int) and isinstance(right, int):
        return _ordered(left - right, operator)
    if isinstance(left, str) and isinstance(right, str) and left and right:
        return _ordered((left > right) - (left < right), operator)
    return False


def _ordered(difference: int, operator: str) -> bool:
    match operator:
        case "<":
            return difference < 0
        case "<=":
            return difference <= 0
        case ">":
            return difference > 0
        case _:
            return difference >= 0
