"""Finds every text to be translated, in the code and in event files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.events.event import EVENTS
from bot.events.reader import uses
from tools import po_files

ROOT = Path(__file__).parents[1]

# What is the same in every language: tags, places for values, and the dot between them.
_MARKS = re.compile(r"<[^>]*>|\{[^}]*\}|·")

# Function or method → which of its arguments is the context, the msgid, the plural msgid; a
# context can be the same for every call.
_PLAIN, _IN_CONTEXT, _IN_NUMBER = (None, 0, None), (0, 1, None), (None, 0, 1)
_KEYWORDS: Mapping[str, tuple[int | str | None, int, int | None]] = {
    "say": _PLAIN,
    "say_here": _PLAIN,
    "toast": _PLAIN,
    "alert": _PLAIN,
    "ask": (None, 1, None),
    "ask_here": (None, 1, None),
    "labelled": ("button", 0, None),
    "plain": _PLAIN,
    "N_": _PLAIN,
    "say_as": _IN_CONTEXT,
    "plain_as": _IN_CONTEXT,
    "NP_": _IN_CONTEXT,
    "say_n": _IN_NUMBER,
    "plain_n": _IN_NUMBER,
}

# Context, msgid and plural msgid of a text in the code.
_Found = tuple[str | None, str, str | None]


class Conflict(Exception):
    """One msgid stands in the source with and without a plural, or with two."""

    def __init__(self, one: Message, other: Message) -> None:
        places = ", ".join(name for name, _ in (*one.locations, *other.locations))
        super().__init__(f"“{po_files.singular(one)}” stands with different plurals in {places}")


def template() -> Catalog:
    """Every message of the project, in the order of its files and of their lines.

    Raises: Conflict.
    """
    return merged(found_in_project())


def found_in_project() -> Iterator[Message]:
    """Every text as often as it stands in the project."""
    sources = [path for path in (ROOT / "bot").rglob("*.py") if "sandbox" not in path.parts]
    for path in sorted([*sources, *EVENTS.glob("*.toml")]):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".toml":
            yield from in_event(path, name)
        else:
            yield from in_code(path.read_text(encoding="utf-8"), name)


def merged(found: Iterable[Message]) -> Catalog:
    """One message for each context and msgid, with all the places where it stands."""
    catalog = po_files.empty("")
    for message in found:
        known = catalog.get(message.id, message.context)
        if known is not None and po_files.plural(known) != po_files.plural(message):
            raise Conflict(known, message)
        catalog[message.id] = message
    return catalog


def in_event(path: Path, name: str) -> Iterator[Message]:
    """The texts of an event file that are msgids; its own translations need no catalogue."""
    for use in uses(path):
        if not use.text.own:
            text = use.text
            yield Message(
                text.msgid, "", [(name, 0)], auto_comments=[use.about], context=text.context
            )


def in_code(source: str, name: str) -> Iterator[Message]:
    """The literal texts handed to a `Tongue` or to a marker, also by a local name such as `say`."""
    for context, msgid, plural in _in_scope(ast.iter_child_nodes(ast.parse(source)), {}):
        yield Message(
            msgid if plural is None else (msgid, plural), "", [(name, 0)], context=context
        )


def _in_scope(nodes: Iterable[ast.AST], aliases: Mapping[str, str]) -> Iterator[_Found]:
    for node in nodes:
        inner = aliases
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = {**aliases, **dict(_aliases(node))}
        if isinstance(node, ast.Call):
            yield from _in_call(node, aliases)
        yield from _in_scope(ast.iter_child_nodes(node), inner)


def _aliases(function: ast.AST) -> Iterator[tuple[str, str]]:
    """Local names of a Tongue's methods: `say = self.tongue.say`, also several in one line."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            for left, right in zip(names, values, strict=False):
                if isinstance(left, ast.Name) and isinstance(right, ast.Attribute):
                    yield left.id, right.attr


def _in_call(call: ast.Call, aliases: Mapping[str, str]) -> Iterator[_Found]:
    match call.func:
        case ast.Name(id=name):
            keyword = aliases.get(name, name)
        case ast.Attribute(attr=keyword):
            pass
        case _:
            return
    if keyword not in _KEYWORDS:
        return
    context, msgid, plural = (
        _literals(call.args[at : at + 1]) if isinstance(at, int) else [at]
        for at in _KEYWORDS[keyword]
    )
    for words in msgid:
        if words and context and plural and _MARKS.sub("", words).strip():
            yield context[0], words, plural[0]


def _literals(arguments: list[ast.expr]) -> list[str | None]:
    """What an argument can be: a text, two with `… if … else …`, none where it is worked out."""
    match arguments:
        case [ast.Constant(value=str(text))]:
            return [text]
        case [ast.IfExp(body=body, orelse=other)]:
            return [*_literals([body]), *_literals([other])]
        case _:
            return []
