"""Reads the cells of a workbook that may mean harm: no formula is run, no link followed.

A general library builds objects for whatever a file contains (formats, names, drawings), and a
small file can make it build very many. Here only what a cell needs is looked at, and is counted.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zipfile import ZipFile

from bot.documents.archive import open_zip
from bot.documents.refusals import SheetCode, Unreadable
from bot.documents.xmlparts import Attributes, XmlParts


class Broken(str):
    """What stands in a cell whose formula failed, such as #REF!"""

    __slots__ = ()


# A yes or no stands in a cell as such; everything else is brought as text.
Said = str | bool
# (number from 1, column from 0 → cell); empty rows and cells are left out.
Row = tuple[int, Mapping[int, Said]]

MAX_COLUMNS = 200
_LAST_ROW = 1_048_576
_MAX_SHEETS_TRIED = 5

_MAIN = re.compile(r"spreadsheetml\.(?:sheet|template)\.main")
_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# ECMA-376, part 1, 18.8.30: the built-in formats that show a day or an hour, in any language.
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
# What a format prints as it stands: texts, single signs, colours and conditions.
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_LETTERS = re.compile(r"[dmyhDMYHeE年月日]")
_LAST_SERIAL = 2_958_465  # 31 December 9999
_WHOLE_LIMIT = 1e15  # beyond this, a sheet's numbers are no longer exact


def visible_sheets(data: bytes, *, max_rows: int) -> Iterator[list[Row]]:
    """Yield the rows of each of the first visible sheets, read when asked for.

    Raises:
        Unreadable: while iterating; more than `max_rows` rows with anything in them are too many.
    """
    with open_zip(data) as archive:
        workbook = _Workbook(archive)
        shown = [listed.target for listed in workbook.outline.sheets if listed.visible]
        for target in shown[:_MAX_SHEETS_TRIED]:
            yield workbook.rows(target, max_rows)


def named_sheets(data: bytes, names: Collection[str], *, max_rows: int) -> dict[str, list[Row]]:
    """Return the rows of the sheets of these names, hidden or not, whatever their capitals.

    Raises: Unreadable
    """
    with open_zip(data) as archive:
        workbook = _Workbook(archive)
        return {
            name: workbook.rows(listed.target, max_rows)
            for listed in workbook.outline.sheets
            if (name := listed.name.strip().lower()) in names
        }


class _Workbook:
    """What the sheets of one file have in common, and the rows of each."""

    def __init__(self, archive: ZipFile) -> None:
        self._parts = XmlParts(archive)
        _check_kind(self._parts)
        self.outline = _outline(self._parts)
        self._reading = _Reading(
            _texts(self._parts, self.outline.texts),
            _formats(self._parts, self.outline),
            self.outline.epoch,
        )

    def rows(self, target: str, max_rows: int) -> list[Row]:
        sheet = _SheetReader(self._reading, max_rows)
        self._parts.walk(target, sheet.start, sheet.end, sheet.text)
        return sheet.rows


# ---------------------------------------------------------------- which parts there are


@dataclass(frozen=True, slots=True)
class _Listed:
    """A sheet as the workbook lists it, and the part that holds it."""

    name: str
    visible: bool
    target: str


@dataclass(frozen=True, slots=True)
class _Outline:
    sheets: tuple[_Listed, ...]
    texts: str | None
    styles: str | None
    epoch: datetime


def _check_kind(parts: XmlParts) -> None:
    kinds: list[str] = []
    parts.walk(
        "[Content_Types].xml",
        lambda _, attributes: kinds.append(attributes.get("ContentType", "").lower()),
    )
    if any("macroenabled" in kind for kind in kinds):
        raise Unreadable(SheetCode.MACROS)
    if not any(_MAIN.search(kind) for kind in kinds):
        raise Unreadable(SheetCode.NOT_A_WORKBOOK)


def _outline(parts: XmlParts) -> _Outline:
    """Read what the workbook says of its sheets, and where their texts and formats stand."""
    roots = [target for kind, _, target in _links(parts, "") if kind == "officeDocument"]
    if len(roots) != 1:
        raise Unreadable(SheetCode.NOT_A_WORKBOOK)
    listed: list[tuple[str, bool, str]] = []
    # Days are counted from the end of 1899; in workbooks of old Macintoshes from 1904.
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - the days of a sheet have no zone

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal epoch
        if tag == "sheet":
            visible = attributes.get("state", "visible") == "visible"
            links = [value for name, value in attributes.items() if name.endswith(" id")]
            listed.extend((attributes.get("name", ""), visible, link) for link in links)
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true", "on"):
            epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as above

    parts.walk(roots[0], start)
    links = _links(parts, roots[0])
    sheets = {identity: target for kind, identity, target in links if kind == "worksheet"}
    single = {kind: target for kind, _, target in links}
    return _Outline(
        tuple(_Listed(name, seen, sheets[link]) for name, seen, link in listed if link in sheets),
        single.get("sharedStrings"),
        single.get("styles"),
        epoch,
    )


