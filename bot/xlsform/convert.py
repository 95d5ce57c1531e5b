"""Converts a whole XLSForm, or reports everything in it that cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.documents.refusals import SheetCode, Unreadable
from bot.events.reader import EventFault, Fault, parse
from bot.events.toml_tables import nearest
from bot.i18n.tongue import is_translated
from bot.xlsform import sheets
from bot.xlsform.sheets import CellPlace, Findings, Workbook
from bot.xlsform.survey import Builder
from bot.xlsform.tables import places
from bot.xlsform.writing import event_file

_UNREADABLE = {
    SheetCode.OLD_FORMAT: "is a workbook from before 2007; save it as .xlsx",
    SheetCode.ENCRYPTED: "is locked with a password",
    SheetCode.MACROS: "holds macros; save it as .xlsx",
    SheetCode.LINKS: "takes values from other files; save it without links",
    SheetCode.DAMAGED: "is damaged",
    SheetCode.TOO_MANY_ROWS: "has too many rows",
    SheetCode.TOO_MANY_COLUMNS: "has too many columns",
    SheetCode.UNPACKS_TOO_LARGE: "is too large",
}


class FormRefused(Exception):
    """The form cannot be taken; `faults` says every reason, with sheet, row and column."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Converted:
    """The text of the event file, notes on changes, and what is still to be filled in."""

    text: str
    notes: tuple[str, ...]
    missing: tuple[str, ...]


def convert(data: bytes, *, name: str) -> Converted:
    """Return the event file of an XLSForm; `name` is the workbook's.

    Raises: FormRefused
    """
    findings = Findings()
    try:
        workbook = sheets.read(data, findings)
    except Unreadable as unreadable:
        reason = _UNREADABLE.get(unreadable.refused.code, "is no workbook of the kind .xlsx")
        raise FormRefused([f"{name} {reason}"]) from None
    if not workbook.survey and not findings.faults:
        findings.fault(CellPlace(sheets.SURVEY), "no question stands below the headings")
    elif workbook.survey and not workbook.languages:
        findings.fault(CellPlace(sheets.SURVEY), "no column has labels in a language of the bot")
    if findings.faults:
        raise FormRefused(_worded(findings))
    builder = Builder(workbook, findings)
    builder.build()
    text = _written(workbook, builder, name)
    missing = _judge(text, _origins(builder), findings)
    if findings.faults:
        raise FormRefused(_worded(findings))
    return Converted(text, tuple(findings.notes), tuple(map(str, missing)))


def report(made: Converted, target: str) -> str:
    """Return what is printed of a form that was taken: notes, and what is still to be done."""
    lines = [f"note: {note}" for note in made.notes]
    if made.missing:
        lines += [f"{target} is made. Still to be filled in, at the lines that begin with #:"]
        lines += [f"  {fault}" for fault in made.missing]
    else:
        lines += [f"{target} is made"]
    return "\n".join(lines)


def _written(workbook: Workbook, builder: Builder, name: str) -> str:
    stem = name.rpartition("/")[2].removesuffix(".xlsx")
    known = workbook.settings.get("form_id") or stem
    return event_file(
        source=name,
        name=re.sub(r"[^a-z0-9]+", "-", known.lower()).strip("-")[:40] or "event",
        title=workbook.settings.get("form_title"),
        languages=workbook.languages,
        sections=builder.sections,
        choices=builder.choices,
    )


def _origins(builder: Builder) -> dict[str, CellPlace]:
    """Return path in the event file → the cell it comes from."""
    found: dict[str, CellPlace] = {}
    for number, section in enumerate(builder.sections):
        found.update(places(f"section[{number}]", section))
    for name, rows in builder.choices.items():
        for number, row in enumerate(rows):
            found.update(places(f"choices.{name}[{number}]", row))
    return found


def _judge(text: str, origins: Mapping[str, CellPlace], findings: Findings) -> list[Fault]:
    """Read the file as the bot will: faults of a cell are the form's, the others are returned."""
    told = {(place.sheet, place.row) for place, _ in findings.faults}
    try:
        parse(text, "the event", is_translated=is_translated)
    except EventFault as fault:
        missing = []
        for one in fault.faults:
            place = nearest(one.place, origins)
            if place is None:
                missing.append(one)
            elif not (one.place.endswith(".choices") and (place.sheet, place.row) in told):
                findings.fault(place, one.message)
        return missing
    return []


def _worded(findings: Findings) -> list[str]:
    """Return the faults in the order of the workbook."""
    order = (sheets.SURVEY, sheets.CHOICES, sheets.SETTINGS)
    ordered = sorted(findings.faults, key=lambda one: (order.index(one[0].sheet), one[0].row))
    return [f"{place}: {message}" for place, message in ordered]
