"""Writes an export as CSV: one table, every cell as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal

from bot.documents import File, lines
from bot.documents.export import ExportTable, ReplyRow, Value, delegates_table, replies_table
from bot.documents.phrases import name_of_file
from bot.events.event import Event
from bot.i18n.tongue import tongue_for

CSV = "text/csv"


def csv_file(
    event: Event,
    rows: Iterable[ReplyRow],
    *,
    language: str,
    sheet: Literal["replies", "delegates"] = "replies",
) -> File:
    """Return the replies, or the people they name; ISO 8601, instants in the event's time."""
    tongue = tongue_for(language)
    if sheet == "replies":
        table = replies_table(event, tongue)
    else:
        repeat = next(iter(event.form.repeats.values()))
        table = delegates_table(tongue, repeat, single=True)
    name = name_of_file(event.code, sheet, language, suffix="csv")
    return File(name, CSV, lines.write(_lines(table, rows)))


def _lines(table: ExportTable, rows: Iterable[ReplyRow]) -> Iterator[list[str]]:
    width = len(table.columns)
    yield [column.title for column in table.columns]
    for row in rows:
        for values in table.rows(row):
            yield [*map(_text, values), *[""] * (width - len(values))]


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)
