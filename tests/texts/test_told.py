"""Short notes on the way: every code has words, and no words are left of a code that is gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import engine
from bot.engine.facts import Told
from bot.texts.told import DEEDS, TOLD, toast_text, told_text
from tests.plain_text import unmarked
from tests.texts.samples import EN

BOT = Path(engine.__file__).parents[1]
ENGINE = Path(engine.__file__).parent


def constants(folder: Path, *, but: str = "") -> set[str]:
    """Every text that stands in the source of a folder."""
    return {
        node.value
        for path in folder.rglob("*.py")
        if path.name != but
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes_told() -> Iterator[str]:
    """The codes handed to `tell(…)`, `Told(…)` and `_tell_of(…)` in the engine."""
    for path in ENGINE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            found = [
                inner.value
                for argument in node.args
                for inner in ast.walk(argument)
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
            ]
            if name in ("tell", "Told"):
                yield from found
            if name == "_tell_of":
                yield from (*found, *(f"nameless_{code}" for code in found))


def test_every_code_that_is_told_has_words() -> None:
    # Worded in a plural form, or by what was sent.
    elsewhere = {"list_full", "unusable", "nameless_"}

    assert set(codes_told()) - elsewhere <= TOLD.keys()


def test_no_words_are_left_of_a_code_that_is_gone() -> None:
    said = constants(BOT, but="told.py")

    assert {code for code in TOLD if code.removeprefix("nameless_") not in said} == set()
    assert {kind for kind in DEEDS if kind not in said} == set()


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "The list is full: it takes 1 person."), (20, "The list is full: it takes 20 people.")],
)
def test_a_full_list_is_counted_in_its_plural_form(n: int, said: str) -> None:
    assert told_text(EN, Told("list_full", {"n": n})) == said


@pytest.mark.parametrize(("kind", "text"), DEEDS.items())
def test_what_is_no_answer_is_refused_by_its_kind(kind: str, text: str) -> None:
    assert told_text(EN, Told("unusable", {"kind": kind})) == text


def test_a_name_in_a_note_is_escaped_in_a_message_and_kept_in_a_toast() -> None:
    note = Told("removed", {"name": "A & B"})

    assert unmarked(told_text(EN, note)) == "A &amp; B has been removed from the list."
    assert unmarked(toast_text(EN, note)) == "A & B has been removed from the list."
