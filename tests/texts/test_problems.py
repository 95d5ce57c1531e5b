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


@pytest.mark.parametrize(
    ("code", "start"),
    [
        (Code.EMPTY, "Nothing readable was left of this message."),
        (Code.REQUIRED, "An answer is needed here."),
        (Code.HIDDEN_CHARACTERS, "This text holds only invisible characters."),
        (Code.UNREADABLE_CHARACTERS, "This text holds characters that cannot be"),
        (Code.NO_LETTERS, "A name needs letters. Please write it as in"),
        (Code.NOT_IN_A_NAME, "“&lt;” does not belong in a name."),
        (Code.NOT_A_NUMBER, "Please write a whole number, such as 12."),
        (Code.NEGATIVE, "Please write a number from 0 up, such as 12."),
        (Code.TOO_SMALL, "Please write a number of at least 1."),
        (Code.TOO_LARGE, "Please write a number of at most 10."),
        (Code.NOT_WHOLE, "Please write a whole number without"),
        (Code.SEVERAL_NUMBERS, "Please write one number only; a rough"),
        (Code.NOT_A_DATE, "Please write a date as day, month, year,"),
        (Code.AMBIGUOUS_DATE, "This date can be read in two ways. Which one"),
        (Code.NO_SUCH_DAY, "There is no such day in the calendar. Please"),
        (Code.NOT_A_CHOICE, "Please choose one of the answers below."),
        (Code.SEVERAL_CHOICES, "More than one answer fits. Please tap the"),
        (Code.NOT_YES_NO, "Please answer yes or no."),
        (Code.NOT_AN_EMAIL, "This does not look like an e-mail address."),
        (Code.NOT_A_TELEPHONE, "This does not look like a telephone number."),
        (Code.SEVERAL_TELEPHONES, "Please write one telephone number only."),
        (Code.TELEPHONE_NEEDS_COUNTRY, "Please write the number with its country"),
        (Code.NOT_A_COUNTRY, "No country of that name was found. Please"),
        (Code.SEVERAL_COUNTRIES, "More than one country fits. Please tap the"),
        (Code.CONSTRAINT, "This answer does not fit here. Please check"),
        (Code.FILE_EXPECTED, "Please send a file here: a PDF or a photo."),
        (Code.TEXT_EXPECTED, "Please write your answer in words."),
        (Code.FILE_TYPE, "This file is neither a PDF nor a photo."),
        (Code.FILE_TOO_LARGE, "This file is too large. Please send one of"),
        (Code.FILE_LOCKED, "This PDF is locked with a password. Please"),
        (Code.FILE_DAMAGED, "This file is empty or damaged. Please send"),
        (Code.NOTHING_ASKED, "There is nothing to answer here. Please tap"),
    ],
)
def test_each_problem_is_told_in_its_own_words(code: Code, start: str) -> None:
    params: dict[str, Value] = {"minimum": 1, "maximum": 10, "character": "<"}
    text = problem_text(EN, Question("q", Type.TEXT, Text("Q")), Problem(code, params))

    assert unmarked(text).startswith(start)
