"""The sheet to fill in, and that a list given out comes back as the same list."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from bot.documents import lines
from bot.documents.cells import cell_of
from bot.documents.delegation import preview
from bot.documents.template import template
from bot.engine.answers import Problem, accept
from bot.engine.diff import Member
from bot.engine.form import Choice, Question, Text, Type, Value
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
    # Text alone cannot tell such a word from a formula that failed, so that it is asked for again.
    assume(not any(cell.strip().upper() in lines.ERRORS for row in rows for cell in row))

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
    assert [bool(each.sheet_view.rightToLeft) for each in book.worksheets] == [
        language == "ar",
        language == "ar",
        False,
    ]


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


def asked(kind: Type, **more: object) -> Question:
    return replace(Question("q", kind, Text("Asked")), **more)  # type: ignore[arg-type]


def written(*questions: Question, maximum: int = 7) -> Workbook:
    """The workbook of a list of people with these questions alone, read back."""
    repeat = replace(PEOPLE, questions=questions, maximum=maximum)
    people = (Member(4, {"q": "=1" if questions[0].type is Type.TEXT else None}),)
    data = template(EVENT, repeat, language="en", members=people).data
    return load_workbook(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "width", "number_format"),
    [
        (Type.TEXT, 32, "@"),
        (Type.EMAIL, 28, "@"),
        (Type.DATE, 12, "yyyy-mm-dd"),
        (Type.INTEGER, 10, "0"),
        (Type.YES_NO, 10, "@"),
        (Type.NAME, 22, "@"),
        (Type.CHOICE, 22, "@"),
        (Type.TELEPHONE, 22, "@"),
    ],
)
def test_a_column_is_as_wide_and_formatted_as_its_type_wants(
    kind: Type, width: int, number_format: str
) -> None:
    sheet = written(asked(kind)).worksheets[0]
    column = sheet.column_dimensions["A"]

    assert column.width // 1 == width
    assert not column.hidden
    assert column.number_format == number_format
    # What is longer than its column goes on below; a number or a day has but one line.
    assert bool(column.alignment.wrap_text) == (number_format == "@")
    assert column.alignment.vertical == "top"


def test_the_sheet_is_printed_on_a4_across_with_its_heading_on_every_page() -> None:
    people, explained, lists = written(asked(Type.CHOICE)).worksheets

    assert (people.page_setup.paperSize, people.page_setup.orientation) == (9, "landscape")
    # One page is what is meant where nothing is written.
    assert (people.page_setup.fitToWidth, people.page_setup.fitToHeight) == (None, 0)
    assert people.sheet_properties.pageSetUpPr is not None
    assert people.sheet_properties.pageSetUpPr.fitToPage
    assert people.print_title_rows == "$1:$1"
    assert people.freeze_panes == "A2"
    assert people.row_dimensions[1].height == 32.25
    assert (explained.page_setup.paperSize, explained.page_setup.fitToHeight) == (9, 0)
    assert (people.sheet_state, explained.sheet_state, lists.sheet_state) == (
        "visible",
        "visible",
        "hidden",
    )


def test_what_is_required_stands_out_in_the_heading() -> None:
    one, other = asked(Type.TEXT), asked(Type.TEXT, name="r", required=False)
    head = written(replace(one, required=True), other).worksheets[0][1]

    assert [cell.font.b for cell in head[:2]] == [True, False]
    assert [cell.fill.fgColor.rgb for cell in head[:2]] == ["FFDCE6F1", "FFF2F2F2"]
    assert head[2].value == "#id"


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    cell = written(asked(Type.TEXT)).worksheets[0]["A2"]

    assert (cell.value, cell.data_type) == ("=1", "s")
    assert cell.quotePrefix


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Type.YES_NO, ("list", "Lists!$A$1:$A$2", None)),
        (Type.CHOICE, ("list", "Lists!$A$1:$A$3", None)),
        # 1 March 1900 and 31 December 2199, as Excel counts days.
        (Type.DATE, ("date", "61", "109574")),
    ],
)
def test_a_column_is_guided_down_to_the_last_row_a_list_may_have(
    kind: Type, rule: tuple[str, str, str | None]
) -> None:
    three = tuple(Choice(name, Text(name)) for name in "abc")
    question = asked(kind, choices=three, required=True)
    (found,) = written(question).worksheets[0].data_validations.dataValidation

    assert (found.type, found.formula1.lstrip("="), found.formula2) == rule
    assert str(found.sqref) == "A2:A8"
    assert found.errorStyle == "warning"


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({"required": True}, None),
        ({"required": False}, "This may stay empty."),
        ({"required": True, "hint": Text("As printed.")}, "As printed."),
        (
            {"required": False, "hint": Text("As printed."), "example": Text("12")},
            "As printed.\nFor example: 12\nThis may stay empty.",
        ),
        ({"required": True, "hint": Text("h" * 255)}, "h" * 255),
        ({"required": True, "hint": Text("h" * 256)}, "h" * 255),
    ],
)
def test_the_hint_stands_beside_the_cell(more: dict[str, object], note: str | None) -> None:
    rules = written(asked(Type.NAME, **more)).worksheets[0].data_validations.dataValidation

    assert [rule.prompt for rule in rules] == ([note] if note else [])


@pytest.mark.parametrize(("length", "shown"), [(32, 32), (33, 32)])
def test_the_title_of_a_hint_has_thirty_two_characters(length: int, shown: int) -> None:
    question = asked(Type.NAME, label=Text("l" * length), required=False)
    (rule,) = written(question).worksheets[0].data_validations.dataValidation

    assert rule.promptTitle == "l" * shown


@pytest.mark.parametrize(
    ("hint", "height"),
    [("h", 30.0), ("h" * 79, 30.0), ("h" * 80, 45.0), ("h" * 160, 60.0), ("h\nh", 45.0)],
)
def test_an_explanation_has_the_height_of_its_lines(hint: str, height: float) -> None:
    sheet = written(asked(Type.NAME, hint=Text(hint), required=False)).worksheets[1]

    # One line more for the words that it may stay empty.
    assert sheet.row_dimensions[1].height == height + 15
