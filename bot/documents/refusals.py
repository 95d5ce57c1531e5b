"""Defines why a spreadsheet as a whole is not taken, as a code and plain data without words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SheetCode(StrEnum):
    """Every reason; the parameters it carries are named behind it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # maximum: bytes
    NOT_A_SHEET = "not_a_sheet"  # neither a workbook nor lines of text
    NOT_A_WORKBOOK = "not_a_workbook"  # a ZIP of something else
    OLD_FORMAT = "old_format"  # .xls, from before 2007
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    LINKS = "links"  # takes its values from other files
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_ROWS = "too_many_rows"  # maximum: rows
    TOO_MANY_COLUMNS = "too_many_columns"  # maximum: columns
    NO_HEADINGS = "no_headings"  # no column is known
    NO_ROWS = "no_rows"  # headings, and nothing beneath them
    REPEATED_HEADING = "repeated_heading"  # first, second: the headings that mean one question
    FULL_NAMES = "full_names"  # heading: one column for whole names, which cannot be taken apart


@dataclass(frozen=True, slots=True)
class SheetRefused:
    """A file that is not taken, and what its explanation needs to say."""

    code: SheetCode
    params: Mapping[str, str | int] = field(default_factory=dict)


class Unreadable(Exception):
    """Carries a refusal out of the depths of a file to whoever asked for its rows."""

    def __init__(self, code: SheetCode, **params: str | int) -> None:
        super().__init__(code)
        self.refused = SheetRefused(code, params)
