"""The sheet to fill in, and that a list given out comes back as the same list."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.documents import lines
from bot.documents.cells import cell_of
from bot.documents.delegation import preview
from bot.documents.template import template
from bot.engine.answers import Problem, accept
from bot.engine.diff import Member
from bot.engine.form import Question, Type, Value
from bot.engine.people import name_of
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents.samples import members
from tests.documents.sheets import EVENT, PEOPLE, help_in, previewed, read

LANGUAGE = st.sampled_from(LANGUAGES)
# Texts that programs take for something else, beside every text there can be.
_TRICKY = (
    "=1+1",
    "+41",
    "-",
    "@x",
    "'=x",
    "42",
    "1e5",
    "TRUE",
    "2003-12-10",
    "_x000D_",
    "a;b, c",
    "#id",
)


def _answer(question: Question) -> st.SearchStrategy[Value]:
    match question.type:
        case Type.CHOICE:
            return st.sampled_from([choice.name for choice in question.choices])
        case Type.EMAIL:
            return st.integers(0, 10**6).map(lambda n: f"person{n}@example.org")
        case Type.NAME:
            return st.text(st.characters(categories=("L", "M")), min_size=1, max_size=20)
        case _:
            multiline = st.text(min_size=1, max_size=40)
            return st.one_of(st.sampled_from(_TRICKY), multiline)


@st.composite
def _person(draw: st.DrawFn) -> dict[str, Value]:
    """Answers as the dialogue would have taken them, optional ones now and then left out."""
    answers: dict[str, Value] = {}
    for question in PEOPLE.questions:
        said = draw(_answer(question) if question.required else st.none() | _answer(question))
        taken = accept(question, said, answers)
        while isinstance(taken, Problem):
            taken = accept(question, draw(_answer(question)), answers)
        answers[question.name] = taken
    return answers


def _consistent(people: list[dict[str, Value]]) -> list[Member]:
    """One head at most, and no namesakes: other tests are about those."""
    kept: dict[str, dict[str, Value]] = {}
    for number, answers in enumerate(people):
        role = "delegate" if number and answers["role"] == "head" else answers["role"]
        kept.setdefault(name_of(PEOPLE, answers), {**answers, "role": role})
    return [Member(number * 3 + 7, answers) for number, answers in enumerate(kept.values())]


DELEGATION = st.lists(_person(), min_size=1, max_size=6).map(_consistent)
unhurried = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@unhurried
@given(DELEGATION, LANGUAGE, LANGUAGE)
def test_a_list_given_out_comes_back_as_the_same_list(
    people: list[Member], given_in: str, sent_in: str
) -> None:
    data = template(EVENT, PEOPLE, language=given_in, members=people).data

    found = previewed(data, *people, language=sent_in)

    assert found.faulty == ()
    assert [same.member for same in found.same] == people
    assert (found.add, found.change, found.absent) == ((), (), ())


@unhurried
@given(DELEGATION, LANGUAGE)
def test_a_list_sent_for_an_empty_reply_makes_the_same_people(
    people: list[Member], language: str
) -> None:
    data = template(EVENT, PEOPLE, language=language, members=people).data

    found = previewed(data, language=language)

    assert found.faulty == ()
    assert [_given(new.answers) for new in found.add] == [_given(m.answers) for m in people]


@unhurried
@given(DELEGATION, LANGUAGE)
def test_a_list_written_as_csv_comes_back_as_the_same_list(
    people: list[Member], language: str
) -> None:
    words = tongue_for(language)
    head = [words.text(question.label) for question in PEOPLE.questions]
    rows = [
        [str(cell_of(words, q, person.answers.get(q.name))) for q in PEOPLE.questions]
        for person in people
    ]

    found = previewed(lines.write([head, *rows]), language=language)

    assert found.faulty == ()
    assert [_given(new.answers) for new in found.add] == [_given(m.answers) for m in people]


def _given(answers: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in answers.items() if value is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_template_offers_every_choice_in_its_language(language: str) -> None:
    words = tongue_for(language)
    book = load_workbook(io.BytesIO(template(EVENT, PEOPLE, language=language).data))
    sheet, lists = book.worksheets[0], book["Lists"]

    offered = {
        str(rule.sqref): [cell.value for (cell,) in lists[str(rule.formula1).partition("!")[2]]]
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }

    role = [words.text(choice.label) for choice in PEOPLE.question("role").choices]
    assert offered["A2:A2001"] == role
    assert len(offered) == sum(question.type is Type.CHOICE for question in PEOPLE.questions)
    assert [cell.value for cell in sheet[1]][:-1] == [words.text(q.label) for q in PEOPLE.questions]
    assert lists.sheet_state == "hidden"
    assert sheet.freeze_panes == "A2"
    assert bool(sheet.sheet_view.rightToLeft) is (language == "ar")


def test_a_drop_down_names_the_whole_of_its_choices_and_nothing_beside() -> None:
    book = load_workbook(io.BytesIO(template(EVENT, PEOPLE, language="en").data))
    rules = {
        str(rule.sqref)[0]: rule.formula1
        for rule in book.worksheets[0].data_validations.dataValidation
        if rule.type == "list"
    }

    assert rules == {
        "A": f"Lists!$A$1:$A${len(PEOPLE.question('role').choices)}",
        "B": f"Lists!$B$1:$B${len(PEOPLE.question('title').choices)}",
        "I": f"Lists!$I$1:$I${len(PEOPLE.question('gender').choices)}",
    }


def test_the_column_that_tells_who_is_who_is_hidden() -> None:
    book = load_workbook(
        io.BytesIO(template(EVENT, PEOPLE, language="en", members=[*members(2)]).data)
    )
    sheet = book.worksheets[0]

    last = get_column_letter(len(PEOPLE.questions) + 1)
    assert sheet.column_dimensions[last].hidden
    assert [sheet[f"{last}{row}"].value for row in (1, 2, 3)] == ["#id", "1", "2"]


def test_hints_fit_where_excel_shows_them() -> None:
    for language in LANGUAGES:
        book = load_workbook(io.BytesIO(template(EVENT, PEOPLE, language=language).data))
        for rule in book.worksheets[0].data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle or "") <= 32
            assert rule.errorStyle == "warning"


def test_the_same_list_makes_the_same_bytes() -> None:
    people = list(members(5))

    first = template(EVENT, PEOPLE, language="ar", members=people)

    assert first == template(EVENT, PEOPLE, language="ar", members=people)
    assert first.name == "WSIS-2003-delegation-ar.xlsx"


def test_two_thousand_people_come_back() -> None:
    people = list(members(2000))

    sheet = read(template(EVENT, PEOPLE, language="fr", members=people).data, "fr")
    found = preview(PEOPLE, people, sheet, help=help_in("fr"), language="fr")

    assert len(found.same) == 2000


def test_each_column_is_explained_on_a_sheet_for_reading() -> None:
    book = load_workbook(io.BytesIO(template(EVENT, PEOPLE, language="en").data))
    sheet = book["Explanations"]
    text = {str(label.value): str(words.value) for label, words in sheet.iter_rows()}

    assert list(text) == [question.label.msgid for question in PEOPLE.questions]
    assert text["Role in the delegation"].split("\n")[:3] == [
        "Required",
        "A delegation has one head.",
        "• Head of delegation",
    ]
    assert text["Given name(s)"] == "Required\nAs in the passport."
    assert not text["Name in own script"].startswith("Required")
    assert [sheet.column_dimensions[at].width // 1 for at in "AB"] == [30, 80]
    assert sheet.page_setup.paperSize == 9
