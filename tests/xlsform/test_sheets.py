"""The sheets of an XLSForm: every heading and alias, every name of a language, every cell in its place."""

from __future__ import annotations

import pytest

from bot.i18n.languages import LANGUAGES
from bot.xlsform.sheets import CellPlace, Findings, Line, Workbook, read
from tests.xlsform.forms import Rows, workbook


def read_rows(survey: Rows, choices: Rows = (), settings: Rows = ()) -> tuple[Workbook, Findings]:
    findings = Findings()
    return read(workbook(survey, choices, settings), findings), findings


def column_of(heading: str, settings: Rows = ()) -> str | None:
    """The name under which the cells below a heading are kept."""
    found, _ = read_rows([["type", heading], ["text", "x"]], settings=settings)
    return next((key for key in found.survey[0].cells if key != "type"), None)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("name", "name"),
        ("tag", "name"),
        ("value", "name"),
        ("label", "label::en"),
        ("caption", "label::en"),
        ("hint", "hint::en"),
        ("relevant", "relevant"),
        ("relevance", "relevant"),
        ("bind::relevant", "relevant"),
        ("required", "required"),
        ("bind::required", "required"),
        ("constraint", "constraint"),
        ("bind::constraint", "constraint"),
        ("constraint_message", "constraint_message::en"),
        ("bind::jr:constraintMsg", "constraint_message::en"),
        ("constraining message", "constraint_message::en"),
        ("constraint_msg", "constraint_message::en"),
        ("count", "repeat_count"),
        ("jr:count", "repeat_count"),
        ("repeat_count", "repeat_count"),
        ("readonly", "read_only"),
        ("read_only", "read_only"),
        ("calculate", "calculation"),
        ("calculation", "calculation"),
        ("choice_filter", "choice_filter"),
        ("disabled", "disabled"),
        ("Choice Filter", "choice_filter"),
        ("read-only", "read_only"),
        (" Relevant ", "relevant"),
        ("label::French (fr)", "label::fr"),
        ("label::fr", "label::fr"),
        ("label:fr", "label::fr"),
        ("caption::French", "label::fr"),
        ("Label::Français", "label::fr"),
        ("hint::Arabic (ar)", "hint::ar"),
        ("constraint_message::Spanish (es)", "constraint_message::es"),
        ("constraint_msg::es", "constraint_message::es"),
        ("label::Swahili (sw)", None),
        ("label::", None),
        ("media::image", "media::image"),
        ("appearance", "appearance"),
    ],
)
def test_every_heading_is_known_by_each_of_its_names(heading: str, column: str | None) -> None:
    assert column_of(heading) == column


def test_the_column_of_types_has_an_older_name_too() -> None:
    found, _ = read_rows([["command", "label"], ["text", "A"]])

    assert found.survey[0].get("type") == "text"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("form_title", "form_title"),
        ("title", "form_title"),
        ("set form title", "form_title"),
        ("form_id", "form_id"),
        ("id_string", "form_id"),
        ("set form id", "form_id"),
        ("default_language", "default_language"),
    ],
)
def test_every_setting_is_known_by_each_of_its_names(heading: str, column: str) -> None:
    found, _ = read_rows([["type"], ["text"]], settings=[[heading], ["Meeting"]])

    assert found.settings.cells == {column: "Meeting"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Arabic", "ar"),
        ("chinese", "zh"),
        ("English", "en"),
        ("FRENCH", "fr"),
        ("Russian", "ru"),
        ("Spanish", "es"),
        ("العربية", "ar"),
        ("中文", "zh"),
        ("Français", "fr"),
        ("Русский", "ru"),
        ("Español", "es"),
        ("fr", "fr"),
        (" es ", "es"),
        ("zh-Hans", "zh"),
        ("Brazilian (pt-BR)", None),
        ("French (Canada) (fr-CA)", "fr"),
        ("French ( fr )", "fr"),
        ("Klingon", None),
    ],
)
def test_a_language_is_known_by_its_code_and_its_names(words: str, code: str | None) -> None:
    found, findings = read_rows([["type", f"label::{words}"], ["text", "A"]])
    notes = list(findings.notes)

    assert found.languages == ((code,) if code else ())
    assert notes == (
        []
        if code
        else [
            (
                f"survey, row 1, column label::{words.strip()}: left out; "
                f"the languages are {', '.join(LANGUAGES)}"
            )
        ]
    )


