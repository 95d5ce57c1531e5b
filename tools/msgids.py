"""Finds every text to be translated, in the code and in event files. It writes no catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bot.events.event import EVENTS
from bot.events.reader import uses
from bot.i18n.po import Entry, Key

ROOT = Path(__file__).parents[1]

# What is the same in every language: tags, places for values, and the dot between them.
_MARKS = re.compile(r"<[^>]*>|\{[^}]*\}|·")

# Function or method → which of its arguments is the context, the msgid, the plural msgid.
_PLAIN, _IN_CONTEXT, _IN_NUMBER = (None, 0, None), (0, 1, None), (None, 0, 1)
_KEYWORDS: Mapping[str, tuple[int | None, int, int | None]] = {
    "say": _PLAIN,
    "plain": _PLAIN,
    "N_": _PLAIN,
    "say_as": _IN_CONTEXT,
    "plain_as": _IN_CONTEXT,
    "NP_": _IN_CONTEXT,
    "say_n": _IN_NUMBER,
    "plain_n": _IN_NUMBER,
}


class Conflict(Exception):
    """One msgid stands in the source with and without a plural, or with two."""

    def __init__(self, one: Entry, other: Entry) -> None:
        places = ", ".join((*one.files, *other.files))
        super().__init__(f"“{one.msgid}” stands with different plurals in {places}")


def template() -> tuple[Entry, ...]:
    """Every entry of the project, in the order of its files and of their lines.

    Raises: Conflict.
    """
    return merged(found_in_project())


def found_in_project() -> Iterator[Entry]:
    sources = [path for path in (ROOT / "bot").rglob("*.py") if "sandbox" not in path.parts]
    for path in sorted([*sources, *EVENTS.glob("*.toml")]):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".toml":
            yield from in_event(path, name)
        else:
            yield from in_code(path.read_text(encoding="utf-8"), name)


def merged(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry for each context and msgid, with all the places where it stands."""
    entries: dict[Key, Entry] = {}
    for entry in found:
        known = entries.setdefault(entry.key, entry)
        if known.plural != entry.plural:
            raise Conflict(known, entry)
        entries[entry.key] = replace(
            known,
            about=tuple(dict.fromkeys((*known.about, *entry.about))),
            files=tuple(dict.fromkeys((*known.files, *entry.files))),
        )
    return tuple(entries.values())


def in_event(path: Path, name: str) -> Iterator[Entry]:
    """The texts of an event file that are msgids; its own translations need no catalogue."""
    for use in uses(path):
        if not use.text.own:
            text = use.text
            yield Entry(text.context, text.msgid, about=(use.about,), files=(name,))


def in_code(source: str, name: str) -> Iterator[Entry]:
    """The literal texts handed to a `Tongue` or to a marker, also by a local name such as `say`."""
    tree = ast.parse(source)
    yield from (
        replace(entry, files=(name,)) for entry in _in_scope(ast.iter_child_nodes(tree), {})
    )


def _in_scope(nodes: Iterable[ast.AST], aliases: Mapping[str, str]) -> Iterator[Entry]:
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


def _in_call(call: ast.Call, aliases: Mapping[str, str]) -> Iterator[Entry]:
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
        [None] if at is None else _literals(call.args[at : at + 1]) for at in _KEYWORDS[keyword]
    )
    for words in msgid:
        if words and context and plural and _MARKS.sub("", words).strip():
            yield Entry(context[0], words, plural[0])


def _literals(arguments: list[ast.expr]) -> list[str | None]:
    """What an argument can be: a text, two with `… if … else …`, none where it is worked out."""
    match arguments:
        case [ast.Constant(value=str(text))]:
            return [text]
        case [ast.IfExp(body=body, orelse=other)]:
            return [*_literals([body]), *_literals([other])]
        case _:
            return []
