"""What the tests of spreadsheets share: the shipped event, its list of people, sheets as others write them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from openpyxl import Workbook, load_workbook

from bot.documents.delegation import Preview, preview
from bot.documents.refusals import SheetRefused
from bot.documents.sheet import Sheet, read_sheet
from bot.engine.answers import Help
from bot.engine.diff import Member
from bot.events import reader
from bot.events.parties import load
from bot.mission.parsers import make_help
from bot.texts.typed_words import words_for

EVENT = reader.load("wsis-geneva-2003")
PEOPLE = EVENT.form.repeats["delegation"]
PARTIES = load()
AS_OF = datetime(2003, 11, 3, 9, 41, tzinfo=UTC)
HEADINGS = ("Role in the delegation", "Courtesy title", "Given name(s)", "Family name",
            "Functional title", "Ministry or institution")  # fmt: skip


def help_in(language: str) -> Help:
    return make_help(words_for(EVENT, language), "FR", PARTIES, date(2003, 11, 1))


def read(data: bytes, language: str = "en") -> Sheet:
    """The sheet of a file that is to be taken."""
    found = read_sheet(PEOPLE, data, language=language)
    assert isinstance(found, Sheet), found
    return found


def refusal(data: bytes, language: str = "en") -> SheetRefused:
    """Why a file is not taken."""
    found = read_sheet(PEOPLE, data, language=language)
    assert isinstance(found, SheetRefused), found
    return found


def previewed(data: bytes, *present: Member, language: str = "en") -> Preview:
    return preview(PEOPLE, present, read(data, language), help=help_in(language), language=language)


def csv_of(*rows: Sequence[str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(*rows: Sequence[object]) -> bytes:
    """A workbook as openpyxl writes it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_of(data: bytes, sheet: str) -> list[tuple[object, ...]]:
    """A sheet's values as openpyxl reads them."""
    return [tuple(row) for row in load_workbook(io.BytesIO(data))[sheet].values]


def zip_of(parts: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, changes: Mapping[str, bytes | str]) -> bytes:
    """The same archive with parts put in or replaced."""
    return zip_of({**parts_of(data), **changes})


def person(identity: int = 1, **answers: str | None) -> Member:
    usual = {"role": "delegate", "title": "ms", "given": "Amina", "family": "Benali",
             "function": "Director", "institution": "Ministry of Post"}  # fmt: skip
    return Member(identity, {**usual, **answers})
