"""Reads typed text and checks tapped or shared values: returns the value to keep, or a Problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from bot.engine.choices import choose, choose_several, names_offered, offered
from bot.engine.dates import day
from bot.engine.folding import clean, fold, is_unreadable
from bot.engine.form import Answers, Question, Type, Value
from bot.engine.numbers import LARGEST, whole_number
from bot.engine.problems import Code, Problem

__all__ = ["Code", "Help", "Problem", "Words", "accept", "offered", "read"]

# Unless the form says otherwise. A name that long is a pasted text.
_MOST_CHARS = {Type.TEXT: 1000, Type.NAME: 200}

# Apostrophes, hyphens, dots (the Chinese one between foreign names too), brackets, quotation marks.
_IN_NAMES = frozenset(" '’‘‛`´\"“”«»„-‐‑–.,،·•・()/")

_TELEPHONE = re.compile(r"\+[1-9]\d{4,14}(?:;ext=\d{1,8})?", re.ASCII)
_WITHOUT_PLUS = re.compile(r"[1-9]\d{6,14}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_ISO3 = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Words:
    """What the person's language calls things; every key and word is folded.

    `choices` has an entry for each question, found by the `key` that `read` is given.
    """

    choices: Mapping[str, Mapping[str, str]]
    yes: frozenset[str]
    no: frozenset[str]
    months: Mapping[str, int]
    actions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Help:
    """What reading needs and the engine does not know: words, telephone plans, States, the day."""

    words: Words
    telephone: Callable[[str], str | Problem]
    email: Callable[[str], str | Problem]
    country: Callable[[str], str | Problem]
    today: date


def read(
    question: Question, said: str, help: Help, answers: Answers, *, key: str
) -> Value | Problem:
    """Return the value that a typed text stands for, never None; `key` finds the choices' labels in `words`."""
    value = _understood(question, said, help, answers, key)
    return value if isinstance(value, Problem) else accept(question, value, answers)


def _readable(said: str, *, multiline: bool) -> str | Problem:
    if is_unreadable(said):
        return Problem(Code.UNREADABLE_CHARACTERS)
    text = clean(said, multiline=multiline)
    if not text:
        return Problem(Code.HIDDEN_CHARACTERS if said.strip() else Code.EMPTY)
    return text


def _understood(
    question: Question, said: str, helps: Help, answers: Answers, key: str
) -> Value | Problem:
    if question.type is Type.FILE:
        return Problem(Code.FILE_EXPECTED)
    if question.type is Type.NOTE:
        return Problem(Code.NOTHING_ASKED)
    text = _readable(said, multiline=question.type in (Type.TEXT, Type.CHOICES))
    if isinstance(text, Problem):
        return text
    labels = helps.words.choices.get(key, {})
    match question.type:
        case Type.TEXT | Type.NAME:
            return text
        case Type.INTEGER:
            return whole_number(text)
        case Type.CHOICE:
            return choose(text, offered(question, answers), labels)
        case Type.CHOICES:
            return choose_several(text, offered(question, answers), labels)
        case Type.YES_NO:
            return _yes_or_no(fold(text), helps.words)
        case Type.DATE:
            return day(text, helps.words.months, helps.today)
        case Type.EMAIL:
            return helps.email(text)
        case Type.TELEPHONE:
            return helps.telephone(text)
        case Type.COUNTRY:
            return helps.country(text)
        case never:
            assert_never(never)


def _yes_or_no(key: str, words: Words) -> bool | Problem:
    if (key in words.yes) is (key in words.no):
        return Problem(Code.NOT_YES_NO)
    return key in words.yes


def accept(question: Question, value: Value, answers: Answers) -> Value | Problem:
    """Return the value as it is kept, or why its type, bounds or the question's constraint refuse it.

    None, a skip, is taken where the question is not required.
    """
    if value is None:
        return Problem(Code.REQUIRED) if question.required else None
    taken = _of_its_type(question, value, answers)
    if isinstance(taken, Problem):
        return taken
    if question.constraint is not None and not question.constraint.holds(answers, taken):
        return Problem(Code.CONSTRAINT)
    return taken


