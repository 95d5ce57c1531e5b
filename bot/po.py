"""Reads a gettext catalogue (.po) straight into a table, as quickly as a compiled one; it writes none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from gettext import c2py
from pathlib import Path

_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?[ \t]+)?"(.*)"\s*$')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED: Mapping[str, str] = {"n": "\n", "t": "\t", "r": "\r"}
_PLURAL = re.compile(r"plural=([^;]+)")

Key = tuple[str | None, str]


def _one(n: int) -> int:
    """English and its like, and a catalogue without a header."""
    return int(n != 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations by context and msgid: one form, or as many as the language has plurals."""

    messages: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    plural: Callable[[int], int] = _one

    def __contains__(self, key: object) -> bool:
        return key in self.messages

    def say(self, context: str | None, msgid: str) -> str:
        """The translation, or the msgid itself where there is none."""
        found = self.messages.get((context, msgid))
        return found[0] if found else msgid

    def say_n(self, singular: str, plural: str, n: int) -> str:
        """The translation's form for `n`, or the English one where there is none."""
        found = self.messages.get((None, singular))
        form = self.plural(n)
        if found and form < len(found):
            return found[form]
        return singular if n == 1 else plural


def read(path: Path) -> Catalogue:
    """The catalogue of a file; an empty one where there is no such file.

    Fuzzy, obsolete and half-translated entries are left out, so that English stands in for them.
    """
    if not path.exists():
        return Catalogue()
    messages: dict[Key, tuple[str, ...]] = {}
    header = ""
    for context, msgid, forms in _entries(path.read_text(encoding="utf-8")):
        if not msgid:
            header = forms[0]
        elif all(forms):
            messages[context, msgid] = forms
    rule = _PLURAL.search(header)
    return Catalogue(messages, c2py(rule[1]) if rule else _one)


def _entries(text: str) -> Iterator[tuple[str | None, str, tuple[str, ...]]]:
    for block in re.split(r"\n\s*\n", text):
        parts: dict[str, list[str]] = {}
        current: list[str] = []
        fuzzy = False
        for line in block.split("\n"):
            if line.startswith("#"):
                fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            elif match := _LINE.match(line):
                if match[1]:
                    current = parts.setdefault(f"{match[1]}{match[2] or ''}", [])
                current.append(match[3])
        if "msgid" not in parts or fuzzy:
            continue
        words = {name: _unescaped("".join(lines)) for name, lines in parts.items()}
        forms = tuple(words[name] for name in sorted(words) if name.startswith("msgstr"))
        yield words.get("msgctxt"), words["msgid"], forms


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text)
