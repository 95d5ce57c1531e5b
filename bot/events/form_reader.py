"""Reads the reply form of an event file and checks it on the way."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.engine.expressions import Expression, ExpressionFault
from bot.engine.form import Choice, Form, Item, Question, Repeat, Section, Type, Unique
from bot.events.text_reader import EventTexts
from bot.events.toml_tables import TomlTable, suggestion

# Buttons carry names of questions and choices, and Telegram gives a button's data 64 bytes.
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CHOICE_NAME = re.compile(r"[a-z0-9_]+")
_LONGEST_NAME = 24
_MOST_RECORDS = 2000
_LARGEST = 1_000_000_000
_MOST_CHARS = 3000

# Lengths that leave a message whole: a label stands in a heading, a choice on a button of a phone.
_SECTION, _LABEL, _CHOICE, _HINT, _EXAMPLE = 40, 200, 64, 600, 120
_CONTEXT = "form"

_TYPES = tuple(kind.value for kind in Type)
_SELECTS = (Type.CHOICE, Type.CHOICES)
# Key → the types of question it belongs to.
_KEYS_OF: Mapping[str, tuple[Type, ...]] = {
    "minimum": (Type.INTEGER,),
    "maximum": (Type.INTEGER,),
    "max_chars": (Type.TEXT, Type.NAME),
    "choices": _SELECTS,
}

_PRIVACY = ("contact", "total")
_AGAINST_LITERAL = re.compile(
    r"\$\{([\w.-]+)\}\s*!?=\s*(?:'([^']*)'|\"([^\"]*)\")"
    r"|selected\(\s*\$\{([\w.-]+)\}\s*,\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)"
)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a condition may ask about at this point, and what it may not yet."""

    every: frozenset[str]
    earlier: dict[str, Question] = field(default_factory=dict)