def _of_its_type(question: Question, value: Value, answers: Answers) -> Value | Problem:
    match question.type:
        case Type.TEXT | Type.NAME:
            return _text(question, value)
        case Type.INTEGER:
            return _bounded(question, value)
        case Type.CHOICE:
            names = names_offered(question, answers)
            return value if value in names else Problem(Code.NOT_A_CHOICE)
        case Type.CHOICES:
            return _several(question, value, answers)
        case Type.YES_NO:
            return value if isinstance(value, bool) else Problem(Code.NOT_YES_NO)
        case Type.DATE:
            return value if _is_a_date(value) else Problem(Code.NOT_A_DATE)
        case Type.EMAIL:
            return _shaped(value, _EMAIL, Code.NOT_AN_EMAIL)
        case Type.TELEPHONE:
            return _telephone(value)
        case Type.COUNTRY:
            return _shaped(value, _ISO3, Code.NOT_A_COUNTRY)
        case Type.FILE:
            return value if isinstance(value, dict) else Problem(Code.FILE_EXPECTED)
        case Type.NOTE:
            return Problem(Code.NOTHING_ASKED)
        case never:
            assert_never(never)


def _text(question: Question, value: Value) -> str | Problem:
    if not isinstance(value, str):
        return Problem(Code.TEXT_EXPECTED)
    text = _readable(value, multiline=question.type is Type.TEXT)
    if isinstance(text, Problem):
        return text
    maximum = question.max_chars or _MOST_CHARS[question.type]
    if len(text) > maximum:
        return Problem(Code.TOO_LONG, {"maximum": maximum, "length": len(text)})
    if question.type is Type.NAME:
        return _name(text)
    return text


def _name(text: str) -> str | Problem:
    """Return the name unchanged if it has only letters of any script and the signs written between them."""
    if not any(character.isalpha() for character in text):
        return Problem(Code.NO_LETTERS)
    strange = next((character for character in text if not _is_in_names(character)), None)
    if strange is not None:
        return Problem(Code.NOT_IN_A_NAME, {"character": strange})
    return text


def _is_in_names(character: str) -> bool:
    # Cf: the joiners that `clean` has left. Nl: 〇 is a digit and a Chinese name.
    kept = ("L", "M", "Cf", "Cn", "Nl")
    return character in _IN_NAMES or unicodedata.category(character).startswith(kept)


def _bounded(question: Question, value: Value) -> int | Problem:
    """Check a number against the form's bounds; without a minimum it counts something and is not negative."""
    if not isinstance(value, int) or isinstance(value, bool):
        return Problem(Code.NOT_A_NUMBER)
    minimum = 0 if question.minimum is None else question.minimum
    maximum = LARGEST if question.maximum is None else question.maximum
    if value < 0 <= minimum:
        return Problem(Code.NEGATIVE)
    if value < minimum:
        return Problem(Code.TOO_SMALL, {"minimum": minimum})
    if value > maximum:
        return Problem(Code.TOO_LARGE, {"maximum": maximum})
    return value


def _several(question: Question, value: Value, answers: Answers) -> list[str] | Problem:
    """Return the choices, each once and in the order of the form; at least one is needed."""
    names = names_offered(question, answers)
    if not isinstance(value, list) or not value or not set(value) <= set(names):
        return Problem(Code.NOT_A_CHOICE)
    return [name for name in names if name in value]


def _is_a_date(value: Value) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _telephone(value: Value) -> str | Problem:
    """Return the number as E.164, with `;ext=` and an extension where there is one."""
    if isinstance(value, str) and _WITHOUT_PLUS.fullmatch(value):
        # Telegram's contacts come with or without it: Bot API, Contact.phone_number.
        value = f"+{value}"
    return _shaped(value, _TELEPHONE, Code.NOT_A_TELEPHONE)


def _shaped(value: Value, shape: re.Pattern[str], otherwise: Code) -> str | Problem:
    if isinstance(value, str) and shape.fullmatch(value):
        return value
    return Problem(otherwise)
