"""Writes values of the form into cells and reads cells back, so that both agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never

from bot.documents.xlsx import Said
from bot.engine.answers import Help, accept, read
from bot.engine.folding import fold
from bot.engine.form import Answers, Question, Type, Value
from bot.engine.problems import Code, Problem
from bot.i18n.isolation import bare
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import Tongue, tongue_for
from bot.texts.values import value_text

# Several choices in one cell stand on a line each: labels may have commas and semicolons.
JOINT = "\n"
# No answer of the form is longer; reading more would only cost time.
MAX_SAID_CHARS = 5_000

Cell = str | int | date


def is_in_sheets(question: Question) -> bool:
    """Return whether a cell can answer the question: no file can, and a note asks nothing."""
    return question.type not in (Type.FILE, Type.NOTE)


def cell_of(tongue: Tongue, question: Question, value: Value) -> Cell:
    """Return the value as a cell of its own type; '' where there is none."""
    match value:
        case None:
            return ""
        case int() if question.type is Type.INTEGER:
            return value
        case list() if question.type is Type.CHOICES:
            labels = choice_labels(tongue, question)
            return JOINT.join(labels.get(name, name) for name in value)
        case str() if question.type is Type.CHOICE:
            return choice_labels(tongue, question).get(value, value)
        case str() if question.type is Type.DATE:
            return date.fromisoformat(value)
        case str():
            return value_text(tongue, question, value)
        case bool() | int() | list() | dict():
            return bare(value_text(tongue, question, value))
        case never:
            assert_never(never)


def choice_labels(tongue: Tongue, question: Question) -> dict[str, str]:
    """Return name → label of each choice; labels that would read alike get their names added."""
    labels = {choice.name: tongue.text(choice.label) for choice in question.choices}
    alike = Counter(fold(label) for label in labels.values())
    return {
        name: label if alike[fold(label)] == 1 else f"{label} [{name}]"
        for name, label in labels.items()
    }


def languages_from(language: str) -> Iterator[str]:
    """Return all six languages, the person's first, whose use of a word counts."""
    yield language
    yield from (code for code in LANGUAGES if code != language)


class Reading:
    """What the cells of one question's column mean, in any of the six languages."""

    def __init__(self, question: Question, *, key: str, help: Help, language: str) -> None:
        self._question = question
        self._key = key
        self._help = help
        self._labels = _labels(question, language)

    def value(self, said: Said, answers: Answers) -> Value | Problem:
        """Return the value a cell stands for; `answers` are those of the same row before it."""
        question = self._question
        if isinstance(said, bool):
            if question.type is Type.YES_NO:
                return accept(question, said, answers)
            said = str(said).upper()
        if len(said) > MAX_SAID_CHARS:
            return Problem(Code.TOO_LONG, {"maximum": MAX_SAID_CHARS, "length": len(said)})
        exact = self._exactly(said)
        if exact is not None:
            return accept(question, exact, answers)
        return read(question, said, self._help, answers, key=self._key)

    def _exactly(self, said: str) -> Value:
        """Return the value of a label as we write it ourselves, which needs no guessing."""
        if self._question.type is not Type.CHOICES:
            return self._labels.get(fold(said))
        names = [self._labels.get(fold(part)) for part in said.split(JOINT)]
        return [str(name) for name in names] if None not in names else None


def _labels(question: Question, language: str) -> Mapping[str, str | bool]:
    found: dict[str, str | bool] = {}
    for code in languages_from(language):
        tongue = tongue_for(code)
        if question.type is Type.YES_NO:
            found.setdefault(fold(value_text(tongue, question, True)), True)
            found.setdefault(fold(value_text(tongue, question, False)), False)
        for name, label in choice_labels(tongue, question).items():
            found.setdefault(fold(label), name)
    for choice in question.choices:
        found.setdefault(fold(choice.name), choice.name)
    return found
