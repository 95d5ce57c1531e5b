"""What a sheet would do to the list: add, change, leave, refuse, row by row and with the reason."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.documents.delegation import Clash, Faulty, RowFault, preview
from bot.documents.template import template
from bot.engine.diff import Member
from bot.engine.problems import Code, Problem
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents.sheets import (
    EVENT,
    HEADINGS,
    PEOPLE,
    csv_of,
    help_in,
    person,
    previewed,
    read,
    xlsx_of,
)

ROW = ("Delegate", "Ms", "Amina", "Benali", "Director", "Ministry of Post")


def _row(**changes: str) -> tuple[str, ...]:
    names = ("role", "title", "given", "family", "function", "institution")
    return tuple(changes.get(name, usual) for name, usual in zip(names, ROW, strict=True))


def _faults(faulty: Faulty) -> list[tuple[object, str | None]]:
    return [
        (
            fault.problem.code if isinstance(fault.problem, Problem) else fault.problem,
            fault.question.name if fault.question else None,
        )
        for fault in faulty.faults
    ]


def _edited(present: list[Member], **cells: str) -> bytes:
    """The template of these people with some cells written over, by their addresses."""
    book = load_workbook(io.BytesIO(template(EVENT, PEOPLE, language="en", members=present).data))
    for address, value in cells.items():
        book.worksheets[0][address] = value or None
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# Columns of the template: A role, B title, C given, D family, E own script, F function,
# G institution, H e-mail, I gender, J the hidden id.


def test_somebody_new_is_to_be_added() -> None:
    found = previewed(csv_of(HEADINGS, ROW))

    [new] = found.add
    assert new.row == 2
    assert new.answers == person().answers
    assert (found.change, found.same, found.faulty, found.absent) == ((), (), (), ())


def test_somebody_on_the_list_is_found_by_name_in_any_spelling() -> None:
    amina = person(5, function="Adviser")

    found = previewed(csv_of(HEADINGS, _row(given="AMÍNA", family="benali")), amina)

    [change] = found.change
    assert change.member == amina
    assert change.answers == {"given": "AMÍNA", "family": "benali", "function": "Director"}
    assert found.add == ()


def test_somebody_already_there_is_left_alone_and_nobody_is_removed() -> None:
    amina, omar = person(5), person(6, given="Omar")

    found = previewed(csv_of(HEADINGS, ROW), amina, omar)

    assert [same.member for same in found.same] == [amina]
    assert found.absent == (omar,)


def test_a_sheet_of_few_columns_changes_only_those() -> None:
    amina = person(5, email="amina@example.org")

    found = previewed(
        csv_of(("Surname", "First name", "Post"), ("Benali", "Amina", "Envoy")), amina
    )

    assert [dict(change.answers) for change in found.change] == [{"function": "Envoy"}]


def test_a_blank_cell_in_a_sheet_of_theirs_takes_nothing_back() -> None:
    amina = person(5, email="amina@example.org")
    head, row = (*HEADINGS, "E-mail"), (*ROW, "")

    found = previewed(csv_of(head, row), amina)

    assert [same.member for same in found.same] == [amina]


def test_a_blank_cell_in_our_own_sheet_takes_an_answer_back() -> None:
    amina = person(5, email="amina@example.org")

    found = previewed(_edited([amina], H2=""), amina)

    assert [dict(change.answers) for change in found.change] == [{"email": None}]


def test_a_required_answer_is_not_taken_back() -> None:
    amina = person(5)

    found = previewed(_edited([amina], F2=""), amina)

    assert [_faults(row) for row in found.faulty] == [[(Code.REQUIRED, "function")]]


def test_a_name_can_be_corrected_in_our_own_sheet() -> None:
    amina = person(5)

    found = previewed(_edited([amina], D2="Ben Ali"), amina)

    assert [dict(change.answers) for change in found.change] == [{"family": "Ben Ali"}]
    assert found.add == ()


def test_an_unfinished_person_comes_back_unfinished() -> None:
    unfinished = person(5, function=None, given=None)

    found = previewed(_edited([unfinished]), unfinished)

    assert [same.member for same in found.same] == [unfinished]


def test_who_sorts_the_visible_columns_alone_mixes_nobody_up() -> None:
    amina, omar = person(5), person(6, given="Omar", function="Driver")

    found = previewed(
        _edited([amina, omar], C2="Omar", F2="Driver", C3="Amina", F3="Director"), amina, omar
    )

    assert [same.member for same in found.same] == [omar, amina]
    assert found.change == ()


def test_a_row_copied_down_with_its_hidden_id_is_somebody_new() -> None:
    amina = person(5)
    last = f"{get_column_letter(len(PEOPLE.questions) + 1)}3"
    copied = dict(
        zip(("A3", "B3", "C3", "D3", "F3", "G3", last), (*_row(given="Omar"), "5"), strict=True)
    )

    found = previewed(_edited([amina], **copied), amina)

    assert [same.member for same in found.same] == [amina]
    assert [new.answers["given"] for new in found.add] == ["Omar"]


def test_an_id_of_somebody_elses_list_means_nobody() -> None:
    stranger = person(5)

    found = previewed(_edited([stranger]), person(6, given="Omar"))

    assert [new.answers for new in found.add] == [dict(stranger.answers)]
    assert [member.id for member in found.absent] == [6]


def test_every_reason_of_a_row_is_told_with_its_column() -> None:
    row = _row(role="Chauffeur", given="B0b", function="")

    found = previewed(csv_of((*HEADINGS, "E-mail"), (*row, "nobody")))

    [faulty] = found.faulty
    assert faulty.row == 2
    assert _faults(faulty) == [
        (Code.NOT_A_CHOICE, "role"),
        (Code.NOT_IN_A_NAME, "given"),
        (Code.NOT_AN_EMAIL, "email"),
        (Code.REQUIRED, "function"),
    ]
    assert faulty.faults[0].said == "Chauffeur"
    assert faulty.answers["family"] == "Benali"


def test_one_faulty_row_keeps_nobody_else_out() -> None:
    found = previewed(csv_of(HEADINGS, _row(role="?"), _row(given="Omar")))

    assert [row.row for row in found.faulty] == [2]
    assert [new.row for new in found.add] == [3]


def test_the_same_person_twice_in_a_file_is_taken_once() -> None:
    found = previewed(csv_of(HEADINGS, ROW, _row(given="amina", function="Other")))

    assert [new.row for new in found.add] == [2]
    assert found.faulty[0].faults == (RowFault(Clash.REPEATED, row=2),)


def test_two_namesakes_on_the_list_cannot_be_told_apart_by_name() -> None:
    first, second = person(5), person(6, function="Cook")

    found = previewed(csv_of(HEADINGS, ROW), first, second)
    ours = previewed(_edited([first, second]), first, second)

    assert _faults(found.faulty[0]) == [(Clash.NAMESAKES, None)]
    assert [same.member for same in ours.same] == [first, second]


def test_of_two_heads_in_a_file_the_first_is_taken() -> None:
    head = "Head of delegation"

    found = previewed(csv_of(HEADINGS, _row(role=head), _row(role=head, given="Omar")))

    assert [new.row for new in found.add] == [2]
    [fault] = found.faulty[0].faults
    assert (fault.problem, fault.row, fault.member) == (Clash.HELD, 2, None)
    assert fault.question is not None
    assert fault.question.name == "role"


def test_a_head_beside_one_on_the_list_is_not_taken() -> None:
    minister = person(5, role="head", given="Omar")

    found = previewed(csv_of(HEADINGS, _row(role="Head of delegation")), minister)

    assert found.faulty[0].faults[0].problem is Clash.HELD
    assert found.faulty[0].faults[0].member == minister


def test_a_head_who_steps_down_in_the_same_file_makes_room() -> None:
    minister = person(5, role="head", given="Omar")
    head = _row(role="Head of delegation")

    for rows in ((head, _row(given="Omar")), (_row(given="Omar"), head)):
        found = previewed(csv_of(HEADINGS, *rows), minister)

        assert found.faulty == ()
        assert [dict(change.answers) for change in found.change] == [{"role": "delegate"}]
        assert [new.answers["role"] for new in found.add] == ["head"]


def test_a_head_whose_stepping_down_is_faulty_stays_head() -> None:
    minister = person(5, role="head", given="Omar")
    rows = (_row(role="Head of delegation"), (*_row(given="Omar"), "nobody"))

    found = previewed(csv_of((*HEADINGS, "E-mail"), (*rows[0], ""), rows[1]), minister)

    assert [_faults(row) for row in found.faulty] == [
        [(Clash.HELD, "role")],
        [(Code.NOT_AN_EMAIL, "email")],
    ]


def test_a_whole_name_finds_who_is_on_the_list_and_adds_nobody() -> None:
    amina = person(5)
    rows = [
        ("Name", "Function"),
        ("Benali Amina", "Envoy"),
        ("Omar Khatib", "Cook"),
        ("Li WANG", "x"),
    ]

    found = previewed(csv_of(*rows), amina)

    assert [dict(change.answers) for change in found.change] == [{"function": "Envoy"}]
    assert (Clash.WHOLE_NAME, None) in _faults(found.faulty[0])


def test_a_formula_that_failed_is_told_and_not_taken_for_text() -> None:
    found = previewed(csv_of(HEADINGS, _row(function="#REF!")))

    assert _faults(found.faulty[0]) == [(Clash.BROKEN_CELL, "function")]


def test_numbers_and_texts_of_endless_length_are_problems_of_their_row() -> None:
    found = previewed(
        xlsx_of(HEADINGS, _row(function="x" * 30_000), _row(given="Omar", family="7"))
    )

    assert [_faults(row) for row in found.faulty] == [
        [(Code.TOO_LONG, "function")],
        [(Code.NO_LETTERS, "family")],
    ]


def test_choices_are_understood_in_any_language_and_by_name() -> None:
    adviser = PEOPLE.question("role").choice("adviser")
    assert adviser is not None
    roles = [*(tongue_for(code).text(adviser.label) for code in LANGUAGES), "adviser"]
    rows = [_row(role=role, given="Omar" + "o" * at) for at, role in enumerate(roles)]

    found = previewed(csv_of(HEADINGS, *rows), language="ru")

    assert [new.answers["role"] for new in found.add] == ["adviser"] * len(roles)


def test_no_more_people_than_the_list_holds() -> None:
    present = [person(n, given=f"A{'b' * (n % 97)}{'c' * (n // 97)}") for n in range(1, 2000)]

    found = previewed(csv_of(HEADINGS, _row(given="Omar"), _row(given="Zoe")), *present)

    assert [new.row for new in found.add] == [2]
    assert _faults(found.faulty[0]) == [(Clash.LIST_FULL, None)]


# ---------------------------------------------------------------- names that repeat


def test_a_name_twice_in_a_file_and_once_on_the_list_is_that_person_once() -> None:
    amina = person(5)

    found = previewed(csv_of(HEADINGS, _row(function="Envoy"), ROW), amina)

    assert [(change.row, change.member) for change in found.change] == [(2, amina)]
    assert [(row.row, row.faults) for row in found.faulty] == [
        (3, (RowFault(Clash.REPEATED, row=2),))
    ]
    assert (found.add, found.same, found.absent) == ((), (), ())


def test_a_name_three_times_in_a_file_is_told_by_its_first_row() -> None:
    found = previewed(csv_of(HEADINGS, ROW, _row(given="Omar"), ROW, ROW))

    assert [new.row for new in found.add] == [2, 3]
    assert [row.faults for row in found.faulty] == [(RowFault(Clash.REPEATED, row=2),)] * 2


def test_a_name_once_in_a_file_and_twice_on_the_list_is_nobody_to_be_told() -> None:
    first, second = person(5), person(6, function="Cook")

    found = previewed(csv_of(HEADINGS, ROW), first, second)

    assert found.faulty[0].faults[0].member == first
    assert (found.add, found.change, found.same) == ((), (), ())
    assert found.absent == (first, second)


def test_namesakes_on_the_list_who_are_both_in_our_file_are_two_people() -> None:
    first, second = person(5), person(6, function="Cook")

    found = previewed(_edited([first, second], F2="Envoy", F3="Driver"), first, second)

    assert [(change.member.id, dict(change.answers)) for change in found.change] == [
        (5, {"function": "Envoy"}),
        (6, {"function": "Driver"}),
    ]
    assert found.faulty == ()


def test_one_of_two_namesakes_is_known_by_id_and_the_other_is_left() -> None:
    first, second = person(5), person(6, function="Cook")

    found = previewed(_edited([first], F2="Envoy"), first, second)

    assert [change.member for change in found.change] == [first]
    assert found.absent == (second,)


def test_who_gets_the_name_of_somebody_on_the_list_stays_a_person_of_their_own() -> None:
    amina, omar = person(5), person(6, given="Omar", function="Cook")

    found = previewed(_edited([amina, omar], C2="Omar"), amina, omar)

    assert [row.faults[0].problem for row in found.faulty] == []
    assert {change.member.id for change in found.change} | {
        same.member.id for same in found.same
    } == {5, 6}
    assert found.add == ()


def test_rows_without_a_whole_name_are_no_namesakes_of_each_other() -> None:
    nameless = person(5, given=None, family=None)

    found = previewed(csv_of(HEADINGS, _row(given="", family=""), _row(family="")), nameless)

    assert [_faults(row) for row in found.faulty] == [
        [(Code.REQUIRED, "given"), (Code.REQUIRED, "family")],
        [(Code.REQUIRED, "family")],
    ]
    assert found.absent == (nameless,)


def test_somebody_whose_row_is_faulty_is_not_missing_from_the_file() -> None:
    amina = person(5)

    found = previewed(csv_of(HEADINGS, _row(role="?")), amina)

    assert [row.row for row in found.faulty] == [2]
    assert found.absent == ()


def test_a_row_tells_its_own_number_whatever_becomes_of_it() -> None:
    amina, omar = person(5), person(6, given="Omar", function="Cook")
    rows = (_row(given="Zoe"), ROW, _row(given="Omar"), _row(given="Li", role="?"))

    found = previewed(csv_of(HEADINGS, *rows), amina, omar)

    assert [new.row for new in found.add] == [2]
    assert [same.row for same in found.same] == [3]
    assert [change.row for change in found.change] == [4]
    assert [row.row for row in found.faulty] == [5]


def test_a_blank_name_in_our_own_sheet_is_found_by_id_and_refused() -> None:
    amina = person(5)

    found = previewed(_edited([amina], D2=""), amina)

    assert [_faults(row) for row in found.faulty] == [[(Code.REQUIRED, "family")]]
    assert found.absent == ()


def test_a_blank_cell_that_was_blank_before_changes_nothing() -> None:
    amina = person(5)

    found = previewed(_edited([amina], H2=""), amina)

    assert [same.member for same in found.same] == [amina]


def test_a_third_head_is_told_of_the_first_and_with_the_cells_words() -> None:
    head = "Head of delegation"
    rows = [_row(role=head, given=name) for name in ("Amina", "Omar", "Zoe")]

    found = previewed(csv_of(HEADINGS, *rows))
    clashes = [(row.row, row.faults[0].row, row.faults[0].said) for row in found.faulty]

    assert clashes == [(3, 2, head), (4, 2, head)]


def test_the_head_on_the_list_can_be_in_the_file_as_head() -> None:
    minister = person(5, role="head", given="Omar")
    row = _row(role="Head of delegation", given="Omar", function="Envoy")

    found = previewed(csv_of(HEADINGS, row), minister)

    assert [dict(change.answers) for change in found.change] == [{"function": "Envoy"}]
    assert found.faulty == ()


@pytest.mark.parametrize(
    ("maximum", "there", "added"), [(3, 0, 3), (3, 1, 2), (3, 2, 1), (3, 3, 0), (3, 4, 0)]
)
def test_a_list_takes_exactly_as_many_as_are_left(maximum: int, there: int, added: int) -> None:
    short = replace(PEOPLE, maximum=maximum)
    present = [person(n, given=f"A{'b' * n}") for n in range(1, there + 1)]
    rows = [_row(given=f"Z{'y' * n}") for n in range(4)]
    sheet = read(csv_of(HEADINGS, _row(role="?", given="Bad"), *rows))

    found = preview(short, present, sheet, help=help_in("en"), language="en")

    assert [new.row for new in found.add] == [3, 4, 5, 6][:added]
    assert [row.row for row in found.faulty] == [2, *[3, 4, 5, 6][added:]]
    assert all(_faults(row) == [(Clash.LIST_FULL, None)] for row in found.faulty[1:])


def test_people_who_are_changed_take_no_place_of_a_full_list() -> None:
    short = replace(PEOPLE, maximum=1)
    sheet = read(csv_of(HEADINGS, _row(function="Envoy")))

    found = preview(short, [person(5)], sheet, help=help_in("en"), language="en")

    assert len(found.change) == 1
    assert found.faulty == ()


def test_a_row_without_an_id_is_nobody_by_id() -> None:
    first = person(1)

    found = previewed(csv_of(HEADINGS, _row(given="Omar")), first)

    assert [new.answers["given"] for new in found.add] == ["Omar"]
    assert found.absent == (first,)
