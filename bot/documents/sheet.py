"""Reads rows about people from an uploaded XLSX or CSV file, or says why it is not taken.

Judges no values and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents import lines
from bot.documents.archive import is_workbook
from bot.documents.columns import (
    HEAD_ROWS,
    Columns,
    Headings,
    PersonRow,
    find_headings,
    person_rows,
)
from bot.documents.refusals import SheetCode, SheetRefused, Unreadable
from bot.documents.xlsx import Row, visible_sheets
from bot.engine.form import Repeat

MAX_BYTES = 5_000_000
MAX_ROWS = 2_000
# Far more than 2,000 people's data; texts that cells share can multiply in a small file.
_MAX_CHARS = 4_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a list of people, and what its columns are."""

    columns: Columns
    rows: tuple[PersonRow, ...]


def read_sheet(repeat: Repeat, data: bytes, *, language: str) -> Sheet | SheetRefused:
    """Return what a file says about the people of `repeat`.

    Takes at most some seconds and some 200 MB, whatever the file holds; run it in a thread. The
    `language` of the person decides where words or code pages mean different things.
    """
    if not data.strip():
        return SheetRefused(SheetCode.EMPTY)
    if len(data) > MAX_BYTES:
        return SheetRefused(SheetCode.TOO_LARGE, {"maximum": MAX_BYTES})
    try:
        return _sheet(Headings(repeat, language), data, language)
    except Unreadable as unreadable:
        refused = unreadable.refused
        if refused.code is SheetCode.TOO_MANY_ROWS:
            return SheetRefused(refused.code, {"maximum": MAX_ROWS})
        return refused


def _sheet(headings: Headings, data: bytes, language: str) -> Sheet:
    """Return the table whose headings read most like ours."""
    blank, best, found = True, 0, None
    for rows in _tables(headings, data, language):
        blank = blank and not rows
        at = find_headings(rows, headings)
        score = headings.score(rows[at]) if at is not None else 0
        if at is not None and score > best:
            best, found = score, (rows[at], rows[at + 1 :])
    if found is None:
        raise Unreadable(SheetCode.EMPTY if blank else SheetCode.NO_HEADINGS)
    head, rows = found
    if sum(len(str(said)) for _, cells in rows for said in cells.values()) > _MAX_CHARS:
        raise Unreadable(SheetCode.UNPACKS_TOO_LARGE)
    return _under(headings.columns(head), rows)


def _under(columns: Columns, rows: list[Row]) -> Sheet:
    people = person_rows(rows, columns)
    if not people:
        raise Unreadable(SheetCode.NO_ROWS)
    if len(people) > MAX_ROWS:
        raise Unreadable(SheetCode.TOO_MANY_ROWS)
    if columns.whole_name is not None and all(row.whole_name is not None for row in people):
        raise Unreadable(SheetCode.FULL_NAMES, heading=columns.whole_name_heading)
    return Sheet(columns, tuple(people))


def _tables(headings: Headings, data: bytes, language: str) -> Iterator[list[Row]]:
    """Yield each table that may be the list of people: sheets of a workbook, or a text split."""
    most = MAX_ROWS + HEAD_ROWS
    if is_workbook(data):
        yield from visible_sheets(data, max_rows=most)
        return
    best: tuple[int, str, str] | None = None
    for text in lines.readings(data, language):
        for separator in lines.SEPARATORS:
            first = lines.head(text, separator, rows=HEAD_ROWS)
            score = max((headings.score(row) for row in first), default=0)
            if best is None or score > best[0]:
                best = (score, text, separator)
    # Even without any of our headings, lines that a separator divides can be a table.
    if best is None or (best[0] == 0 and not any(sign in best[1] for sign in lines.SEPARATORS)):
        raise Unreadable(SheetCode.NOT_A_SHEET)
    yield lines.split(best[1], best[2], max_rows=most)
