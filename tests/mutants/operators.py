"""Finds every place of a module that an operator can change, and the text that stands there instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.mutants.mutant import MODULE, Mutant, Operator, Span

# No test need notice what only a log would tell.
LOGGERS = {"log", "logger", "logging"}
UNTOUCHED_NAMES = {"__all__", "__slots__", "__match_args__"}
# Their arguments are for the type checker alone.
TYPING_CALLS = {"TypeVar", "ParamSpec", "NewType", "cast", "assert_never"}
# `zip(strict=True)` and the like state what holds anyway.
UNTOUCHED_KEYWORDS = {"strict", "frozen", "slots", "kw_only", "repr"}
# The names under which texts for people are marked.
WORDING_CALLS = {"say", "say_here", "plain", "toast", "alert", "N_"}
PLACEHOLDER = re.compile(r"\{(\w+)")
# A table of fewer entries is a pair, whose shape its reader unpacks.
LEAST_ENTRIES = 3

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
}
# Negating the whole condition says the same as turning one of these.
NEGATED_BY_COMPARISON = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Return all mutants of a module in the order of its text; ask `is_another_program` of those that are drawn."""
    return sorted(_Finder(path, source).found(), key=lambda each: (each.span.start, each.after))


def is_another_program(mutant: Mutant, source: str) -> bool:
    """Whether the changed module can be read, and reads otherwise than before."""
    try:
        changed = ast.parse(mutant.applied_to(source.encode()))
    except SyntaxError:
        return False
    return ast.dump(changed) != ast.dump(ast.parse(source))


