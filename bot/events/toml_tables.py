"""Reads a TOML file table by table and notes every fault with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")

_KINDS: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    datetime: "a date with a time",
    date: "a date",
    time: "a time of day",
    list: "a list",
    dict: "a table",
}
# Letters of a word that are looked at for what may have been meant; comparing takes their square.
_COMPARED = 40
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to be put right: where (a path such as `section[2].label`) and what."""

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        line = f" (line {self.line})" if self.line else ""
        return f"{self.place}{line}: {self.message}"


@dataclass
class Document:
    """The text of a file, what the file is called, and the faults found in it so far."""

    text: str
    name: str
    _found: dict[Fault, None] = field(default_factory=dict)

    def fault(self, place: str, message: str) -> None:
        self._found[Fault(place, message, self._line(place))] = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the faults in the order of the file."""
        return tuple(sorted(self._found, key=lambda fault: fault.line or 0))

    def read(self) -> TomlTable | None:
        """Return the file's top table; None where it is not TOML, which is then its only fault."""
        try:
            return TomlTable(self, "", tomllib.loads(self.text))
        except RecursionError:
            self._found[Fault(self.name, "too many brackets in each other", None)] = None
        except ValueError as error:
            where = _TOML_PLACE.search(str(error))
            reason = _TOML_PLACE.sub("", str(error))
            line = int(where[1]) if where and where[1] else None
            self._found[Fault(self.name, f"is not TOML: {reason}", line)] = None
        return None

    @cached_property
    def _lines(self) -> dict[str, int]:
        return dict(_lines(self.text))

    def _line(self, place: str) -> int | None:
        """Return the line of that place, or of the nearest table around it."""
        return nearest(place, self._lines)


class TomlTable:
    """One table. What is taken from it is checked; `close` reports the keys nobody took."""

    def __init__(self, document: Document, path: str, data: Mapping[str, object]) -> None:
        self.document = document
        self.path = path
        self.data = data
        self._taken: set[str] = set()

    def place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, message: str) -> None:
        """Note a fault of one key, or of the table as a whole where `key` is empty."""
        self.document.fault(self.place(key) if key else self.path or self.document.name, message)

    def value(self, key: str, *kinds: type[T], required: bool = False) -> T | None:
        """Return the value of a key; None, after noting a fault, where it is of no such kind."""
        self._taken.add(key)
        if key not in self.data:
            if required:
                self.fault(key, "is missing")
            return None
        found = self.data[key]
        # A bool is an int, and a datetime a date, in Python but not in TOML.
        for kind in kinds:
            if type(found) is kind:
                return found
        wanted = " or ".join(_KINDS[kind] for kind in kinds)
        self.fault(key, f"must be {wanted}, not {_KINDS.get(type(found), 'this')}")
        return None

    def string(self, key: str, *, required: bool = False) -> str | None:
        return self.value(key, str, required=required)

    def integer(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """Return a whole number within bounds; one outside is a fault and comes back as None."""
        found = self.value(key, int, required=required)
        if found is not None and not low <= found <= high:
            self.fault(key, f"must be at least {low}" if found < low else f"must be at most {high}")
            return None
        return found

    def one_of(self, key: str, allowed: Sequence[str], *, required: bool = False) -> str | None:
        found = self.string(key, required=required)
        if found is None or found in allowed:
            return found
        self.fault(key, f'"{found}" is not known; {suggestion(found, allowed)}')
        return None

    def elements(self, key: str, *, required: bool = False) -> list[object]:
        """Return the elements of a list; one that is there must not be empty."""
        found: list[object] | None = self.value(key, list, required=required)
        if found == []:
            self.fault(key, "is empty")
        return found or []

    def list_of(
        self, key: str, kind: type[T], *, required: bool = False
    ) -> Iterator[tuple[str, T]]:
        """Return the elements of that kind, each with its own key; others are faults."""
        found = self.elements(key, required=required)
        for position, element in enumerate(found):
            own = f"{key}[{position}]"
            if type(element) is kind:
                yield own, element
            else:
                self.fault(own, f"must be {_KINDS[kind]}, not {_KINDS.get(type(element), 'this')}")

    def strings(self, key: str, *, required: bool = False) -> list[tuple[str, str]]:
        return list(self.list_of(key, str, required=required))

    def table(self, key: str, *, required: bool = False) -> TomlTable | None:
        found = self.value(key, dict, required=required)
        return None if found is None else TomlTable(self.document, self.place(key), found)

    def tables(self, key: str, *, required: bool = False) -> list[TomlTable]:
        found = self.list_of(key, dict, required=required)
        return [TomlTable(self.document, self.place(own), element) for own, element in found]

    def close(self) -> None:
        """Note every key that nobody took: a slip of the pen would change the form unseen."""
        for key in self.data:
            if key not in self._taken:
                self.fault(key, f"unknown key; {suggestion(key, sorted(self._taken))}")


def nearest(place: str, known: Mapping[str, T]) -> T | None:
    """Return what is known of that place, or of the nearest table around it."""
    while place and place not in known:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return known.get(place)


def suggestion(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word[:_COMPARED], known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known are: {', '.join(known)}"


_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*\]")
_KEY = re.compile(r"\s*([\w-]+(?:\.[\w-]+)*)\s*=")


def _blank(match: re.Match[str]) -> str:
    """Blank out strings and comments that could be taken for structure; lines stay as many."""
    return ("#" if match[0][0] == "#" else '"') + "\n" * match[0].count("\n")


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Return path → line for headers, keys and elements of lists."""
    header, key, depth, element = "", "", 0, 0
    counts: dict[str, int] = {}
    for number, line in enumerate(_STRING.sub(_blank, text).split("\n"), 1):
        if depth == 0:
            element = 0
            if match := _HEADER.match(line):
                header = _header(match[2], counts, is_list=len(match[1]) == 2)
                yield header, number
                continue
            if match := _KEY.match(line):
                key = f"{header}.{match[1]}" if header else match[1]
                yield key, number
        for sign in line.partition("=")[2] if depth == 0 else line:
            if depth == 1 and (sign in '{["' or sign.isalnum()):
                yield f"{key}[{element}]", number
            if depth == 1 and sign == ",":
                element += 1
            depth += (sign in "[{") - (sign in "]}")


def _header(dotted: str, counts: dict[str, int], *, is_list: bool) -> str:
    """Return the path of a header: lists on the way stand at their latest element."""
    path = ""
    for part in map(str.strip, dotted.split(".")):
        if path in counts:
            path = f"{path}[{counts[path]}]"
        path = f"{path}.{part}" if path else part
    if is_list:
        counts[path] = counts.get(path, -1) + 1
        path = f"{path}[{counts[path]}]"
    return path
