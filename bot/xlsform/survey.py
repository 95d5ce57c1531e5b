"""Turns the rows of an XLSForm into the tables `section` and `choices` of an event file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bot.engine.form import Type
from bot.xlsform import conditions
from bot.xlsform.conditions import ConditionFault, KnownQuestion
from bot.xlsform.names import FRAME, SELECT, TYPES, Names, kind_of, numbered, type_word
from bot.xlsform.sheets import CellPlace, Findings, Line, Workbook
from bot.xlsform.tables import FormTable

# What a telephone notes by itself, and what is worked out: nobody is asked.
_UNASKED = frozenset(
    [
        *("start", "end", "today", "deviceid", "phonenumber", "simserial", "subscriberid"),
        *("username", "email", "audit", "start-geopoint", "background-audio", "calculate"),
        "hidden",
    ]
)
_REFUSED = {
    "decimal": "only whole numbers are asked for; use integer",
    "acknowledge": "use select_one with the one choice, or a note",
    "rank": "an order of choices cannot be asked for",
    "range": "use integer with a constraint",
    "time": "a time of day cannot be asked for; use text",
    "datetime": "a time of day cannot be asked for; use date",
}
_READ = frozenset(
    [
        *("type", "name", "label", "hint", "required", "relevant", "constraint"),
        *("constraint_message", "choice_filter", "repeat_count", "read_only", "disabled"),
    ]
)
_YES = frozenset(["yes", "true", "true()", "1"])
_NO = frozenset(["", "no", "false", "false()", "0"])
_LONGEST_TEXT = 3000
_LOWEST = -1_000_000_000
_ASKS_WITHIN = re.compile(r"\$\{[^}]*\}")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")

# What questions outside any group stand under.
_OUTSIDE = {
    "ar": "الأسئلة",
    "zh": "问题",
    "en": "Questions",
    "fr": "Questions",
    "ru": "Вопросы",
    "es": "Preguntas",
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """A group or repeat that is open; `relevant` is untranslated."""

    kind: str
    line: Line
    table: FormTable | None = None


@dataclass
class Builder:
    """Goes through the rows once; what it cannot take is among the findings."""

    workbook: Workbook
    findings: Findings
    sections: list[FormTable] = field(default_factory=list)
    choices: dict[str, list[FormTable]] = field(default_factory=dict)
    _names: Names = field(init=False)
    _frames: list[_Frame] = field(default_factory=list)
    _path: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        self._names = Names(self.workbook, self.findings)

    def build(self) -> None:
        for line in self.workbook.survey:
            if line.get("disabled").lower() not in _YES:
                self._line(line)
        for frame in self._frames:
            self._fault(frame.line, "type", f"this {frame.kind} is never ended")
        self._note_columns()

    # ------------------------------------------------------------ rows

    def _line(self, line: Line) -> None:
        word = type_word(line)
        frame = FRAME.fullmatch(word)
        if frame is not None:
            if frame[1] == "begin":
                self._begin(line, frame[2])
            else:
                self._end(line, frame[2])
        elif word.lower() in _UNASKED:
            self.findings.note(line.place("type"), f'"{word}" is left out: it asks nobody')
        elif kind_of(line) is None:
            self._unknown(line, word)
        elif line.get("read_only").lower() not in _NO:
            self._fault(
                line, "read_only", "an answer that cannot be changed is not asked; use note"
            )
        else:
            self._question(line, word)

    def _unknown(self, line: Line, word: str) -> None:
        if not word:
            self._fault(line, "type", "is missing")
            return
        known = f"known are: {', '.join(('select_one', 'select_multiple', *dict.fromkeys(TYPES)))}"
        reason = _REFUSED.get(word.split(maxsplit=1)[0].lower(), known)
        self._fault(line, "type", f'"{word}" is not known here; {reason}')

    def _begin(self, line: Line, kind: str) -> None:
        table = None
        if kind == "repeat" and self._open_repeat() is not None:
            self._fault(line, "type", "a list within a list cannot be asked for")
        elif kind == "repeat":
            table = self._repeat(line)
        self._frames.append(_Frame(kind, line, table))

    def _end(self, line: Line, kind: str) -> None:
        if not self._frames or self._frames[-1].kind != kind:
            self._fault(line, "type", f"there is no {kind} to end here")
            return
        frame = self._frames.pop()
        if frame.table is not None:
            self._finish_repeat(frame.table)

    def _open_repeat(self) -> FormTable | None:
        return next((frame.table for frame in self._frames if frame.table is not None), None)

    # ------------------------------------------------------------ sections and lists

    def _section(self, repeat: Line | None = None) -> FormTable:
        """Return the section for what comes next, a new one where the groups changed."""
        groups = [frame.line for frame in self._frames if frame.kind == "group"]
        path = tuple(line.number for line in groups)
        last = self.sections[-1] if self.sections else None
        if last is not None and self._path == path and "repeat" not in last and repeat is None:
            return last
        self._path = path
        labelled = [line for line in (repeat, *groups) if line and line.words("label")]
        line = labelled[-1] if labelled else self.workbook.survey[0]
        outside = {code: _OUTSIDE.get(code, _OUTSIDE["en"]) for code in self.workbook.languages}
        label = self._words(line, "label") if labelled else outside
        section = FormTable(line)
        named = groups[-1] if groups else repeat
        section.put("name", self._section_name(named))
        section.put("label", label)
        asked = [self._condition(one, "relevant", self._on(one)) for one in groups]
        section.put("relevant", conditions.both(*asked), line=(groups or [line])[-1])
        self.sections.append(section)
        return section

    def _section_name(self, line: Line | None) -> str:
        found = re.sub(r"[^a-z0-9_]", "_", line.get("name").lower()) if line else ""
        taken = {str(section["name"]) for section in self.sections}
        return numbered(found.lstrip("_0123456789") or "questions", taken)

    def _repeat(self, line: Line) -> FormTable:
        table = FormTable(line)
        table.put("name", self._on(line).name)
        words = self._words(line, "label")
        table.put("label", words)
        table.put("singular", words, "label")
        table.put("hint", self._words(line, "hint"))
        table.put("relevant", self._condition(line, "relevant", self._on(line)))
        self._count(table, line)
        self._section(line).append("repeat", table)
        return table

    def _count(self, table: FormTable, line: Line) -> None:
        """Read how many entries are expected: a number, or an earlier answer."""
        said = line.get("repeat_count")
        asked = re.fullmatch(r"\$\{\s*([^}\s]+)\s*\}", said)
        known = self._names.known.get(asked[1]) if asked else None
        if said.isdecimal():
            table.put("maximum", int(said), "repeat_count")
        elif known is not None and known.type is Type.INTEGER:
            table.put("announced_by", known.name, "repeat_count")
            self.findings.note(
                line.place("repeat_count"), "is compared with the list, not enforced"
            )
        elif said:
            self._fault(line, "repeat_count", "must be a number or an earlier ${integer}")

    def _finish_repeat(self, table: FormTable) -> None:
        texts = [one for one in table.rows("question") if one.get("type") == Type.TEXT]
        named = [str(one["name"]) for one in texts if "name" in str(one.get("name"))]
        names = named[:2] or [str(one.get("name", "")) for one in texts[:1]]
        if names:
            table.put("name_questions", names, "type")
            what = f"its entries are called by {' and '.join(names)} (name_questions)"
            self.findings.note(
                table.line.place(), f'{what} and one of them "{_english(table)}" (singular)'
            )
        else:
            self._fault(
                table.line, "type", "needs a question of type text by which an entry is called"
            )

    # ------------------------------------------------------------ questions

    def _question(self, line: Line, word: str) -> None:
        repeat = self._open_repeat()
        table = FormTable(line)
        known = self._on(line)
        table.put("name", known.name)
        kind = kind_of(line) or Type.TEXT
        table.put("type", str(kind))
        for key in ("label", "hint"):
            table.put(key, self._words(line, key))
        table.put("required", self._required(line, kind))
        self._put_relevant(table, line, known, repeat)
        self._put_constraint(table, line, known)
        match = SELECT.fullmatch(word)
        if match is not None:
            self._put_choices(table, line, match, known)
        (self._section() if repeat is None else repeat).append("question", table)

    def _on(self, line: Line) -> KnownQuestion:
        """Return what a condition of this row is about, and from where it looks."""
        repeat = next((f.line.get("name") for f in self._frames if f.table is not None), None)
        found = self._names.known.get(line.get("name"))
        return found or KnownQuestion("", Type.NOTE, repeat)

    def _required(self, line: Line, kind: Type) -> bool:
        said = line.get("required").lower()
        if said not in _YES | _NO:
            self._fault(line, "required", f'"{said}" must be yes or no')
        return said in _YES and kind is not Type.NOTE

    def _put_relevant(
        self, table: FormTable, line: Line, known: KnownQuestion, repeat: FormTable | None
    ) -> None:
        """Put the row's own condition, with those of the groups around it inside a list."""
        asked = [self._condition(line, "relevant", known)]
        if repeat is not None:
            opened = [frame.table is not None for frame in self._frames].index(True)
            inner = [frame.line for frame in self._frames[opened + 1 :]]
            asked = [
                *(self._condition(one, "relevant", replace(known, name="")) for one in inner),
                *asked,
            ]
        table.put("relevant", conditions.both(*asked))

    def _put_constraint(self, table: FormTable, line: Line, known: KnownQuestion) -> None:
        """Put plain bounds as the question's own, anything else as a condition."""
        source, message = line.get("constraint"), self._words(line, "constraint_message")
        bounds = conditions.bounds(source) if known.type is Type.INTEGER else None
        longest = conditions.longest(source)
        if bounds is not None and not message:
            for key, number in bounds.items():
                table.put(key, number, "constraint")
        elif longest is not None and known.type is Type.TEXT:
            table.put("max_chars", min(longest, _LONGEST_TEXT), "constraint")
            message = {}
        else:
            table.put("constraint", self._condition(line, "constraint", known))
            # Numbers count something here unless the form says otherwise.
            if known.type is Type.INTEGER and re.search(r"[<>=]\s*-\d", source):
                table.put("minimum", _LOWEST, "constraint")
        if "constraint" in table:
            table.put("constraint_message", message)

    def _put_choices(
        self, table: FormTable, line: Line, match: re.Match[str], known: KnownQuestion
    ) -> None:
        name = match[2]
        if match[3]:
            self._fault(line, "type", "or_other is not known here; add the choice and a question")
        if name not in self._names.lists:
            self._fault(line, "type", f'"{name}" is no list of the sheet choices')
        elif line.get("choice_filter"):
            table.put("choices", self._filtered(line, name, known), "type")
        else:
            ours = re.sub(r"[^a-z0-9_]", "_", name.lower()).lstrip("_0123456789") or "choices"
            if ours not in self.choices:
                self.choices[ours] = [
                    self._choice(row, own) for row, own in self._names.lists[name]
                ]
            table.put("choices", ours, "type")

    def _choice(self, line: Line, name: str) -> FormTable:
        table = FormTable(line)
        table.put("name", name)
        table.put("label", self._words(line, "label"))
        return table

    def _filtered(self, line: Line, name: str, known: KnownQuestion) -> list[FormTable]:
        """Return choices that depend on an earlier answer, each with its own condition."""
        try:
            pairs = conditions.filters(line.get("choice_filter"))
        except ConditionFault as fault:
            self._fault(line, "choice_filter", str(fault))
            return []
        found = []
        for row, ours in self._names.lists[name]:
            table = self._choice(row, ours)
            asked = [
                self._filter(line, question, row.get(column), known) for column, question in pairs
            ]
            table.put("relevant", conditions.both(*asked), "choice_filter", line=line)
            found.append(table)
        return found

    def _filter(self, line: Line, question: str, value: str, known: KnownQuestion) -> str:
        other = self._names.known.get(question)
        selected = other is not None and other.type is Type.CHOICES
        form = "selected(${{{}}}, '{}')" if selected else "${{{}}} = '{}'"
        return self._translated(line, "choice_filter", form.format(question, value), known)

    # ------------------------------------------------------------ cells

    def _condition(self, line: Line, column: str, known: KnownQuestion) -> str:
        source = line.get(column)
        return self._translated(line, column, source, known) if source else ""

    def _translated(self, line: Line, column: str, source: str, known: KnownQuestion) -> str:
        try:
            return conditions.translate(source, self._names.known, at=known)
        except ConditionFault as fault:
            self._fault(line, column, str(fault))
            return ""

    def _words(self, line: Line, column: str) -> dict[str, str]:
        """Return a text by language, in the order of the form's languages."""
        found = line.words(column)
        for text in found.values():
            if _ASKS_WITHIN.search(text):
                self._fault(
                    line, column, "shows an answer within a text, which cannot be done here"
                )
        return {
            code: _BOLD.sub(r"\2", found[code]) for code in self.workbook.languages if code in found
        }

    def _fault(self, line: Line, column: str, message: str) -> None:
        self.findings.fault(line.place(column), message)

    def _note_columns(self) -> None:
        """Note columns that nothing is made of, each once."""
        for line in self.workbook.survey:
            for column in line.cells:
                if column.partition("::")[0] not in _READ:
                    place = CellPlace(line.sheet, 0, column)
                    self.findings.note(place, "left out: it changes nothing that is asked here")


def _english(table: FormTable) -> str:
    words = table.get("singular")
    found = words if isinstance(words, dict) else {}
    return str(found.get("en") or next(iter(found.values()), ""))
