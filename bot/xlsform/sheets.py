"""Reads the sheets of an XLSForm into rows by column, each cell with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.documents.xlsx import Row, named_sheets
from bot.engine.folding import fold
from bot.i18n.languages import LANGUAGES, OWN_NAMES, choose

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
# Far more than anyone would answer in a chat.
_MAX_ROWS = 3000

# What columns are also called: the XLSForm reference, and older forms.
_ALIASES = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::jr:constraintmsg": "constraint_message",
    "constraining_message": "constraint_message",
    "constraint_msg": "constraint_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "readonly": "read_only",
    "calculate": "calculation",
    "title": "form_title",
    "set_form_title": "form_title",
    "id_string": "form_id",
    "set_form_id": "form_id",
}
TRANSLATED = ("label", "hint", "constraint_message")
_LANGUAGE_NAMES = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "russian": "ru",
    "spanish": "es",
    **{fold(name): code for code, name in OWN_NAMES.items()},
}
_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][\w-]*)?)\s*\)\s*$")


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where something stands in the workbook; its number of a row is the one that is seen there."""

    sheet: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        return f"{self.sheet}{row}" + (f", column {self.column}" if self.column else "")


@dataclass
class Findings:
    """What cannot be taken, and what was left out or changed, each once."""

    faults: list[tuple[CellPlace, str]] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)

    def fault(self, place: CellPlace, message: str) -> None:
        if (place, message) not in self.faults:
            self.faults.append((place, message))

    def note(self, place: CellPlace, message: str) -> None:
        self.notes[f"{place}: {message}"] = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: column → text, as `label` or, where it is translated, `label::fr`."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def place(self, column: str = "") -> CellPlace:
        return CellPlace(self.sheet, self.number, column)

    def words(self, column: str) -> dict[str, str]:
        """Return a text by language; empty where the cell is in none."""
        start = f"{column}::"
        return {
            key.removeprefix(start): text
            for key, text in self.cells.items()
            if key.startswith(start)
        }


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read. `languages` are those of the labels, the form's default first."""

    survey: tuple[Line, ...]
    choices: tuple[Line, ...]
    settings: Line
    languages: tuple[str, ...]


def read(data: bytes, findings: Findings) -> Workbook:
    """Return the three sheets that matter.

    Raises: Unreadable where the file is no workbook.
    """
    sheets = named_sheets(data, (SURVEY, CHOICES, SETTINGS), max_rows=_MAX_ROWS)
    if not sheets.get(SURVEY):
        findings.fault(CellPlace(SURVEY), "there is no sheet of this name, or it is empty")
    settings = next(iter(_lines(SETTINGS, sheets.get(SETTINGS, []), "en", findings)), None)
    settings = settings or Line(SETTINGS, 0, {})
    default = _named_language(settings.get("default_language")) or "en"
    survey = tuple(_lines(SURVEY, sheets.get(SURVEY, []), default, findings))
    choices = tuple(_lines(CHOICES, sheets.get(CHOICES, []), default, findings))
    found = [code for line in survey for code in line.words("label")]
    languages = tuple(dict.fromkeys([default, *found] if default in found else found))
    return Workbook(survey, choices, settings, languages)


def _named_language(words: str) -> str | None:
    """Return one of our languages for "French (fr)", "fr" or "Français"; None for any other."""
    if match := _CODE.search(words):
        return choose(match[1])
    return _LANGUAGE_NAMES.get(fold(words)) or choose(words.strip())


def _lines(sheet: str, rows: list[Row], default: str, findings: Findings) -> Iterator[Line]:
    """Yield the rows below the first, which names the columns."""
    if not rows:
        return
    number, head = rows[0]
    columns: dict[int, str] = {}
    for at, said in head.items():
        heading = str(said).strip()
        column = _column(CellPlace(sheet, number, heading), heading, default, findings)
        if column in columns.values():
            findings.fault(CellPlace(sheet, number, heading), "this column is there twice")
        elif column is not None:
            columns[at] = column
    for row, cells in rows[1:]:
        texts = {columns[at]: _text(said) for at, said in cells.items() if at in columns}
        if texts:
            yield Line(sheet, row, texts)


def _text(said: str | bool) -> str:
    if isinstance(said, bool):
        return str(said).lower()
    return said.replace("\r\n", "\n").strip()


def _column(place: CellPlace, heading: str, default: str, findings: Findings) -> str | None:
    """Return a heading in our words; None for a language that the bot does not speak."""
    known = _ALIASES.get(_plain(heading), _plain(heading))
    base, mark, language = heading.partition("::" if "::" in heading else ":")
    base = _ALIASES.get(_plain(base), _plain(base))
    if base not in TRANSLATED or known in TRANSLATED:
        return f"{known}::{default}" if known in TRANSLATED else known
    code = _named_language(language) if mark else default
    if code is None:
        findings.note(place, f"left out; the languages are {', '.join(LANGUAGES)}")
        return None
    return f"{base}::{code}"


def _plain(heading: str) -> str:
    return re.sub(r"[\s-]+", "_", heading.strip().lower())