@dataclass
class FormReader:
    """Reads the tables `choices` and `section` of an event file."""

    texts: EventTexts
    # Whether `required = "note_verbale"` means yes in this event.
    note_verbale_required: bool
    _choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    _places: dict[tuple[str, str], TomlTable] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _notes_verbales: int = 0

    def read(self, root: TomlTable) -> Form:
        self._read_choices(root)
        tables = root.tables("section", required=True)
        scope = _Scope(frozenset(_names(root.data.get("section"))))
        names: set[str] = set()
        sections = [self._section(table, scope, names) for table in tables]
        for name in self._choices.keys() - self._used:
            root.fault(f"choices.{name}", "is used by no question")
        if self.note_verbale_required and not self._notes_verbales:
            root.fault("note_verbale_required", 'no question says required = "note_verbale"')
        return Form(_version(sections), tuple(sections))

    # ------------------------------------------------------------ choices

    def _read_choices(self, root: TomlTable) -> None:
        lists = root.table("choices")
        if lists is None:
            return
        for name in lists.data:
            if not _NAME.fullmatch(name):
                lists.fault(name, "needs small letters, digits and _ only")
            self._choices[name] = self._list(lists, name, name)

    def _list(self, table: TomlTable, key: str, list_name: str) -> tuple[Choice, ...]:
        names: set[str] = set()
        rows = table.tables(key, required=True)
        return tuple(self._choice(row, list_name, names) for row in rows)

    def _choice(self, table: TomlTable, list_name: str, taken: set[str]) -> Choice:
        name = _name(table, taken, _CHOICE_NAME)
        choice = Choice(
            name,
            self.texts.need(table, "label", list_name, about=f"{list_name} {name}", most=_CHOICE),
            self._expression(table, "relevant"),
        )
        self._places[list_name, name] = table
        table.close()
        return choice

    # ------------------------------------------------------------ sections

    def _section(self, table: TomlTable, scope: _Scope, taken: set[str]) -> Section:
        name = _name(table, taken, _NAME)
        label = self.texts.need(table, "label", _CONTEXT, about=f"section {name}", most=_SECTION)
        relevant = self._condition(table, scope)
        questions = [self._question(question, scope) for question in table.tables("question")]
        repeats = [self._repeat(repeat, scope) for repeat in table.tables("repeat")]
        if not table.data.keys() & {"question", "repeat"}:
            table.fault("question", "is missing: a section asks at least one")
        table.close()
        return Section(name, label, (*questions, *repeats), relevant)

    # ------------------------------------------------------------ questions

    def _question(self, table: TomlTable, scope: _Scope) -> Question:
        name = _name(table, scope.earlier.keys(), _NAME)
        about = f"question {name}"
        kind = self._type(table)
        question = Question(
            name=name,
            type=kind,
            label=self.texts.need(table, "label", _CONTEXT, about=about, most=_LABEL),
            hint=self.texts.take(table, "hint", _CONTEXT, about=about, most=_HINT),
            required=self._required(table, kind),
            relevant=self._condition(table, scope),
            constraint=self._condition(table, scope, "constraint"),
            constraint_message=self.texts.take(
                table, "constraint_message", _CONTEXT, about=about, most=_LABEL
            ),
            choices=self._choices_of(table, name, kind, scope),
            minimum=table.integer("minimum", -_LARGEST, _LARGEST),
            maximum=table.integer("maximum", -_LARGEST, _LARGEST),
            max_chars=table.integer("max_chars", 1, _MOST_CHARS),
            example=self.texts.take(table, "example", _CONTEXT, about=about, most=_EXAMPLE),
            privacy=table.one_of("privacy", _PRIVACY),
        )
        _judge(table, question)
        table.close()
        scope.earlier.setdefault(name, question)
        return question

    def _type(self, table: TomlTable) -> Type:
        word = table.one_of("type", _TYPES, required=True)
        return Type(word) if word in _TYPES else Type.TEXT

    def _choices_of(
        self, table: TomlTable, name: str, kind: Type, scope: _Scope
    ) -> tuple[Choice, ...]:
        """Return the question's own choices, or those of a list that several share."""
        if kind not in _SELECTS:
            table.value("choices", str, list)
            return ()
        found: object = table.value("choices", str, list, required=True)
        choices: tuple[Choice, ...] = ()
        if isinstance(found, list):
            choices = self._list(table, "choices", name)
        elif isinstance(found, str) and found in self._choices:
            name, choices = found, self._choices[found]
            self._used.add(found)
        elif isinstance(found, str):
            known = suggestion(found, sorted(self._choices) or ["none"])
            table.fault("choices", f'"{found}" is no list under [choices]; {known}')
        for choice in choices:
            self._in_scope(self._places[name, choice.name], "relevant", choice.relevant, scope)
        return choices

    def _required(self, table: TomlTable, kind: Type) -> bool:
        found = table.value("required", bool, str)
        if isinstance(found, str):
            if found != "note_verbale":
                table.fault("required", 'must be true, false or "note_verbale"')
                return False
            self._notes_verbales += 1
            return self.note_verbale_required
        if found is True and kind is Type.NOTE:
            table.fault("required", "a note has no answer")
        return found is True

    # ------------------------------------------------------------ repeats

    def _repeat(self, table: TomlTable, scope: _Scope) -> Repeat:
        name = _name(table, scope.earlier.keys(), _NAME)
        about = f"list {name}"
        relevant = self._condition(table, scope)
        announced_by = table.string("announced_by")
        if announced_by is not None and _type_of(scope, announced_by) is not Type.INTEGER:
            table.fault("announced_by", f'"{announced_by}" is no earlier integer question')
        inner = _Scope(frozenset(_names([table.data])))
        rows = table.tables("question", required=True)
        questions = tuple(self._question(row, inner) for row in rows)
        for row, question in zip(rows, questions, strict=True):
            if question.type is Type.FILE:
                row.fault("type", "a file belongs to the reply, not to an entry of a list")
        repeat = Repeat(
            name=name,
            label=self.texts.need(table, "label", _CONTEXT, about=about, most=_LABEL),
            singular=self.texts.need(table, "singular", _CONTEXT, about=about, most=_SECTION),
            questions=questions,
            name_questions=self._name_questions(table, inner),
            detail_question=self._detail_question(table, inner),
            maximum=table.integer("maximum", 1, _MOST_RECORDS) or _MOST_RECORDS,
            announced_by=announced_by,
            unique=tuple(self._unique(one, inner) for one in table.tables("unique")),
            hint=self.texts.take(table, "hint", _CONTEXT, about=about, most=_HINT),
            relevant=relevant,
        )
        table.close()
        # A list has no value of its own, so no condition may ask about it; its name is taken.
        scope.earlier.setdefault(name, Question(name, Type.NOTE, repeat.label))
        return repeat

    def _name_questions(self, table: TomlTable, inner: _Scope) -> tuple[str, ...]:
        found = table.strings("name_questions", required=True)
        for key, name in found:
            if _type_of(inner, name) not in (Type.NAME, Type.TEXT):
                table.fault(key, f'"{name}" is no name or text of this list')
        return tuple(name for _, name in found)

    def _detail_question(self, table: TomlTable, inner: _Scope) -> str | None:
        name = table.string("detail_question")
        if name is not None and name not in inner.earlier:
            table.fault("detail_question", f'"{name}" is no question of this list')
        return name

    def _unique(self, table: TomlTable, inner: _Scope) -> Unique:
        name = table.string("question", required=True) or ""
        value = table.string("value", required=True) or ""
        becomes = table.strings("becomes")
        question = inner.earlier.get(name)
        if "question" in table.data and _type_of(inner, name) is not Type.CHOICE:
            table.fault("question", f'"{name}" is no select_one of this list')
        elif question is not None and question.choices:
            for key, choice in (("value", value), *becomes):
                if choice and question.choice(choice) is None:
                    table.fault(key, f'"{choice}" is no choice of "{name}"')
                elif key != "value" and choice == value:
                    table.fault(key, "is the value that only one may hold")
        table.close()
        return Unique(name, value, tuple(choice for _, choice in becomes))

    # ------------------------------------------------------------ conditions

    def _condition(
        self, table: TomlTable, scope: _Scope, key: str = "relevant"
    ) -> Expression | None:
        expression = self._expression(table, key)
        self._in_scope(table, key, expression, scope)
        return expression

    def _expression(self, table: TomlTable, key: str) -> Expression | None:
        source = table.string(key)
        if source is None:
            return None
        try:
            return Expression.parse(source)
        except ExpressionFault as fault:
            table.fault(key, str(fault))
            return None

    def _in_scope(
        self, table: TomlTable, key: str, expression: Expression | None, scope: _Scope
    ) -> None:
        """Note a condition that could never hold: it asks about what is not known there."""
        if expression is None:
            return
        for name in sorted(expression.names - scope.earlier.keys()):
            if name in scope.every:
                table.fault(key, f'asks about "{name}", which is not answered before')
            else:
                known = sorted(scope.earlier) or ["none"]
                table.fault(key, f'asks about the unknown "{name}"; {suggestion(name, known)}')
        for match in _AGAINST_LITERAL.finditer(expression.source):
            name = match[1] or match[4]
            literal = next((text for text in match.group(2, 3, 5, 6) if text is not None), "")
            question = scope.earlier.get(name)
            names = _literals(question) if question is not None else ()
            if literal and names and literal not in names:
                table.fault(
                    key, f'"{literal}" is no answer to "{name}"; {suggestion(literal, names)}'
                )


