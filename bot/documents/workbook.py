"""Writes an export as a workbook, row by row and never held whole."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.documents import File, export
from bot.documents.export import ChangeRow, ExportTable, InvitationRow, ReplyRow, Value
from bot.documents.lines import runs
from bot.documents.phrases import name_of_file
from bot.events.event import Event
from bot.i18n.tongue import Tongue, tongue_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_MAX_NAME_CHARS = 31
_HEAD_HEIGHT = 32


def workbook(
    event: Event,
    rows: Iterable[ReplyRow],
    *,
    language: str,
    changes: Iterable[ChangeRow] = (),
    invitations: Iterable[InvitationRow] = (),
    as_of: datetime,
) -> File:
    """Return replies, people, changes and invitations on a sheet each; same bytes for same rows."""
    tongue = tongue_for(language)
    stream = io.BytesIO()
    book = new_book(stream, event, tongue, as_of)
    looks = _Looks(book)
    note = f"&L{tongue.moment(as_of, event.zone)}&R&P / &N"
    repeats = event.form.repeats.values()
    tables = [
        export.replies_table(event, tongue),
        *(export.delegates_table(tongue, repeat, single=len(repeats) == 1) for repeat in repeats),
    ]
    sheets = [_SheetWriter(book, looks, table, tongue, note) for table in tables]
    # Each sheet goes to a file of its own while it grows, so all of a State can be written at once.
    for row in rows:
        for sheet in sheets:
            sheet.write(row)
    for table, things in (
        (export.changes_table(event, tongue), changes),
        (export.invitations_table(event, tongue, as_of), invitations),
    ):
        sheets.append(_SheetWriter(book, looks, table, tongue, note))
        for thing in things:
            sheets[-1].write(thing)
    for sheet in sheets:
        sheet.finish()
    book.close()
    day = as_of.astimezone(event.zone).date().isoformat()
    return File(name_of_file(event.code, day, language, suffix="xlsx"), XLSX, stream.getvalue())


def new_book(
    stream: io.BytesIO, event: Event, tongue: Tongue, as_of: datetime, *, streaming: bool = True
) -> xlsxwriter.Workbook:
    """Return a workbook that takes every text for text, and bears no date but `as_of`."""
    book = xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": streaming,
            "in_memory": not streaming,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": tongue.text(event.title),
            "author": tongue.text(event.sender.organization),
            "created": as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    return book


def sheet_name(book: xlsxwriter.Workbook, words: str) -> str:
    """Return a name for a new sheet, without what Excel refuses, and not used yet."""
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    plain = _NOT_IN_NAMES.sub(" ", words).strip("' ")[:_MAX_NAME_CHARS].rstrip("' ") or "-"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[: _MAX_NAME_CHARS - 4]} {number}", number + 1
    return name


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "bottom": 1}
        )
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        # Excel itself marks so a text that began with an apostrophe: it stays one when edited.
        self.held = book.add_format({"quote_prefix": True})

    def of(self, value: Value) -> Format | None:
        match value:
            case str() if runs(value):
                return self.held
            case datetime():
                return self.moment
            case date():
                return self.day
        return None


class _SheetWriter:
    """One table on its way into the workbook, downwards only."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        looks: _Looks,
        table: ExportTable,
        tongue: Tongue,
        note: str,
    ) -> None:
        self._table = table
        self._looks = looks
        self._row = 0
        self._sheet: Worksheet = book.add_worksheet(sheet_name(book, table.name))
        if tongue.rtl:
            self._sheet.right_to_left()
        self._sheet.freeze_panes(1, 2)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_footer(note)
        self._sheet.set_row(0, _HEAD_HEIGHT)
        for at, column in enumerate(table.columns):
            self._sheet.set_column(at, at, max(column.width, min(len(column.title), 24)))
            self._sheet.write_string(0, at, column.title, looks.title)

    def write(self, thing: ReplyRow | ChangeRow | InvitationRow) -> None:
        for values in self._table.rows(thing):
            self._row += 1
            for at, value in enumerate(values):
                self._sheet.write(self._row, at, value, self._looks.of(value))

    def finish(self) -> None:
        """Put filters over all that was written."""
        self._sheet.autofilter(0, 0, self._row, len(self._table.columns) - 1)
