"""Writes answers, States and people of a list in words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import assert_never

from bot.engine.form import Answers, Question, Repeat, Type, Value
from bot.engine.progress import is_settled
from bot.events import parties
from bot.i18n.isolation import Html
from bot.i18n.tongue import Tongue


def value_text(tongue: Tongue, question: Question, value: Value) -> str:
    """Return an answer in words, without HTML."""
    match value:
        case None:
            return tongue.plain_as("answer", "not given")
        case bool():
            return tongue.plain_as("answer", "Yes") if value else tongue.plain_as("answer", "No")
        case int():
            return tongue.number(value)
        case list():
            chosen = [_choice_text(tongue, question, name) for name in value]
            return tongue.join(chosen) if chosen else tongue.plain_as("answer", "none")
        case dict():
            size = tongue.size(int(value.get("size_bytes", 0)))
            return f"{tongue.foreign(str(value.get('name', '')))} ({size})"
        case str():
            return _stored_text(tongue, question, value)
        case _:
            assert_never(value)


def _stored_text(tongue: Tongue, question: Question, value: str) -> str:
    match question.type:
        case Type.CHOICE:
            return _choice_text(tongue, question, value)
        case Type.DATE:
            return tongue.date(value)
        case Type.COUNTRY:
            return state_name(tongue, value)
        case (
            Type.TEXT
            | Type.NAME
            | Type.INTEGER
            | Type.CHOICES
            | Type.YES_NO
            | Type.EMAIL
            | Type.TELEPHONE
            | Type.FILE
            | Type.NOTE
        ):
            return value
        case _:
            assert_never(question.type)


def _choice_text(tongue: Tongue, question: Question, name: str) -> str:
    """Return the choice's label; its name where an earlier form had it."""
    choice = question.choice(name)
    return tongue.text(choice.label) if choice else name


def state_name(tongue: Tongue, code: str) -> str:
    """Return a State's official short name; its code where it is none of ours."""
    party = parties.load().get(code)
    return party.name(tongue.code) if party else code


def record_name(tongue: Tongue, repeat: Repeat, answers: Answers, *, detail: bool = True) -> str:
    """Return a person's label from their answers, such as "Amina Benali — Head of delegation".

    "" where they have neither a name nor the detail.
    """
    name = " ".join(str(answers[part]) for part in repeat.name_questions if answers.get(part))
    if not detail or repeat.detail_question is None:
        return name
    question = repeat.question(repeat.detail_question)
    value = answers.get(question.name)
    if value is None:
        return name
    shown = value_text(tongue, question, value)
    return f"{tongue.foreign(name)} — {shown}" if name else shown


def person_name(tongue: Tongue, repeat: Repeat, answers: Answers, *, detail: bool = True) -> str:
    """Return a person's label, or the form's word for a person where they have none."""
    return record_name(tongue, repeat, answers, detail=detail) or tongue.text(repeat.singular)


def numbered(tongue: Tongue, repeat: Repeat, people: Iterable[Answers]) -> list[Html]:
    """Return a line for each person with their place, or that nobody is named."""
    lines = [
        tongue.say("{place}. {person}", place=place, person=person_name(tongue, repeat, answers))
        for place, answers in enumerate(people, 1)
    ]
    return lines or [tongue.say("Nobody is named yet.")]


def left_open(questions: Sequence[Question], answers: Answers) -> list[Question]:
    """Return the questions without an answer, skipped or not reached."""
    return [
        question
        for question in questions
        if question.type is not Type.NOTE
        and (not is_settled(question, answers) or answers[question.name] is None)
    ]


def answer_lines(tongue: Tongue, questions: Sequence[Question], answers: Answers) -> list[Html]:
    """Return a line for each question that is answered: its label and its answer."""
    unanswered = left_open(questions, answers)
    return [
        tongue.say(
            "{question}: <b>{value}</b>",
            question=tongue.text(question.label),
            value=value_text(tongue, question, answers[question.name]),
        )
        for question in questions
        if question.type is not Type.NOTE and question not in unanswered
    ]


def not_answered(tongue: Tongue, questions: Sequence[Question]) -> Html:
    """Return one line with the labels of questions without an answer; "" for none."""
    if not questions:
        return Html("")
    labels = [tongue.text(question.label) for question in questions]
    return tongue.say("Not answered: {questions}", questions=tongue.join(labels))


def literal(text: str) -> Html:
    """Return words of the form or the event as HTML that shows them as they are written."""
    return Html(escape(text, quote=False))


def whole(value: Value) -> int:
    """Return a figure among the parameters of a fact or a problem."""
    assert isinstance(value, int)
    return value