@pytest.mark.parametrize(
    ("default", "languages"),
    [
        ("French (fr)", ("fr", "en")),
        ("", ("en", "fr")),
        ("Klingon", ("en", "fr")),
        ("Arabic", ("en", "fr")),
    ],
)
def test_the_default_language_comes_first_where_the_form_has_it(
    default: str, languages: tuple[str, ...]
) -> None:
    found, _ = read_rows(
        [["type", "label::en", "label::fr"], ["text", "A", "B"]],
        settings=[["default_language"], [default]],
    )

    assert found.languages == languages


def test_a_label_without_a_language_is_in_the_default_one() -> None:
    french = [["default_language"], ["fr"]]

    assert column_of("label", french) == "label::fr"
    assert column_of("hint", french) == "hint::fr"
    assert column_of("label::en", french) == "label::en"


def test_languages_come_in_the_order_of_the_labels() -> None:
    found, _ = read_rows(
        [["type", "label::es", "label::ar"], ["text", "", "A"], ["text", "B", "C"]]
    )

    assert found.languages == ("ar", "es")


def test_cells_are_texts_without_spaces_around_them() -> None:
    found, _ = read_rows(
        [
            ["type", "name", "required", "relevant"],
            [" text ", "a", True, False],
            ["text", "a\r\nb", 1, 2.0],
            [None, None, None, None],
            ["note", None, None, None],
        ]
    )

    assert [(line.number, dict(line.cells)) for line in found.survey] == [
        (2, {"type": "text", "name": "a", "required": "true", "relevant": "false"}),
        (3, {"type": "text", "name": "a\nb", "required": "1", "relevant": "2"}),
        (5, {"type": "note"}),
    ]


def test_a_cell_beside_every_heading_is_passed_over() -> None:
    found, _ = read_rows([["type"], ["text", "a stray remark"]])

    assert found.survey[0].cells == {"type": "text"}


def test_two_columns_of_one_meaning_are_a_fault_of_the_second() -> None:
    _, findings = read_rows([["type", "name", "tag"], ["text", "a", "b"]])

    assert [(str(place), said) for place, said in findings.faults] == [
        ("survey, row 1, column tag", "this column is there twice")
    ]


def test_a_workbook_without_a_survey_is_a_fault_and_other_sheets_may_be_missing() -> None:
    found, findings = read_rows([], [["list_name"], ["l"]])
    alone, none = read_rows([["type"], ["text"]])

    assert [str(place) for place, _ in findings.faults] == ["survey"]
    assert not none.faults
    assert (alone.choices, alone.settings, found.survey) == ((), Line("settings", 0, {}), ())


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (CellPlace("survey"), "survey"),
        (CellPlace("survey", 3), "survey, row 3"),
        (CellPlace("survey", 0, "name"), "survey, column name"),
        (CellPlace("survey", 3, "name"), "survey, row 3, column name"),
    ],
)
def test_a_place_is_told_as_it_is_seen_in_the_workbook(place: CellPlace, text: str) -> None:
    assert str(place) == text


def test_each_finding_is_told_once() -> None:
    findings = Findings()
    for place in (CellPlace("survey", 3), CellPlace("survey", 3), CellPlace("survey", 4)):
        findings.fault(place, "is missing")
        findings.note(place, "is left out")

    assert [place.row for place, _ in findings.faults] == [3, 4]
    assert list(findings.notes) == ["survey, row 3: is left out", "survey, row 4: is left out"]


def test_the_words_of_a_cell_are_those_of_its_own_column() -> None:
    held = Line("survey", 2, {"label::en": "A", "label::fr": "B", "hint::en": "C", "label": "D"})

    assert held.words("label") == {"en": "A", "fr": "B"}
    assert held.words("constraint_message") == {}
    assert held.get("gone") == ""
