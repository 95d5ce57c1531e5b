"""Answers, States and people in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.form import Answers, Choice, Question, Text, Type, Value
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from bot.texts.values import (
    answer_lines,
    left_open,
    literal,
    not_answered,
    record_name,
    state_name,
    value_text,
    whole,
)
from tests.plain_text import unmarked
from tests.texts.samples import EN, PEOPLE

_ROLE = (Choice("head", Text("Head of delegation")), Choice("expert", Text("Expert")))


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Type.TEXT, "as <written>", "as <written>"),
        (Type.INTEGER, 1200, "1,200"),
        (Type.INTEGER, 0, "0"),
        (Type.CHOICE, "head", "Head of delegation"),
        (Type.CHOICE, "of an earlier form", "of an earlier form"),
        (Type.CHOICES, ["head", "expert"], "Head of delegation and Expert"),
        (Type.CHOICES, [], "none"),
        (Type.YES_NO, True, "Yes"),
        (Type.YES_NO, False, "No"),
        (Type.DATE, "2003-12-10", "10 December 2003"),
        (Type.COUNTRY, "CIV", "Côte d'Ivoire"),
        (Type.COUNTRY, "XXX", "XXX"),
        (Type.TELEPHONE, "+41227305111", "+41227305111"),
        (Type.FILE, {"name": "note.pdf", "size_bytes": 1_240_000}, "note.pdf (1.2 MB)"),
        (Type.TEXT, None, "not given"),
    ],
)
def test_an_answer_is_shown_in_words(kind: Type, value: Value, shown: str) -> None:
    question = Question("q", kind, Text("Q"), choices=_ROLE)

    assert value_text(EN, question, value).replace("’", "'") == shown


@pytest.mark.parametrize("kind", Type)
def test_a_value_of_an_earlier_type_is_shown_all_the_same(kind: Type) -> None:
    """A form can be changed after answers were given."""
    question = Question("q", kind, Text("Q"), choices=_ROLE)

    assert value_text(EN, question, True) == "Yes"
    assert value_text(EN, question, 3) == "3"
    assert value_text(EN, question, ["head"]) == "Head of delegation"
    assert value_text(EN, question, None) == "not given"


@pytest.mark.parametrize("kind", [kind for kind in Type if kind not in (Type.CHOICE, Type.DATE)])
def test_a_text_is_shown_as_it_is_typed(kind: Type) -> None:
    question = Question("q", kind, Text("Q"), choices=_ROLE)

    assert value_text(EN, question, "head <b>") == "head <b>"
    assert value_text(EN, question, "FRA") == ("France" if kind is Type.COUNTRY else "FRA")


def test_a_file_without_a_description_is_shown_without_a_name() -> None:
    assert unmarked(value_text(EN, Question("q", Type.FILE, Text("Q")), {})) == " (1 kB)"


def test_a_files_name_of_the_other_direction_is_isolated() -> None:
    question = Question("q", Type.FILE, Text("Q"))
    shown = value_text(EN, question, {"name": "مذكرة.pdf", "size_bytes": 2_000})

    assert shown.startswith("\u2068مذكرة.pdf\u2069 (")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_is_called_by_its_name_in_the_language(language: str) -> None:
    assert state_name(tongue_for(language), "FRA") != "FRA"
    assert state_name(tongue_for(language), "XXX") == "XXX"


@pytest.mark.parametrize(
    ("answers", "whole", "short"),
    [
        ({"given": "Ana", "family": "Lima", "role": "head"}, "Ana Lima — Head of delegation", None),
        ({"given": "Ana", "role": "head"}, "Ana — Head of delegation", "Ana"),
        ({"family": "Lima"}, "Lima", "Lima"),
        ({"role": "head"}, "Head of delegation", ""),
        ({"given": None, "family": "", "role": None}, "", ""),
        ({}, "", ""),
    ],
)
def test_a_person_is_called_by_name_and_role(
    answers: Answers, whole: str, short: str | None
) -> None:
    assert record_name(EN, PEOPLE, answers) == whole
    assert record_name(EN, PEOPLE, answers, detail=False) == (
        "Ana Lima" if short is None else short
    )


def test_a_list_without_a_detail_calls_people_by_name_only() -> None:
    plain = replace(PEOPLE, detail_question=None)

    assert record_name(EN, plain, {"given": "Ana", "role": "head"}) == "Ana"


def test_a_name_of_the_other_direction_is_isolated_before_the_role() -> None:
    shown = record_name(EN, PEOPLE, {"given": "ليلى", "role": "head"})

    assert shown == "\u2068ليلى\u2069 — Head of delegation"


_ASKED = (
    Question("a", Type.TEXT, Text("First")),
    Question("b", Type.TEXT, Text("Second")),
    Question("c", Type.CHOICE, Text("Third"), choices=_ROLE),
    Question("note", Type.NOTE, Text("Note")),
)


def test_what_is_answered_has_a_line_and_what_is_not_has_none() -> None:
    answers: Answers = {"a": "<x>", "b": None, "c": "gone", "note": None}

    assert [unmarked(line) for line in answer_lines(EN, _ASKED, answers)] == [
        "First: <b>&lt;x&gt;</b>"
    ]
    assert [question.name for question in left_open(_ASKED, answers)] == ["b", "c"]
    assert [question.name for question in left_open(_ASKED, {})] == ["a", "b", "c"]


def test_what_is_not_answered_stands_in_one_line() -> None:
    assert not_answered(EN, ()) == ""
    assert unmarked(not_answered(EN, _ASKED[:1])) == "Not answered: First"
    assert unmarked(not_answered(EN, _ASKED[:3])) == "Not answered: First, Second and Third"


def test_words_of_the_form_are_shown_as_they_are_written() -> None:
    assert literal('a < b & "c"') == 'a &lt; b &amp; "c"'


def test_a_figure_is_a_whole_number() -> None:
    assert whole(3) == 3
    with pytest.raises(AssertionError):
        whole("3")
