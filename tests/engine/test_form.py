"""The form: finding questions, and what is to be asked."""

from __future__ import annotations

import pytest

from bot.engine.expressions import Expression
from bot.engine.form import (
    Answers,
    Choice,
    Form,
    Question,
    Repeat,
    Section,
    Text,
    Type,
    relevant_questions,
)


def question(name: str, kind: Type = Type.TEXT, relevant: str | None = None) -> Question:
    condition = Expression.parse(relevant) if relevant else None
    return Question(name, kind, Text(name), relevant=condition)


ROLE = Question("role", Type.CHOICE, Text("Role"), choices=(Choice("head", Text("Head")),))
REASON = question("reason", relevant="${role} = 'head'")
DETAIL = question("detail", relevant="${reason} = 'long'")
DELEGATION = Repeat(
    "delegation",
    Text("Delegation"),
    Text("delegate"),
    (ROLE, REASON, DETAIL),
    ("role",),
    relevant=Expression.parse("${count} > 0"),
)
FORM = Form(
    "1",
    (
        Section("first", Text("First"), (question("going"),)),
        Section(
            "numbers",
            Text("Numbers"),
            (question("count", Type.INTEGER), question("why", relevant="${count} > 100")),
            Expression.parse("${going} != 'no'"),
        ),
        Section("people", Text("People"), (DELEGATION, question("after", relevant="${why} = 'x'"))),
    ),
)


def test_a_question_is_found_by_name_and_in_its_repeat() -> None:
    assert FORM.question("role", "delegation") is ROLE
    assert FORM.question("role") is None
    assert FORM.question("going") is FORM.items[0][1]
    assert FORM.question("going", "delegation") is None
    assert FORM.question("going", "nowhere") is None
    assert DELEGATION.question("reason") is REASON


def test_a_section_is_found_by_name_and_by_what_stands_in_it() -> None:
    assert FORM.section("numbers") is FORM.sections[1]
    assert FORM.section("nowhere") is None
    assert FORM.section_of("delegation") is FORM.sections[2]
    assert FORM.section_of("why") is FORM.sections[1]
    assert FORM.section_of("role") is None
    assert list(FORM.repeats) == ["delegation"]


def test_a_choice_is_found_by_name() -> None:
    assert ROLE.choice("head") is ROLE.choices[0]
    assert ROLE.choice("tail") is None


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["going", "count"]),
        ({"going": "yes", "count": 0}, ["going", "count"]),
        ({"going": "yes", "count": 3}, ["going", "count", "delegation"]),
        (
            {"going": "yes", "count": 101, "why": "x"},
            ["going", "count", "why", "delegation", "after"],
        ),
        # Answers to what is not asked any more are kept, and open nothing.
        ({"going": "no", "count": 101, "why": "x"}, ["going"]),
        ({"going": "yes", "count": 3, "why": "x"}, ["going", "count", "delegation"]),
    ],
)
def test_only_what_is_relevant_is_asked(answers: Answers, asked: list[str]) -> None:
    assert [item.name for _, item in FORM.relevant_items(answers)] == asked


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["role"]),
        ({"role": "head"}, ["role", "reason"]),
        ({"role": "head", "reason": "long"}, ["role", "reason", "detail"]),
        ({"role": "other", "reason": "long"}, ["role"]),
    ],
)
def test_a_record_is_asked_only_what_is_relevant(answers: Answers, asked: list[str]) -> None:
    questions = DELEGATION.questions

    assert [question.name for question in relevant_questions(questions, answers)] == asked
