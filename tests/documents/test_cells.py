"""Every type of question as a cell and back, in a list of people that is not the shipped one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.documents.cells import (
    MAX_SAID_CHARS,
    Reading,
    cell_of,
    choice_labels,
    is_in_sheets,
    languages_from,
)
from bot.documents.delegation import preview
from bot.documents.sheet import Sheet, read_sheet
from bot.documents.template import template
from bot.engine.diff import Member
from bot.engine.expressions import Expression
from bot.engine.form import Choice, Form, Question, Repeat, Section, Text, Type, Value
from bot.engine.problems import Code, Problem
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from bot.mission.parsers import make_help
from bot.texts.typed_words import words_for
from bot.texts.values import state_name
from tests.documents.sheets import EVENT, PARTIES, csv_of, xlsx_of

DAYS = (
    Choice("first", Text("Day one, morning")),
    Choice("second", Text("Day two; evening")),
    Choice("third", Text("Day three")),
)
GUESTS = Repeat(
    "guests",
    Text("Guests: of the [gala]"),
    Text("Guest"),
    (
        Question("name", Type.NAME, Text("Guest’s name"), required=True),
        Question("days", Type.CHOICES, Text("Days"), choices=DAYS),
        Question("speaks", Type.YES_NO, Text("Speaks"), hint=Text("On the podium.")),
        Question("minutes", Type.INTEGER, Text("Minutes"), example=Text("10"),
                 relevant=Expression.parse("${speaks} = 'yes'")),
        Question("arrives", Type.DATE, Text("Arrival")),
        Question("from", Type.COUNTRY, Text("Coming from")),
        Question("calls", Type.TELEPHONE, Text("Telephone")),
        Question("photo", Type.FILE, Text("Photo")),
        Question("thanks", Type.NOTE, Text("Thank you")),
    ),
    ("name",),
)  # fmt: skip
OTHER = replace(EVENT, form=Form("1", (Section("s", Text("S"), (GUESTS,)),)))
SPEAKER = Member(
    1,
    {
        "name": "Amina",
        "days": ["first", "second"],
        "speaks": True,
        "minutes": 1200,
        "arrives": "2003-12-09",
        "from": "CIV",
        "calls": "+41227305111",
    },
)
LISTENER = Member(2, {"name": "Omar", "speaks": False, "days": None})


def sheet_of(data: bytes, language: str = "en") -> Sheet:
    found = read_sheet(GUESTS, data, language=language)
    assert isinstance(found, Sheet), found
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_of_answer_comes_back_as_it_was(language: str) -> None:
    people = (SPEAKER, LISTENER)
    help = make_help(words_for(OTHER, language), "FR", PARTIES, date(2003, 11, 1))
    data = template(OTHER, GUESTS, language=language, members=people).data

    sheet = sheet_of(data, language)

    same = preview(GUESTS, people, sheet, help=help, language=language)
    new = preview(GUESTS, (), sheet, help=help, language=language)
    assert [found.member for found in same.same] == [*people]
    assert new.faulty == ()
    assert new.add[0].answers == SPEAKER.answers


def test_files_and_notes_have_no_column() -> None:
    sheet = sheet_of(template(OTHER, GUESTS, language="en", members=[SPEAKER]).data)

    assert list(sheet.columns.places) == [q.name for q in GUESTS.questions[:-2]]


def test_what_is_not_asked_of_somebody_is_passed_over() -> None:
    help = make_help(words_for(OTHER, "en"), "FR", PARTIES, date(2003, 11, 1))
    sheet = sheet_of(xlsx_of(("Guest’s name", "Speaks", "Minutes"), ("Omar", False, "nonsense")))

    [new] = preview(GUESTS, (), sheet, help=help, language="en").add

    assert new.answers == {"name": "Omar", "speaks": False}


def test_yes_and_no_are_understood_as_a_tick_and_as_words() -> None:
    help = make_help(words_for(OTHER, "en"), "FR", PARTIES, date(2003, 11, 1))
    speaks, name = GUESTS.question("speaks"), GUESTS.question("name")
    reading = Reading(speaks, key="guests.speaks", help=help, language="en")

    said = [reading.value(words, {}) for words in (True, False, "Yes", "no", "maybe")]

    assert said == [True, False, True, False, Problem(Code.NOT_YES_NO)]
    assert Reading(name, key="guests.name", help=help, language="en").value(True, {}) == "TRUE"


def test_two_labels_that_read_alike_are_told_apart() -> None:
    alike = (Choice("a", Text("Other")), Choice("b", Text("other.")), Choice("c", Text("None")))
    question = Question("q", Type.CHOICE, Text("Q"), choices=alike)
    reading = Reading(
        question,
        key="q",
        help=make_help(words_for(OTHER, "en"), "FR", PARTIES, date(2003, 11, 1)),
        language="en",
    )

    labels = choice_labels(tongue_for("en"), question)

    assert labels == {"a": "Other [a]", "b": "other. [b]", "c": "None"}
    # The short name of a choice, as other programs write it, is understood as well.
    assert [reading.value(name, {}) for name in "abc"] == ["a", "b", "c"]
    assert [reading.value(label, {}) for label in labels.values()] == ["a", "b", "c"]


def test_cells_have_the_type_of_their_question() -> None:
    words = tongue_for("fr")

    cells = {q.name: cell_of(words, q, SPEAKER.answers.get(q.name)) for q in GUESTS.questions}

    assert cells["minutes"] == 1200
    assert cells["arrives"] == date(2003, 12, 9)
    assert cells["from"] == state_name(words, "CIV")
    assert cells["days"] == "Day one, morning\nDay two; evening"
    assert cells["photo"] == ""


def test_a_file_is_a_cell_without_signs_of_direction() -> None:
    question = Question("f", Type.FILE, Text("File"))

    cell = cell_of(tongue_for("en"), question, {"name": "note.pdf", "size_bytes": 1_240_000})

    assert cell == "note.pdf (1.2 MB)"


def test_a_country_written_by_a_mission_is_understood() -> None:
    help = make_help(words_for(OTHER, "en"), "FR", PARTIES, date(2003, 11, 1))
    sheet = sheet_of(csv_of(("Guest’s name", "Coming from"), ("Omar", "Suisse")))

    [new] = preview(GUESTS, (), sheet, help=help, language="en").add

    assert new.answers["from"] == "CHE"


def _reading(question: Question, language: str = "en") -> Reading:
    help = make_help(words_for(OTHER, language), "FR", PARTIES, date(2003, 11, 1))
    return Reading(question, key="q", help=help, language=language)


def test_a_cell_is_read_up_to_a_limit_and_no_further() -> None:
    reading = _reading(Question("q", Type.TEXT, Text("Q"), max_chars=10 * MAX_SAID_CHARS))
    longest = "x" * 5_000

    assert MAX_SAID_CHARS == 5_000
    assert reading.value(longest, {}) == longest
    assert reading.value(longest + "x", {}) == Problem(
        Code.TOO_LONG, {"maximum": MAX_SAID_CHARS, "length": MAX_SAID_CHARS + 1}
    )


def test_the_persons_own_language_is_understood_first() -> None:
    assert list(languages_from("fr")) == ["fr", "ar", "zh", "en", "ru", "es"]


@pytest.mark.parametrize("kind", Type)
def test_only_files_and_notes_are_not_in_sheets(kind: Type) -> None:
    assert is_in_sheets(Question("q", kind, Text("Q"))) is (kind not in (Type.FILE, Type.NOTE))


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        (Type.TEXT, None, ""),
        (Type.TEXT, "x", "x"),
        (Type.INTEGER, 1200, 1200),
        (Type.INTEGER, 0, 0),
        (Type.TEXT, 1200, "1,200"),
        (Type.YES_NO, True, "Yes"),
        (Type.YES_NO, False, "No"),
        (Type.CHOICE, "a", "One"),
        (Type.CHOICE, "gone", "gone"),
        (Type.CHOICES, ["a", "gone", "b"], "One\ngone\nTwo"),
        (Type.CHOICES, [], ""),
        (Type.DATE, "2003-12-10", date(2003, 12, 10)),
        (Type.COUNTRY, "FRA", "France"),
    ],
)
def test_each_value_is_a_cell_of_its_type(kind: Type, value: Value, cell: object) -> None:
    choices = (Choice("a", Text("One")), Choice("b", Text("Two")))

    assert cell_of(tongue_for("en"), Question("q", kind, Text("Q"), choices=choices), value) == cell
