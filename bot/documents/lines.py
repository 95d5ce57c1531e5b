"""Writes separated values so that no program runs them, and reads them however they were saved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.documents.refusals import SheetCode, Unreadable
from bot.documents.xlsx import MAX_COLUMNS, Broken, Row, Said

SEPARATORS = (",", ";", "\t")
# What spreadsheet programs save in where nobody asked for UTF-8: the system's code page.
_CODE_PAGES = {"ru": "cp1251", "ar": "cp1256", "zh": "gb18030"}
_WESTERN = "cp1252"
# As many as a sheet has rows. Counting them costs next to nothing, splitting them seconds.
_MOST_LINES = 1_048_576
ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})

# Controls that no text has; a file with them is something else.
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

# A cell that begins so is run as a formula: OWASP, CSV injection. Programs set to another separator
# begin a new cell within a text, so what follows `;` or a tab is held as well.
_DANGER = "[=+\\-@\t\r\n＝＋－＠]"
_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_RUNS = re.compile(rf"(?:^|(?<=[;\t]))(?='*{_DANGER})")
_HELD = re.compile(rf"(?:^|(?<=[;\t]))'(?='*{_DANGER})")


def runs(text: str) -> bool:
    """Return whether a spreadsheet could take this text for a formula."""
    return text[:1] in _STARTS


def escape(text: str) -> str:
    """Return the text with an apostrophe before whatever would be run."""
    return _RUNS.sub("'", text)


def unescape(text: str) -> str:
    """Return the text that `escape` was given."""
    return _HELD.sub("", text)


def write(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV that spreadsheet programs open by themselves: UTF-8 with a mark, all quoted."""
    text = io.StringIO()
    # All quoted: only so does a program keep the zeros that begin a number, and line ends within.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([escape(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def readings(data: bytes, language: str) -> Iterator[str]:
    """Yield the texts these bytes can be, the surest first; the language hints at the system."""
    certain = _certain(data)
    if certain is not None:
        if not _BINARY.search(certain):
            yield certain
        return
    likely = _CODE_PAGES.get(language, _WESTERN)
    for page in dict.fromkeys((likely, _WESTERN, *_CODE_PAGES.values())):
        text = _decoded(data, page)
        if text is not None and not _BINARY.search(text):
            yield text


def _certain(data: bytes) -> str | None:
    """Return the text where the bytes leave no doubt: with a mark, UTF-8, or plainly UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data[:200].count(0) * 3 > len(data[:200]):
        wide = "utf-16-le" if data[1:200:2].count(0) > data[:200:2].count(0) else "utf-16-be"
        return _decoded(data, wide) or "\0"
    return _decoded(data, "utf-8-sig")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def split(text: str, separator: str, *, max_rows: int) -> list[Row]:
    """Return the rows that hold anything, as a workbook's: (line from 1, column from 0 → cell).

    Raises: Unreadable
    """
    if text.count("\n") + text.count("\r") - text.count("\r\n") > _MOST_LINES:
        raise Unreadable(SheetCode.TOO_MANY_ROWS)
    found: list[Row] = []
    for number, cells in _records(text, separator):
        if any(cell.strip() for cell in islice(cells, MAX_COLUMNS, None)):
            raise Unreadable(SheetCode.TOO_MANY_COLUMNS, maximum=MAX_COLUMNS)
        row = _row(cells)
        if not row:
            continue
        if len(found) == max_rows:
            raise Unreadable(SheetCode.TOO_MANY_ROWS)
        found.append((number, row))
    return found


def head(text: str, separator: str, *, rows: int) -> list[Row]:
    """Return the first rows, for a look at the headings; none where the text cannot be split so."""
    try:
        first = list(islice(_records(text, separator), rows))
    except Unreadable:
        return []
    return [(number, _row(cells)) for number, cells in first]


def _row(cells: Sequence[str]) -> dict[int, Said]:
    return {at: _said(cell) for at, cell in enumerate(cells[:MAX_COLUMNS]) if cell.strip()}


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    told = _SEPARATOR_LINE.match(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        # Excel's own line that names the separator is not a row, but counts as one.
        for number, cells in enumerate(reader, start=1):
            if number > 1 or told is None:
                yield number, cells
    except csv.Error as error:
        raise Unreadable(SheetCode.DAMAGED) from error


def _said(cell: str) -> Said:
    return Broken(cell) if cell in ERRORS else unescape(cell)