class _Finder:
    def __init__(self, path: str, source: str) -> None:
        self._path = path
        self._bytes = source.encode()
        self._tree = ast.parse(source)
        self._offsets = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._offsets.append(self._offsets[-1] + len(line))
        self._found: list[Mutant] = []
        # `A, B, C = 1, 2, 3` is no table.
        self._unpacked: set[ast.AST] = {
            part
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)
            for part in (node.targets[0], node.value)
        }
        self._wordings = list(dict.fromkeys(_wordings(self._tree)))

    def found(self) -> list[Mutant]:
        for statement in self._tree.body:
            self._visit(statement, function=MODULE, names=(), scope=())
        return self._found

    # Walking

    def _visit(
        self, node: ast.AST, *, function: str, names: tuple[str, ...], scope: tuple[str, ...]
    ) -> None:
        if _is_untouched(node):
            return
        if function == MODULE and isinstance(node, ast.Assign | ast.AnnAssign):
            names = (*names, *_assigned(node))
        if not UNTOUCHED_NAMES.isdisjoint(names):
            return
        in_table = function == MODULE and node not in self._unpacked
        for operator, span, after in self._changes(node, in_table=in_table):
            self._add(node, function, names, operator, span, after)
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                inner = (*scope, node.name)
                self._visit_arguments(node.args, ".".join(inner), scope)
                for statement in node.body:
                    self._visit(statement, function=".".join(inner), names=(), scope=inner)
            case ast.ClassDef(name=name, body=body):
                # Bases and decorators shape the class; what they hold is no behaviour.
                for statement in body:
                    self._visit(
                        statement, function=function, names=(*names, name), scope=(*scope, name)
                    )
            case _:
                for child in _children(node):
                    self._visit(child, function=function, names=names, scope=scope)

    def _visit_arguments(self, given: ast.arguments, function: str, scope: tuple[str, ...]) -> None:
        for default in (*given.defaults, *given.kw_defaults):
            match default:
                case ast.Constant(value=bool() | int()):
                    for _, span, after in self._changes(default, in_table=False):
                        self._add(default, function, (), Operator.DEFAULT, span, after)
                case ast.expr():
                    self._visit(default, function=function, names=(), scope=scope)

    def _add(
        self,
        node: ast.AST,
        function: str,
        names: tuple[str, ...],
        operator: Operator,
        span: Span,
        after: str,
    ) -> None:
        before = self._bytes[span.start : span.end].decode()
        line = self._bytes.count(b"\n", 0, span.start) + 1
        self._found.append(Mutant(self._path, line, function, names, operator, span, before, after))

    # Places in the text

    def _span(self, node: ast.expr | ast.stmt) -> Span:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return Span(
            self._offsets[node.lineno - 1] + node.col_offset,
            self._offsets[node.end_lineno - 1] + node.end_col_offset,
        )

    def _text(self, node: ast.expr) -> str:
        """The text of an expression, in brackets where it would bind too loosely elsewhere."""
        span = self._span(node)
        text = self._bytes[span.start : span.end].decode()
        return f"({text})" if isinstance(node, ast.IfExp | ast.Lambda | ast.NamedExpr) else text

    def _token(self, pattern: str, start: int, end: int) -> Span | None:
        """Where an operator stands between two operands; None beside a comment."""
        gap = self._bytes[start:end].decode()
        word = rf"(?<!\w){pattern}(?!\w)" if pattern[0].isalpha() else pattern
        found = list(re.finditer(word, gap))
        if len(found) != 1 or "#" in gap:
            return None
        begin = start + len(gap[: found[0].start()].encode())
        return Span(begin, begin + len(found[0][0].encode()))

    def _around(self, left: ast.expr, right: ast.expr, pattern: str) -> Span | None:
        return self._token(pattern, self._span(left).end, self._span(right).start)

    # Operators

    def _changes(self, node: ast.AST, *, in_table: bool) -> Iterator[tuple[Operator, Span, str]]:
        match node:
            case ast.Compare():
                yield from self._comparison(node)
            case ast.BoolOp():
                yield from self._boolean(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                span = self._token("not", self._span(node).start, self._span(operand).start)
                if span is not None:
                    yield Operator.BOOLEAN, Span(span.start, span.end + 1), ""
            case ast.If():
                yield from self._condition(node)
            case ast.IfExp():
                yield from self._branches(node)
            case ast.Constant(value=bool(flag)):
                yield Operator.FLAG, self._span(node), str(not flag)
            case ast.Constant(value=int(number)):
                yield Operator.INTEGER, self._span(node), str(number + 1)
                if number > 0:
                    yield Operator.INTEGER, self._span(node), str(number - 1)
            case ast.Expr(value=ast.Call() | ast.Await(value=ast.Call())):
                yield Operator.STATEMENT, self._span(node), "pass"
            case ast.BinOp() | ast.AugAssign():
                yield from self._arithmetic(node)
            case ast.Call():
                yield from self._call(node)
            case ast.Dict() | ast.Tuple() | ast.List() | ast.Set() if in_table:
                yield from self._entries(node)
            case _:
                pass

    def _comparison(self, node: ast.Compare) -> Iterator[tuple[Operator, Span, str]]:
        operands = [node.left, *node.comparators]
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
            pattern, after = COMPARISONS[type(op)]
            span = self._around(left, right, pattern)
            if span is not None:
                yield Operator.COMPARISON, span, after

    def _boolean(self, node: ast.BoolOp) -> Iterator[tuple[Operator, Span, str]]:
        """The whole `a and b and c` becomes `a or b or c`, which needs no brackets to read alike."""
        word, after = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        spans = [
            self._around(left, right, word)
            for left, right in zip(node.values, node.values[1:], strict=False)
        ]
        known = [span for span in spans if span is not None]
        if len(known) < len(spans):
            return
        first, last = known[0].start, known[-1].end
        text, at = "", first
        for span in known:
            text += self._bytes[at : span.start].decode() + after
            at = span.end
        yield Operator.BOOLEAN, Span(first, last), text

    def _condition(self, node: ast.If) -> Iterator[tuple[Operator, Span, str]]:
        span = self._span(node.test)
        match node.test:
            case ast.UnaryOp(op=ast.Not()):
                pass
            case ast.Compare(ops=[only]) if isinstance(only, NEGATED_BY_COMPARISON):
                pass
            case _:
                text = self._bytes[span.start : span.end].decode()
                yield Operator.CONDITION, span, f"not ({text})"
        if not node.orelse and isinstance(node.body[-1], ast.Return | ast.Continue | ast.Raise):
            yield Operator.EARLY_EXIT, span, "False"

    def _branches(self, node: ast.IfExp) -> Iterator[tuple[Operator, Span, str]]:
        first, last = self._span(node.body), self._span(node.orelse)
        between = self._bytes[first.end : last.start].decode()
        swapped = self._text(node.orelse) + between + self._text(node.body)
        worded = any(_is_wording(each) for each in (node.body, node.orelse))
        operator = Operator.WORDS if worded else Operator.BRANCHES
        yield operator, Span(first.start, last.end), swapped

    def _arithmetic(self, node: ast.BinOp | ast.AugAssign) -> Iterator[tuple[Operator, Span, str]]:
        left, right, ending = (
            (node.left, node.right, "")
            if isinstance(node, ast.BinOp)
            else (node.target, node.value, "=")
        )
        if _is_sequence(left) or _is_sequence(right):
            return
        match node.op:
            case ast.Add():
                sign, after = r"\+", "-"
            case ast.Sub():
                sign, after = "-", "+"
            case _:
                return
        span = self._around(left, right, sign + ending)
        if span is not None:
            yield Operator.ARITHMETIC, span, after + ending

    def _call(self, node: ast.Call) -> Iterator[tuple[Operator, Span, str]]:
        if _is_wording(node):
            yield from self._wording(node)
        match node.func:
            case ast.Name(id="min"):
                yield Operator.EXTREME, self._span(node.func), "max"
            case ast.Name(id="max"):
                yield Operator.EXTREME, self._span(node.func), "min"
            case ast.Name(id="sorted"):
                end = self._span(node).end
                yield Operator.ORDER, Span(end, end), "[::-1]"
            case _:
                pass

    def _wording(self, node: ast.Call) -> Iterator[tuple[Operator, Span, str]]:
        """Another text of the module that asks for no more values, so that only a reader notices."""
        match node.args:
            case [ast.Constant(value=str(text)) as given, *_]:
                values = set(PLACEHOLDER.findall(text))
                for other in self._wordings:
                    if other != text and values.issuperset(PLACEHOLDER.findall(other)):
                        yield Operator.WORDS, self._span(given), repr(other)
                        return

    def _entries(
        self, node: ast.Dict | ast.Tuple | ast.List | ast.Set
    ) -> Iterator[tuple[Operator, Span, str]]:
        pairs: list[tuple[ast.expr, ast.expr]]
        if isinstance(node, ast.Dict):
            pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]
            if len(pairs) < len(node.keys):
                return
        else:
            pairs = [(each, each) for each in node.elts]
        if len(pairs) < LEAST_ENTRIES:
            return
        starts = [self._span(first).start for first, _ in pairs]
        ends = [self._span(last).end for _, last in pairs]
        for place in range(len(pairs) - 1):
            yield Operator.ENTRY, Span(starts[place], starts[place + 1]), ""
        yield Operator.ENTRY, Span(ends[-2], ends[-1]), ""


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that run, so without its annotations and decorators."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "type_params", "decorator_list"}:
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield each


def _is_untouched(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert() | ast.Raise() | ast.JoinedStr():
            # Python 3.11 does not know where in its text a part of an f-string stands.
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=call) | ast.Await(value=call) if _is_untouched(call):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in LOGGERS:
            return True
        case ast.Call(func=ast.Name(id=name)) if name in TYPING_CALLS:
            return True
        case ast.Subscript(value=ast.Name(id="Literal")):
            return True
        case ast.keyword(arg=name) if name in UNTOUCHED_KEYWORDS:
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case _:
            return False


def _assigned(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        for each in ast.walk(target):
            if isinstance(each, ast.Name):
                yield each.id


def _wordings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=[ast.Constant(value=str(text)), *_]) if _is_wording(node):
                yield text


def _is_wording(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in WORDING_CALLS
        case _:
            return False


def _is_sequence(node: ast.expr) -> bool:
    """Whether it is plainly no number, so that a minus before it would fail wherever it runs."""
    match node:
        case ast.Constant(value=str() | bytes()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return _is_sequence(left) or _is_sequence(right)
        case _:
            return isinstance(node, ast.List | ast.Tuple | ast.ListComp | ast.Set | ast.Dict)
