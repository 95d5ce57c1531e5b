"""The export, read by another library than the one that wrote it, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from bot.documents.delegation import preview
from bot.documents.export import (
    ChangeRow,
    InvitationRow,
    ReplyRow,
    as_json,
    every_state,
)
from bot.documents.table import csv_file
from bot.documents.workbook import new_book, sheet_name, workbook
from bot.engine.diff import Content, Member, differences
from bot.engine.standing import LateState, ReplyReview, ReplyStage
from bot.i18n.languages import LANGUAGES
from bot.i18n.tongue import tongue_for
from tests.documents.samples import SENT_AT, amended, content, members
from tests.documents.sheets import AS_OF, EVENT, PARTIES, PEOPLE, help_in, read, table_of

EN = tongue_for("en")
TUNISIA = ReplyRow(
    PARTIES["TUN"],
    ReplyStage.AMENDED,
    ReplyReview.ACCEPTED,
    3,
    None,
    SENT_AT,
    "Leïla Ben Youssef",
    focal="Leïla",
    invited_at=datetime(2003, 7, 9, 8, 0, tzinfo=UTC),
    content=content(8),
)


def rows(language: str = "en") -> Iterator[ReplyRow]:
    return every_state(PARTIES, {"TUN": TUNISIA}, language=language)


def exported(language: str = "en", **more: object) -> bytes:
    return workbook(EVENT, rows(language), language=language, as_of=AS_OF, **more).data  # type: ignore[arg-type]


def records(data: bytes, sheet: str) -> list[dict[str, object]]:
    head, *body = table_of(data, sheet)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_every_state_has_one_row_also_without_a_reply() -> None:
    found = records(exported(), "Replies")

    assert len(found) == len(PARTIES)
    assert [row["Code"] for row in found] == [p.code for p in PARTIES.in_order("en")]
    assert {row["Stage"] for row in found if row["Code"] != "TUN"} == {"Not invited"}


def test_cells_have_types_and_instants_the_events_own_time() -> None:
    [row] = [row for row in records(exported(), "Replies") if row["Code"] == "TUN"]

    assert row["State"] == "Tunisia"
    assert row["Revision"] == 3
    assert row["Sent (Zurich)"] == datetime(2003, 11, 3, 10, 41)  # noqa: DTZ001
    assert row["Invited (Zurich)"] == datetime(2003, 7, 9, 10, 0)  # noqa: DTZ001
    assert row["Estimated number of participants"] == 1200
    assert datetime(2003, 10, 30) in row.values()  # noqa: DTZ001
    assert row["Telephone of the focal point"] == "+41227305111"


def test_the_people_are_as_they_were_put_in() -> None:
    found = records(exported(), "Delegates")

    people = [member.answers for member in members(8)]
    assert [row["No."] for row in found] == list(range(1, 9))
    for name, title in (
        ("given", "Given name(s)"),
        ("family", "Family name"),
        ("own_script", "Name in own script"),
        ("function", "Functional title"),
        ("institution", "Ministry or institution"),
        ("email", "E-mail address"),
    ):
        assert [row[title] for row in found] == [answers[name] for answers in people]


def test_gender_is_told_in_totals_only() -> None:
    data = exported(changes=[_changed("gender", "male", "female")])
    [replies] = [row for row in records(data, "Replies") if row["Code"] == "TUN"]

    assert not any("Gender" in title for title in records(data, "Delegates")[0])
    assert {replies[f"Gender: {label}"] for label in ("Female", "Male")} == {3, 4}
    [change] = records(data, "Changes")
    assert (change["Question"], change["Before"], change["Now"]) == ("Gender", None, None)


def _changed(question: str, old: str, new: str) -> ChangeRow:
    before = Content({}, {"delegation": (Member(1, {"given": "A", "family": "B", question: old}),)})
    after = Content({}, {"delegation": (Member(1, {"given": "A", "family": "B", question: new}),)})
    [change] = differences(EVENT.form, before, after)
    return ChangeRow(PARTIES["TUN"], 2, SENT_AT, change)


def test_changes_are_told_one_a_row() -> None:
    revision = amended()
    assert revision.earlier is not None
    changes = differences(EVENT.form, revision.earlier.content, revision.content)

    found = records(
        exported(
            changes=[ChangeRow(PARTIES["TUN"], 3, SENT_AT, c, LateState.TAKEN) for c in changes]
        ),
        "Changes",
    )

    assert len(found) == len(changes)
    numbers = [row for row in found if row["Question"] == "Estimated number of participants"]
    assert [(row["Before"], row["Now"]) for row in numbers] == [(40, 1200)]
    assert {"Günter Grün"} <= {row["Person"] for row in found if row["Kind of change"] == "Removed"}
    assert {row["After the deadline"] for row in found} == {"Late, taken"}


def test_invitations_stand_as_they_stood_at_that_moment() -> None:
    made, later = datetime(2003, 7, 9, tzinfo=UTC), datetime(2003, 8, 1, tzinfo=UTC)
    state = PARTIES["TUN"]
    invitations = [
        InvitationRow(state, "primary", made, used_at=later, used_by="Leïla"),
        InvitationRow(state, "backup", made, revoked_at=later),
        InvitationRow(state, "primary", made, expires_at=later),
        InvitationRow(None, "admin", made, expires_at=datetime(2004, 1, 1, tzinfo=UTC)),
    ]

    found = records(exported(invitations=invitations), "Invitations")

    assert [row["Standing"] for row in found] == ["Used", "Taken back", "Expired", "Open"]
    assert [row["Code"] for row in found] == ["TUN", "TUN", "TUN", None]


@pytest.mark.parametrize("text", ["=1+1", "+41 22", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "'=x"])
def test_no_text_becomes_a_formula_and_nothing_is_stripped(text: str) -> None:
    people = (Member(1, {**next(members(1)).answers, "function": text, "institution": text}),)
    row = ReplyRow(PARTIES["TUN"], content=Content({"remarks": text}, {"delegation": people}))

    book = load_workbook(
        io.BytesIO(workbook(EVENT, [row], language="en", as_of=AS_OF).data), data_only=False
    )

    cells = [
        c for sheet in book for line in sheet.iter_rows(min_row=2) for c in line if c.value == text
    ]
    assert len(cells) == 3
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.quotePrefix for cell in cells} == {not text.startswith("'")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_names_are_in_the_officers_language(language: str) -> None:
    words = tongue_for(language)
    book = load_workbook(io.BytesIO(exported(language)))
    replies = book.worksheets[0]

    titles = [cell.value for cell in replies[1]]
    states = [cell.value for cell in replies["B"]][1:]
    assert book.sheetnames[0] == words.plain_as("sheet", "Replies")
    assert words.plain_as("column", "Stage") in titles
    assert states == [party.name(language) for party in PARTIES.in_order(language)]
    assert len(book.sheetnames) == 4
    for sheet in book:
        assert bool(sheet.sheet_view.rightToLeft) is (language == "ar")
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref is not None
        assert sheet.auto_filter.ref.startswith("A1:")


def test_the_same_rows_make_the_same_bytes() -> None:
    assert exported("ru") == exported("ru")


def test_an_event_of_another_day_has_another_name() -> None:
    found = workbook(EVENT, [], language="fr", as_of=AS_OF)

    assert found.name == "WSIS-2003-2003-11-03-fr.xlsx"


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_exported_as_csv_or_workbook_come_back_as_the_same_people(language: str) -> None:
    people = list(members(40))
    row = ReplyRow(PARTIES["TUN"], content=content(40))
    files = [
        csv_file(EVENT, [row], language=language, sheet="delegates"),
        workbook(EVENT, [row], language=language, as_of=AS_OF),
    ]

    for file in files:
        sheet = read(file.data, language)
        found = preview(PEOPLE, people, sheet, help=help_in(language), language=language)
        assert found.faulty == ()
        assert [same.member for same in found.same] == people


def test_a_csv_has_a_mark_every_state_and_escaped_cells() -> None:
    data = csv_file(EVENT, rows(), language="en").data

    assert data.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(found) == len(PARTIES)
    [tunisia] = [row for row in found if row["Code"] == "TUN"]
    assert tunisia["Telephone of the focal point"] == "'+41227305111"
    assert tunisia["Sent (Zurich)"] == "2003-11-03 10:41"
    assert tunisia["Remarks"] == content(0).answers["remarks"]
    assert {None} not in [set(row) for row in found]


def test_as_json_tells_status_answers_and_people_of_every_state() -> None:
    found = as_json(EVENT, rows())

    [tunisia] = [state for state in found["states"] if state["state"] == "TUN"]
    assert len(found["states"]) == len(PARTIES)
    assert (tunisia["status"], tunisia["revision"]) == ("amended", 3)
    assert tunisia["answers"]["participants"] == 1200
    assert [person["id"] for person in tunisia["delegation"]] == list(range(1, 9))
    assert {state["status"] for state in found["states"]} == {"amended", "not_invited"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Delegates", "Delegates"),
        ("People: who [and] where?", "People  who  and  where"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("x" * 30 + " y", "x" * 30),
        ("***", "-"),
        ("taken", "taken 2"),
        ("TAKEN", "TAKEN 2"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(words: str, name: str) -> None:
    with closing(new_book(io.BytesIO(), EVENT, EN, AS_OF, streaming=False)) as book:
        book.add_worksheet("Taken")
        found = sheet_name(book, words)

    assert found == name


def test_a_third_sheet_of_one_name_is_numbered_on() -> None:
    names = []
    with closing(new_book(io.BytesIO(), EVENT, EN, AS_OF, streaming=False)) as book:
        for _ in range(3):
            names.append(sheet_name(book, "x" * 40))
            book.add_worksheet(names[-1])

    assert names == ["x" * 31, "x" * 27 + " 2", "x" * 27 + " 3"]


def test_a_column_is_as_wide_as_its_cells_or_its_title_up_to_a_limit() -> None:
    sheet = load_workbook(io.BytesIO(exported()))["Replies"]
    # One entry stands for neighbours of one width.
    widths = {
        at: held.width
        for held in sheet.column_dimensions.values()
        for at in range(held.min or 0, (held.max or 0) + 1)
    }
    width = {str(cell.value): widths[at] for at, cell in enumerate(sheet[1], 1)}

    assert 30 < width["State"] < 31
    assert 10 < width["Revision"] < 11
    assert 24 < width["Estimated number of participants"] < 25
    assert 36 < width["Remarks"] < 37


def test_a_page_in_print_has_the_heading_the_instant_and_its_number() -> None:
    sheet = load_workbook(io.BytesIO(exported()))["Replies"]

    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    # All columns on a page, and as many pages as the rows need; one is what is meant where nothing is written.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.row_dimensions[1].height == 32.25
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.left is not None
    assert sheet.oddFooter.right is not None
    assert sheet.oddFooter.left.text == "3 November 2003, 10:41 (Zurich)"
    assert sheet.oddFooter.right.text == "&P / &N"
    assert sheet.auto_filter.ref.endswith(str(len(PARTIES) + 1))


def test_the_properties_of_the_file_name_the_event_and_no_other_day() -> None:
    properties = load_workbook(io.BytesIO(exported())).properties

    assert properties.title == "World Summit on the Information Society"
    assert properties.creator == "International Telecommunication Union"
    assert properties.created == AS_OF.replace(tzinfo=None, microsecond=0)
