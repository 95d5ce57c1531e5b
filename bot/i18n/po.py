"""Reads and writes gettext catalogues (.po), in milliseconds and without loss. It judges none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from gettext import c2py
from pathlib import Path

_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?[ \t]+)?"(.*)"\s*$')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED: Mapping[str, str] = {"n": "\n", "t": "\t", "r": "\r"}
_PLURAL = re.compile(r"nplurals=(\d+);\s*plural=([^;]+)")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: `notes` are the translator's, `about` and `files` come from the source."""

    context: str | None
    msgid: str
    plural: str | None = None
    forms: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fuzzy: bool = False
    # The msgid that a fuzzy entry's translation was made for.
    previous: str | None = None

    @property
    def key(self) -> Key:
        return self.context, self.msgid


@dataclass(frozen=True, slots=True)
class Plurals:
    """How many forms a language has, and which of them goes with a number."""

    count: int
    form: Callable[[int], int]


def _one(n: int) -> int:
    """English and its like, and a catalogue without a header."""
    return int(n != 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations by context and msgid: one form, or as many as the language has plurals."""

    messages: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    plurals: Plurals = Plurals(2, _one)

    def __contains__(self, key: object) -> bool:
        return key in self.messages

    def say(self, context: str | None, msgid: str) -> str:
        """The translation, or the msgid itself where there is none."""
        found = self.messages.get((context, msgid))
        return found[0] if found else msgid

    def say_n(self, singular: str, plural: str, n: int) -> str:
        """The translation's form for `n`, or the English one where there is none."""
        found = self.messages.get((None, singular))
        form = self.plurals.form(n)
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
    for entry in entries(path.read_text(encoding="utf-8")):
        if not entry.msgid:
            header = entry.forms[0]
        elif not entry.fuzzy and entry.forms and all(entry.forms):
            messages[entry.key] = entry.forms
    return Catalogue(messages, plurals(header))


def plurals(header: str) -> Plurals:
    """The rule of a catalogue's header, its `Plural-Forms`."""
    rule = _PLURAL.search(header)
    return Plurals(int(rule[1]), c2py(rule[2])) if rule else Plurals(2, _one)


def entries(text: str) -> Iterator[Entry]:
    """Every entry of a file's text, its header first, as an entry with an empty msgid."""
    for block in _BLANK_LINES.split(text.replace("\r\n", "\n")):
        parts: dict[str, list[str]] = {}
        comments: list[str] = []
        current: list[str] = []
        for line in block.split("\n"):
            if line.startswith("#"):
                comments.append(line)
            elif match := _LINE.match(line):
                if match[1]:
                    current = parts.setdefault(f"{match[1]}{match[2] or ''}", [])
                current.append(match[3])
        if "msgid" in parts:
            words = {name: _unescaped("".join(lines)) for name, lines in parts.items()}
            yield _entry(words, comments)


def _entry(words: Mapping[str, str], comments: list[str]) -> Entry:
    forms = tuple(words[name] for name in sorted(words) if name.startswith("msgstr"))
    plural, context = words.get("msgid_plural"), words.get("msgctxt")
    if not comments:
        return Entry(context, words["msgid"], plural, forms)

    def of(mark: str) -> tuple[str, ...]:
        return tuple(line[2:].strip() for line in comments if line.startswith(mark))

    was = "".join(line.partition('"')[2].rpartition('"')[0] for line in of("#|"))
    return Entry(
        context,
        words["msgid"],
        plural,
        forms,
        about=of("#."),
        files=tuple(name for line in of("#:") for name in line.split()),
        notes=tuple(line[2:] for line in comments if line.startswith("# ")),
        fuzzy=any("fuzzy" in line for line in of("#,")),
        previous=_unescaped(was) or None,
    )


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text)


def dump(found: Iterable[Entry]) -> str:
    """The text of a file: one line a string, no dates, no line numbers, so that diffs are small."""
    return "\n".join("\n".join(_written(entry)) + "\n" for entry in found)


def _written(entry: Entry) -> Iterator[str]:
    yield from (f"# {note}".rstrip() for note in entry.notes)
    yield from (f"#. {line}" for line in entry.about)
    yield from (f"#: {name}" for name in entry.files)
    if entry.fuzzy:
        yield "#, fuzzy"
    if entry.previous is not None:
        yield f"#| msgid {_quoted(entry.previous)}"
    if entry.context is not None:
        yield f"msgctxt {_quoted(entry.context)}"
    yield f"msgid {_quoted(entry.msgid)}"
    if entry.plural is None:
        yield f"msgstr {_quoted(entry.forms[0] if entry.forms else '', header=not entry.msgid)}"
        return
    yield f"msgid_plural {_quoted(entry.plural)}"
    yield from (f"msgstr[{form}] {_quoted(text)}" for form, text in enumerate(entry.forms))


def _quoted(text: str, *, header: bool = False) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    if not header:
        return '"' + escaped.replace("\n", "\\n") + '"'
    return "\n".join(['""', *(f'"{line}\\n"' for line in escaped.splitlines())])
