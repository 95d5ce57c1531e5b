"""Refused answers: every problem says what is wanted."""

from __future__ import annotations

import pytest

from bot.engine.form import Question, Text, Type, Value
from bot.engine.problems import Code, Problem
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from bot.texts.problems import problem_text, too_long
from tests.plain_text import unmarked
from tests.texts.samples import EN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", Code)
def test_every_problem_says_what_is_wanted(code: Code, language: str) -> None:
    params: dict[str, Value] = {
        "maximum": 10,
        "minimum": 1,
        "length": 12,
        "character": "<",
        "candidates": ["a"],
    }
    said = problem_text(
        tongue_for(language), Question("q", Type.TEXT, Text("Q")), Problem(code, params)
    )

    assert said
    assert "{" not in said


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    held = Question("q", Type.TEXT, Text("Q"))

    def said(length: int) -> str:
        return problem_text(EN, held, Problem(Code.TOO_LONG, {"length": length, "maximum": 300}))

    assert said(301) == "This is too long. Please shorten it by 1 character."
    assert said(1500) == "This is too long. Please shorten it by 1,200 characters."


def test_a_constraint_is_refused_in_the_forms_own_words() -> None:
    own = Question("q", Type.TEXT, Text("Q"), constraint_message=Text("Only <even> numbers."))
    none = Question("q", Type.TEXT, Text("Q"))
    refused = Problem(Code.CONSTRAINT)

    assert unmarked(problem_text(EN, own, refused)) == "Only &lt;even&gt; numbers."
    assert problem_text(EN, none, refused) == "This answer does not fit here. Please check it."
    assert problem_text(EN, own, Problem(Code.NOT_A_DATE)).startswith("Please write a date")


def test_what_is_too_large_is_a_file_or_a_number() -> None:
    large = Problem(Code.TOO_LARGE, {"maximum": 2000})

    assert problem_text(EN, Question("q", Type.FILE, Text("Q")), large).startswith("This file is")
    assert problem_text(EN, Question("q", Type.INTEGER, Text("Q")), large) == (
        "Please write a number of at most 2,000."
    )


@pytest.mark.parametrize(("length", "by"), [(11, "1 character."), (12, "2 characters.")])
def test_a_text_is_to_be_shortened_by_the_difference(length: int, by: str) -> None:
    assert too_long(EN, length, 10) == f"This is too long. Please shorten it by {by}"
