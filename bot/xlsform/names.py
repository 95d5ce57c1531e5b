"""Names the questions, lists and choices of an XLSForm as an event file does."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.engine.form import Type
from bot.xlsform.conditions import KnownQuestion
from bot.xlsform.sheets import Findings, Line, Workbook

TYPES = {
    "text": Type.TEXT,
    "string": Type.TEXT,
    "integer": Type.INTEGER,
    "int": Type.INTEGER,
    "date": Type.DATE,
    "note": Type.NOTE,
    "image": Type.FILE,
    "photo": Type.FILE,
    "file": Type.FILE,
}
_SELECTS = {
    "select_one": Type.CHOICE,
    "select one": Type.CHOICE,
    "select one from": Type.CHOICE,
    "select1": Type.CHOICE,
    "select_multiple": Type.CHOICES,
    "select multiple": Type.CHOICES,
    "select all that apply": Type.CHOICES,
    "select all that apply from": Type.CHOICES,
}
SELECT = re.compile(
    rf"({'|'.join(sorted(_SELECTS, key=len, reverse=True))})\s+(\S+)(\s+or[_ ]other)?"
)
FRAME = re.compile(r"(begin|end)[_ ](group|repeat)")
# As many letters as the names of an event file have.
LONGEST_NAME = 24


def type_word(line: Line) -> str:
    return " ".join(line.get("type").split())


def kind_of(line: Line) -> Type | None:
    """Return the type of question that a row asks, None where it asks none that is known."""
    word = type_word(line)
    match = SELECT.fullmatch(word)
    return _SELECTS[match[1]] if match else TYPES.get(word.lower())


@dataclass
class Names:
    """Every name, learnt before any condition asks about it."""

    workbook: Workbook
    findings: Findings
    # Name in the workbook → the question.
    known: dict[str, KnownQuestion] = field(default_factory=dict)
    # Name of a list → its rows, each with our name of the choice.
    lists: dict[str, list[tuple[Line, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._read_choices()
        self._read_questions()

    def _read_choices(self) -> None:
        for line in self.workbook.choices:
            name = line.get("list_name")
            if not name:
                self.findings.fault(line.place("list_name"), "is missing")
                continue
            rows = self.lists.setdefault(name, [])
            rows.append((line, self._ours(line, {ours for _, ours in rows}, letter=False)))

    def _read_questions(self) -> None:
        repeat: str | None = None
        taken: set[str] = set()
        within: set[str] = set()
        for line in self.workbook.survey:
            frame = FRAME.fullmatch(type_word(line))
            begins = frame is not None and frame.groups() == ("begin", "repeat")
            if begins or kind_of(line) is not None:
                inside = repeat is not None and not begins
                self._learn(line, within if inside else taken, repeat if inside else None)
            if frame is not None and frame[2] == "repeat":
                repeat, within = (line.get("name") if begins else None), set()

    def _learn(self, line: Line, taken: set[str], repeat: str | None) -> None:
        name = line.get("name")
        if not name:
            return
        if name in self.known:
            self.findings.fault(line.place("name"), f'"{name}" is there twice')
            return
        ours = self._ours(line, taken, letter=True)
        taken.add(ours)
        match = SELECT.fullmatch(type_word(line))
        rows = self.lists.get(match[2], []) if match else []
        choices = {row.get("name"): own for row, own in rows}
        self.known[name] = KnownQuestion(ours, kind_of(line) or Type.NOTE, repeat, choices)

    def _ours(self, line: Line, taken: Collection[str], *, letter: bool) -> str:
        """Return a name in small letters, digits and _, short enough for a button."""
        name = line.get("name")
        plain = re.sub(r"[^a-z0-9_]", "_", name.lower())
        if letter and name and not plain[0].isalpha():
            plain = f"q{plain}" if plain[0] == "_" else f"q_{plain}"
        if plain == name and len(plain) <= LONGEST_NAME:
            return name
        ours = numbered(plain, taken)
        if name:
            self.findings.note(line.place("name"), f'"{name}" is called "{ours}"')
        return ours


def numbered(name: str, taken: Collection[str]) -> str:
    """Return the name cut to what fits, with a number behind it where that is taken."""
    ours, number = name[:LONGEST_NAME], 1
    while ours in taken:
        number += 1
        ours = f"{name[: LONGEST_NAME - 3]}_{number}"
    return ours
