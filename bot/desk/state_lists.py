"""Reads a list of States from a file in any encoding and columns: their codes, and what is wrong with each line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.engine.folding import fold
from bot.events.parties import Parties

# Twice the States of the world, several times over: more lines are another kind of file.
MAX_LINES = 2000
# The longest name of a State has some sixty.
MAX_CELL_CHARS = 200
# What the column with the country is called, in the six languages and in tables of codes.
_HEADING_WORDS = (
    "country,countries,state,states,member state,code,iso,iso3,iso 3166,party,pays,état,"
    "país,estado,страна,государство,国家,会员国,الدولة,البلد,دولة"
)
_HEADINGS = frozenset(fold(word) for word in _HEADING_WORDS.split(","))
# Tabs and ends of lines apart, text has no such characters; other kinds of files do.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class ListFault(StrEnum):
    UNKNOWN = "unknown"
    SEVERAL = "several"
    TWICE = "twice"


class ListRefused(StrEnum):
    """Why a file is no list at all."""

    BINARY = "binary"
    EMPTY = "empty"
    COLUMNS = "columns"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with one line, counted from 1; `candidates` are States that may be meant."""

    line: int
    said: str
    fault: ListFault
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StateList:
    """The States found, each once, in the order of the file, and the remarks on the other lines."""

    parties: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes) -> str | None:
    """Return UTF-8 or UTF-16 with or without a mark, else Windows' Western code page; None for no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if 0 in data:
        # In UTF-16 the end of a line has a 0, as every Western letter has: where tells the order.
        return _decoded(data, "utf-16-be" if 0 in data[0::2] else "utf-16-le")
    return _decoded(data, "utf-8") or _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text


def read(data: bytes, parties: Parties) -> StateList | ListRefused:
    """Return what a file says, or why it is no list."""
    text = decode(data)
    if text is None or data.startswith(b"PK"):
        return ListRefused.BINARY
    try:
        rows = [
            (number, [cell.strip()[:MAX_CELL_CHARS] for cell in row])
            for number, row in _rows(text.replace("\r\n", "\n").replace("\r", "\n"))
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        # A cell of more than 128 KiB, which no list has.
        return ListRefused.COLUMNS
    if not rows:
        return ListRefused.EMPTY
    if len(rows) > MAX_LINES:
        return ListRefused.TOO_LONG
    column = _headed_column(rows[0][1])
    if column is not None:
        return _collect(rows[1:], column, parties) if len(rows) > 1 else ListRefused.EMPTY
    column = _telling_column(rows, parties)
    return ListRefused.COLUMNS if column is None else _collect(rows, column, parties)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return lines with their numbers, cut at the separator that the first of them uses."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    if separator not in first:
        # Names such as "Korea, Republic of" have commas of their own.
        return [(number, [line]) for number, line in enumerate(text.splitlines(), 1)]
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    return [(reader.line_num, row) for row in reader]


def _headed_column(cells: Sequence[str]) -> int | None:
    return next((at for at, cell in enumerate(cells) if fold(cell) in _HEADINGS), None)


def _telling_column(rows: Sequence[tuple[int, Sequence[str]]], parties: Parties) -> int | None:
    """Return, without a heading, the column in which most cells are States; the only one in any case."""
    width = max(len(cells) for _, cells in rows)
    known = [
        sum(1 for _, cells in rows if at < len(cells) and parties.exact(cells[at]))
        for at in range(width)
    ]
    best = max(range(width), key=known.__getitem__)
    return best if width == 1 or known[best] else None


def _collect(rows: Sequence[tuple[int, Sequence[str]]], column: int, parties: Parties) -> StateList:
    found: dict[str, int] = {}
    remarks: list[Remark] = []
    for line, cells in rows:
        said = cells[column] if column < len(cells) else ""
        party = parties.exact(said) if said else None
        if party is not None and party.code not in found:
            found[party.code] = line
        else:
            remarks.append(_remark(line, said, parties))
    left = []
    for remark in remarks:
        code = _by_the_others(remark, found, parties)
        if code is None:
            left.append(remark)
        else:
            found[code] = remark.line
    return StateList(tuple(sorted(found, key=found.__getitem__)), tuple(left))


def _by_the_others(remark: Remark, found: Mapping[str, int], parties: Parties) -> str | None:
    """Return the State whose whole name was written, where the list has the others it may mean as well.

    "Congo" alone is not clear; beside "Democratic Republic of the Congo" it is.
    """
    named = [
        code
        for code in remark.candidates
        if fold(remark.said) in {fold(name) for name in parties[code].names.values()}
    ]
    if len(named) != 1 or named[0] in found:
        return None
    others = set(remark.candidates) - set(named)
    return named[0] if others <= found.keys() else None


def _remark(line: int, said: str, parties: Parties) -> Remark:
    party = parties.exact(said) if said else None
    if party is not None:
        return Remark(line, said, ListFault.TWICE, (party.code,))
    candidates = tuple(one.code for one in parties.find(said, limit=3)) if said else ()
    return Remark(line, said, ListFault.SEVERAL if candidates else ListFault.UNKNOWN, candidates)