def _links(parts: XmlParts, source: str) -> list[tuple[str, str, str]]:
    """Return (kind, id, target) of what a part refers to within the file."""
    folder, name = posixpath.split(source)
    found: list[tuple[str, str, str]] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append((kind, attributes.get("Id", ""), target.lstrip("/")))

    parts.walk(posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def _texts(parts: XmlParts, target: str | None) -> list[str]:
    """Return the texts that cells share."""
    if target is None:
        return []
    texts: list[str] = []
    shared = _Text()

    def end(tag: str) -> None:
        shared.end(tag)
        if tag == "si":
            texts.append(shared.take())

    parts.walk(target, lambda tag, _: shared.start(tag), end, shared.add)
    return texts


def _formats(parts: XmlParts, outline: _Outline) -> list[bool]:
    """Return for each cell format, in order, whether it shows a day or an hour."""
    if outline.styles is None:
        return []
    numbers: list[str] = []
    dates = {str(number) for number in _DATE_FORMATS}
    inside = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal inside
        if tag == "numFmt" and _shows_a_date(attributes.get("formatCode", "")):
            dates.add(attributes.get("numFmtId", ""))
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            numbers.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    parts.walk(outline.styles, start, end)
    return [number in dates for number in numbers]


def _shows_a_date(code: str) -> bool:
    return _DATE_LETTERS.search(_LITERALS.sub("", code).replace("General", "")) is not None


# ---------------------------------------------------------------- cells


class _Text:
    """Gathers the text of one element: all its runs, without the readings beside ideographs."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open = False
        self._beside = False

    def start(self, tag: str) -> None:
        self._beside = self._beside or tag == "rPh"
        self._open = tag == "t" and not self._beside

    def end(self, tag: str) -> None:
        self._open = False
        self._beside = self._beside and tag != "rPh"

    def add(self, text: str) -> None:
        if self._open:
            self._pieces.append(text)

    def take(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        # ECMA-376, part 1, 22.4.2.4 (bstr): how a workbook writes what XML cannot hold.
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@dataclass(frozen=True, slots=True)
class _Reading:
    """What cells refer to."""

    texts: list[str]
    dates: list[bool]
    epoch: datetime

    def value(self, kind: str, style: str, raw: str) -> Said:
        match kind:
            case "s":
                return self.texts[int(raw)] if int(raw) >= 0 else ""
            case "b":
                return raw.strip() in ("1", "true")
            case "n":
                return self._number(raw, style)
            case "e":
                return Broken(raw)
            case "d":
                return raw.removesuffix("T00:00:00")
            case _:
                return raw

    def _number(self, raw: str, style: str) -> str:
        number = float(raw)
        at = int(style or 0)
        if 0 <= at < len(self.dates) and self.dates[at] and 0 <= number <= _LAST_SERIAL:
            return self._day(number)
        if number.is_integer() and abs(number) < _WHOLE_LIMIT:
            return str(int(number))
        return raw

    def _day(self, serial: float) -> str:
        # The first spreadsheets took 1900 for a leap year, so days before March count one less.
        early = self.epoch.year < 1900 and 0 < serial < 60
        moment = self.epoch + timedelta(days=serial + early)
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
        if serial < 1:
            return moment.strftime("%H:%M")
        return moment.date().isoformat() if moment.hour == moment.minute == 0 else str(moment)[:16]


class _SheetReader:
    """Takes the tags of one sheet and keeps the rows that hold anything."""

    def __init__(self, reading: _Reading, max_rows: int) -> None:
        self.rows: list[Row] = []
        self._reading = reading
        self._max_rows = max_rows
        self._row = 0
        self._cells: dict[int, Said] = {}
        self._column = -1
        self._kind = self._style = ""
        self._within = False
        self._raw: list[str] = []
        self._inline = _Text()

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self._row = self._place(attributes.get("r"), self._row)
            self._cells, self._column = {}, -1
        elif tag == "c":
            self._column = _column(attributes.get("r"), self._column)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._raw.clear()
            self._inline.take()
        else:
            self._within = tag == "v"
            self._inline.start(tag)

    def text(self, text: str) -> None:
        if self._within:
            self._raw.append(text)
        else:
            self._inline.add(text)

    def end(self, tag: str) -> None:
        if tag == "row":
            self._end_row()
        elif tag == "c":
            self._end_cell()
        else:
            self._within = False
            self._inline.end(tag)

    def _end_cell(self) -> None:
        raw, inline = "".join(self._raw), self._inline.take()
        try:
            value = self._reading.value(self._kind, self._style, raw) if raw else inline
        except (ValueError, IndexError, OverflowError) as error:
            raise Unreadable(SheetCode.DAMAGED) from error
        if isinstance(value, bool) or value.strip():
            if self._column >= MAX_COLUMNS:
                raise Unreadable(SheetCode.TOO_MANY_COLUMNS, maximum=MAX_COLUMNS)
            self._cells[self._column] = value

    def _end_row(self) -> None:
        if self._cells:
            if len(self.rows) == self._max_rows:
                raise Unreadable(SheetCode.TOO_MANY_ROWS)
            self.rows.append((self._row, self._cells))

    @staticmethod
    def _place(written: str | None, before: int) -> int:
        if written is None:
            return before + 1
        if not written.isdecimal() or len(written) > 7 or not before < int(written) <= _LAST_ROW:
            raise Unreadable(SheetCode.DAMAGED)
        return int(written)


def _column(reference: str | None, before: int) -> int:
    """Return the column of a reference such as "AB7", from 0; without one, the next."""
    if reference is None:
        return before + 1
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Unreadable(SheetCode.DAMAGED)
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
