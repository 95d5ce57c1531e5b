"""Matches text with labels: in full, by number, by their beginning, or with one typing error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from bot.engine.folding import fold
from bot.engine.form import Answers, Choice, Question
from bot.engine.numbers import ascii_digits
from bot.engine.problems import Code, Problem

_Named = TypeVar("_Named")

# A beginning of fewer letters says too little; an ideograph is a word by itself.
_SHORTEST_BEGINNING = 3
_SHORTEST_MISTYPED = 4
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BETWEEN_CHOICES = re.compile(r"[,;،؛、，；\n]+")


def offered(question: Question, answers: Answers) -> tuple[Choice, ...]:
    """Return the choices that are shown, given what is answered."""
    return tuple(
        choice
        for choice in question.choices
        if choice.relevant is None or choice.relevant.holds(answers)
    )


def names_offered(question: Question, answers: Answers) -> tuple[str, ...]:
    """Return the names of the choices that are shown, given what is answered."""
    return tuple(choice.name for choice in offered(question, answers))


def meant(key: str, labels: Mapping[str, _Named]) -> list[_Named]:
    """Return what a folded text can mean among folded labels, by the surest way that finds anything."""
    if key in labels:
        return [labels[key]]
    if len(key) >= _SHORTEST_BEGINNING or _IDEOGRAPH.match(key):
        begun = [named for label, named in labels.items() if label.startswith(key)]
        if begun:
            return list(dict.fromkeys(begun))
    if len(key) >= _SHORTEST_MISTYPED:
        near = [named for label, named in labels.items() if one_error_apart(key, label)]
        return list(dict.fromkeys(near))
    return []


def one_error_apart(one: str, other: str) -> bool:
    """Return whether two texts differ by at most one letter too many, missing, wrong or swapped."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    start = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    short, long = shorter[start:], longer[start:]
    if len(short) < len(long):
        return short == long[1:]
    return short[1:] == long[1:] or short[:2] + long[2:] == long[1::-1] + short[2:]


def choose(said: str, shown: Sequence[Choice], labels: Mapping[str, str]) -> str | Problem:
    """Return the name of the one choice that was meant; `labels` are folded, numbers count from 1."""
    names = [choice.name for choice in shown]
    key = fold(said)
    here = {label: name for label, name in labels.items() if name in names}
    number = ascii_digits(key).lstrip("0")
    if key not in here and number.isascii() and number.isdigit():
        # Compared as text: a thousand digits are no number worth making.
        by_number = {str(place): name for place, name in enumerate(names, start=1)}
        return by_number.get(number, Problem(Code.NOT_A_CHOICE))
    found = meant(key, here)
    if not found:
        return Problem(Code.NOT_A_CHOICE)
    if len(found) > 1:
        candidates = [name for name in names if name in found]
        return Problem(Code.SEVERAL_CHOICES, {"candidates": candidates})
    return found[0]


def choose_several(
    said: str, shown: Sequence[Choice], labels: Mapping[str, str]
) -> list[str] | Problem:
    """Return the names of all choices that were meant, in the order of the form."""
    whole = choose(said, shown, labels)
    if isinstance(whole, str):
        return [whole]
    parts = [part for part in _BETWEEN_CHOICES.split(said) if fold(part)]
    if len(parts) < 2:
        parts = said.split()
        if not parts or not all(ascii_digits(fold(part)).isdigit() for part in parts):
            return whole
    chosen: set[str] = set()
    for part in parts:
        choice = choose(part, shown, labels)
        if isinstance(choice, Problem):
            return choice
        chosen.add(choice)
    return [choice.name for choice in shown if choice.name in chosen]