def _name(table: TomlTable, taken: set[str] | Iterable[str], pattern: re.Pattern[str]) -> str:
    name = table.string("name", required=True)
    if name is None:
        return ""
    if not pattern.fullmatch(name):
        table.fault("name", f'"{name}" needs small letters, digits and _ only')
    elif len(name) > _LONGEST_NAME:
        table.fault("name", f'"{name}" is too long: {len(name)} letters, {_LONGEST_NAME} fit')
    if name in taken:
        table.fault("name", f'"{name}" is there twice')
    if isinstance(taken, set):
        taken.add(name)
    return name


def _judge(table: TomlTable, question: Question) -> None:
    """Note keys that contradict each other or belong to another type."""
    for key, kinds in _KEYS_OF.items():
        if key in table.data and question.type not in kinds:
            words = " or ".join(kinds)
            table.fault(key, f"belongs to a question of type {words}")
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        table.fault("minimum", f"{low} is more than the maximum, {high}")
    if question.constraint_message is not None and "constraint" not in table.data:
        table.fault("constraint_message", "there is no constraint")


def _type_of(scope: _Scope, name: str) -> Type | None:
    question = scope.earlier.get(name)
    return question.type if question else None


def _literals(question: Question) -> tuple[str, ...]:
    """Return what an answer to this question can be compared with, where that is a closed set."""
    if question.type is Type.YES_NO:
        return ("yes", "no")
    return tuple(choice.name for choice in question.choices)


def _names(tables: object) -> Iterator[str]:
    """Return the names of the questions of these tables, before anything is checked."""
    for table in _tables(tables):
        for question in _tables(table.get("question")):
            name = question.get("name")
            if isinstance(name, str):
                yield name


def _tables(found: object) -> list[Mapping[str, object]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _version(sections: Iterable[Section]) -> str:
    """Return a short hash of what the form asks.

    Its words may change under a draft, its shape may not.
    """
    shape = [
        [section.name, _source(section.relevant), [_shape(item) for item in section.items]]
        for section in sections
    ]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:12]


def _shape(item: Item) -> list[object]:
    if isinstance(item, Question):
        choices = [[choice.name, _source(choice.relevant)] for choice in item.choices]
        bounds = [item.minimum, item.maximum, item.max_chars]
        conditions = [_source(item.relevant), _source(item.constraint)]
        return [item.name, item.type, item.required, conditions, bounds, choices]
    rules = [[one.question, one.value, *one.becomes] for one in item.unique]
    asked = [_shape(question) for question in item.questions]
    names = [*item.name_questions, item.detail_question, item.announced_by]
    return [item.name, _source(item.relevant), item.maximum, names, rules, asked]


def _source(expression: Expression | None) -> str | None:
    return expression.source if expression else None
