"""Defines the reply form as data, in the terms of XLSForm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.engine.expressions import Expression

# A value as it is stored, in JSON's types: text, whole number, yes/no, list of choices, a file's
# description; None means "skipped".
Value = str | int | bool | list[str] | dict[str, str | int] | None
Answers = Mapping[str, Value]


class Type(StrEnum):
    TEXT = "text"
    NAME = "name"
    INTEGER = "integer"
    CHOICE = "select_one"
    CHOICES = "select_multiple"
    YES_NO = "yes_no"
    DATE = "date"
    EMAIL = "email"
    TELEPHONE = "telephone"
    COUNTRY = "country"
    FILE = "file"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the form: a msgid of the catalogues, or the event's own translations by language."""

    msgid: str
    context: str | None = None
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: Text
    # Shown only where this holds, for choices that depend on an earlier answer.
    relevant: Expression | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `minimum` and `maximum` bound an integer, `max_chars` a text."""

    name: str
    type: Type
    label: Text
    hint: Text | None = None
    required: bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_chars: int | None = None
    example: Text | None = None
    # What printed lists leave out: "contact" (never printed), "total" (only counted).
    privacy: str | None = None

    def choice(self, name: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.name == name), None)


@dataclass(frozen=True, slots=True)
class Unique:
    """At most one record of a repeat may hold `value` for `question` (one head of delegation)."""

    question: str
    value: str
    # What the earlier holder may become instead, as choices of the same question, best first.
    becomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions answered once for each person; `name_questions` label one and find namesakes."""

    name: str
    label: Text
    singular: Text
    questions: tuple[Question, ...]
    name_questions: tuple[str, ...]
    detail_question: str | None = None
    maximum: int = 2000
    announced_by: str | None = None
    unique: tuple[Unique, ...] = ()
    hint: Text | None = None
    relevant: Expression | None = None

    def question(self, name: str) -> Question:
        return next(question for question in self.questions if question.name == name)


Item = Question | Repeat


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    label: Text
    items: tuple[Item, ...]
    relevant: Expression | None = None


@dataclass(frozen=True)
class Form:
    """A whole reply form; two forms with one `version` ask the same things."""

    version: str
    sections: tuple[Section, ...]

    @cached_property
    def _questions(self) -> dict[str, tuple[Section, Question]]:
        return {
            item.name: (section, item)
            for section in self.sections
            for item in section.items
            if isinstance(item, Question)
        }

    @cached_property
    def repeats(self) -> dict[str, Repeat]:
        return {
            item.name: item
            for section in self.sections
            for item in section.items
            if isinstance(item, Repeat)
        }

    @cached_property
    def items(self) -> tuple[tuple[Section, Item], ...]:
        """Every question and repeat of the reply itself with its section, in the order of asking."""
        return tuple((section, item) for section in self.sections for item in section.items)

    def question(self, name: str, repeat: str | None = None) -> Question | None:
        """Return the question of that name, of the reply itself or of a repeat; None if there is none."""
        if repeat is None:
            found = self._questions.get(name)
            return found[1] if found else None
        holder = self.repeats.get(repeat)
        return next((q for q in holder.questions if q.name == name), None) if holder else None

    def section_of(self, name: str) -> Section | None:
        """Return the section in which a question or a repeat stands; None if there is none."""
        return next((section for section, item in self.items if item.name == name), None)

    def section(self, name: str) -> Section | None:
        return next((section for section in self.sections if section.name == name), None)

    def relevant_items(self, answers: Answers) -> Iterator[tuple[Section, Item]]:
        """Yield the relevant questions and repeats; a later condition sees only relevant answers."""
        seen: dict[str, Value] = {}
        for section, item in self.items:
            if section.relevant is not None and not section.relevant.holds(seen):
                continue
            if item.relevant is not None and not item.relevant.holds(seen):
                continue
            if item.name in answers:
                seen[item.name] = answers[item.name]
            yield section, item


def relevant_questions(questions: tuple[Question, ...], answers: Answers) -> Iterator[Question]:
    """Yield a record's relevant questions; a later condition sees only relevant answers."""
    seen: dict[str, Value] = {}
    for question in questions:
        if question.relevant is None or question.relevant.holds(seen):
            if question.name in answers:
                seen[question.name] = answers[question.name]
            yield question
