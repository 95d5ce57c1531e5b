"""What is said of a spreadsheet that was sent: its preview, row by row, and why it cannot be taken."""

from __future__ import annotations

import pytest

from bot.documents.delegation import Addition, Amendment, Clash, Faulty, Preview, RowFault, Same
from bot.documents.refusals import SheetCode, SheetRefused
from bot.engine.diff import Member
from bot.engine.problems import Code, Problem
from bot.i18n.tongue import tongue_for
from bot.mission.spreadsheet_texts import preview_message, refusal_message
from tests.documents.sheets import PEOPLE
from tests.plain_text import plain, unmarked

EN = tongue_for("en")
REFUSALS = {
    "empty": "This file is empty.",
    "too_large": "This file is too large. A list of people has at most 5 MB.",
    "not_a_sheet": "This file is not a spreadsheet. Please send XLSX or CSV.",
    "not_a_workbook": "This file is not a workbook, though it looks like one.",
    "old_format": "This is an old workbook. Please save it as XLSX and send it again.",
    "encrypted": "This file has a password. Please remove it and send the file again.",
    "macros": "This file holds macros. Please save it as XLSX and send it again.",
    "links": (
        "This file takes values from other files. Please paste them as values and send it again."
    ),
    "damaged": "This file is damaged. Please save it once more and send it again.",
    "unpacks_too_large": "This file unpacks to far more than a list of people.",
    "too_many_rows": "This file has more rows than a list may have (7).",
    "too_many_columns": "This file has more columns than a list may have (7).",
    "no_headings": (
        "No column was recognised. The first row should name the columns, as in the template."
    ),
    "no_rows": "There are no people under the headings.",
    "repeated_heading": "“One” and “Two” mean the same column.",
    "full_names": ("“Name” holds whole names. Please put given and family names in two columns."),
}
CLASHES = {
    "held": "A delegation has only one of these.",
    "repeated": "The same person stands in an earlier row.",
    "namesakes": "Two people of this name are on the list.",
    "whole_name": "A whole name that cannot be taken apart.",
    "broken_cell": "A formula that failed.",
    "list_full": "The list is full.",
}
PARAMS: dict[str, str | int] = {"maximum": 7, "first": "One", "second": "Two", "heading": "Name"}


def lines(found: Preview, job: int | None = 5) -> list[str]:
    return plain(unmarked(preview_message(EN, PEOPLE, found, job).text)).split("\n")


def answers(number: int) -> dict[str, str]:
    return {"given": "Ana", "family": f"Lima{number}"}


@pytest.mark.parametrize("code", SheetCode)
def test_every_refusal_says_its_reason_and_that_nothing_was_changed(code: SheetCode) -> None:
    said = refusal_message(EN, SheetRefused(code, PARAMS))

    assert plain(unmarked(said.text)) == f"{REFUSALS[code.value]} Nothing has been changed."
    assert said.buttons == ()


def test_a_file_that_is_gone_is_to_be_sent_again() -> None:
    assert refusal_message(EN, None).text == (
        "This file could not be fetched. Please send it again. Nothing has been changed."
    )


@pytest.mark.parametrize("clash", Clash)
def test_every_row_that_does_not_fit_says_why(clash: Clash) -> None:
    found = Preview(faulty=(Faulty(4, {}, (RowFault(clash),)),))

    assert f"Row 4: {CLASHES[clash.value]}" in lines(found)


def test_the_reasons_of_one_row_stand_in_one_line_each_with_its_column() -> None:
    faults = (
        RowFault(Problem(Code.NO_SUCH_DAY)),
        RowFault(Clash.HELD, PEOPLE.question("role")),
    )

    said = lines(Preview(faulty=(Faulty(4, {}, faults), Faulty(6, {}, faults[1:]))))

    assert said[2] == "2 rows cannot be taken. Please correct them and send the file again:"
    assert said[3].endswith(" Role in the delegation: A delegation has only one of these.")
    assert said[4] == "Row 6: Role in the delegation: A delegation has only one of these."


@pytest.mark.parametrize(("count", "last"), [(1, ""), (15, ""), (16, "…"), (17, "…")])
def test_fifteen_people_to_add_are_named(count: int, last: str) -> None:
    said = lines(Preview(add=tuple(Addition(at, answers(at)) for at in range(count))))

    noun = "person" if count == 1 else "people"
    assert said[2] == f"{count} {noun} to add:"
    named = said[3 : said.index("", 3)]
    assert named == [f"+ Ana Lima{at}" for at in range(min(count, 15))] + [last] * bool(last)


@pytest.mark.parametrize(("count", "last"), [(15, ""), (16, "…")])
def test_fifteen_people_to_change_are_named(count: int, last: str) -> None:
    changed = tuple(
        Amendment(at, Member(at, answers(at)), {"function": "Director"}) for at in range(count)
    )

    said = lines(Preview(change=changed))

    assert said[2] == f"{count} people to change:"
    assert said[3 : said.index("", 3)] == [
        *(f"+ Ana Lima{at}" for at in range(15)),
        *[last] * bool(last),
    ]


@pytest.mark.parametrize(("count", "cut"), [(15, False), (16, True)])
def test_fifteen_rows_that_cannot_be_taken_are_told(count: int, cut: bool) -> None:
    rows = tuple(Faulty(at, {}, (RowFault(Clash.REPEATED),)) for at in range(count))

    said = lines(Preview(faulty=rows))

    assert sum(line.startswith("Row ") for line in said) == 15
    assert ("…" in said) is cut


def test_who_is_there_already_and_who_stays_is_counted() -> None:
    one = Member(1, answers(1))
    two = Preview(same=(Same(2, one), Same(3, one)), absent=(one, one))

    assert "2 people are there already." in lines(two)
    assert "2 people of the list are not in the file and stay." in lines(two)
    assert "1 person is there already." in lines(Preview(same=(Same(2, one),)))
    assert "1 person of the list is not in the file and stays." in lines(Preview(absent=(one,)))


def test_what_can_be_taken_over_has_buttons_and_nothing_else_has() -> None:
    found = Preview(add=(Addition(2, answers(1)),))
    some, none = (preview_message(EN, PEOPLE, found, job) for job in (5, None))

    assert some.text.endswith("Nothing has been changed yet.")
    assert [[button.data for button in row] for row in some.buttons] == [
        ["*:import:5", "*:import_drop:5"]
    ]
    assert none.text.endswith("There is nothing to take over.")
    assert none.buttons == ()
