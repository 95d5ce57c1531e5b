"""The rows of an export: every word for a stage, review, change and invitation, every column in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.documents.export import (
    ChangeRow,
    Column,
    ExportTable,
    InvitationRow,
    ReplyRow,
    Value,
    as_json,
    changes_table,
    delegates_table,
    every_state,
    invitations_table,
    replies_table,
)
from bot.engine.diff import Change, ChangeKind, Content, Member
from bot.engine.form import Question, Text, Type
from bot.engine.standing import LateState, ReplyReview, ReplyStage
from bot.i18n.tongue import tongue_for
from tests.documents.sheets import EVENT, PARTIES, PEOPLE

EN = tongue_for("en")
TUNISIA = PARTIES["TUN"]
AT = datetime(2003, 11, 3, 9, 41, tzinfo=UTC)
LOCAL = datetime(2003, 11, 3, 10, 41)  # noqa: DTZ001 - a cell has no zone

# Columns of each table in their order, in characters.
REPLIES_WIDTHS = {
    "Code": 7,
    "State": 30,
    "Regional group": 26,
    "Stage": 14,
    "Review": 12,
    "Revision": 10,
    "After the deadline": 18,
    "Sent (Zurich)": 17,
    "Sent by": 24,
    "Paper reference": 18,
    "Focal point in the chat": 24,
    "Backup in the chat": 24,
    "Invited (Zurich)": 17,
    "Opened (Zurich)": 17,
    "Own deadline (Zurich)": 17,
    "Participation in the summit": 20,
    "Courtesy title of the focal point": 20,
    "Given name(s) of the focal point": 20,
    "Family name of the focal point": 20,
    "Functional title of the focal point": 36,
    "Ministry or institution of the focal point": 36,
    "E-mail address of the focal point": 28,
    "Telephone of the focal point": 20,
    "Mobile telephone of the focal point": 20,
    "Fax of the focal point": 20,
    "Postal address of the focal point": 36,
    "A backup focal point": 10,
    "Courtesy title of the backup": 20,
    "Given name(s) of the backup": 20,
    "Family name of the backup": 20,
    "Functional title of the backup": 36,
    "E-mail address of the backup": 28,
    "Telephone of the backup": 20,
    "Level of the head of delegation": 20,
    "Estimated number of participants": 10,
    "Reference of the note verbale": 36,
    "Date of the note verbale": 12,
    "Copy of the note verbale": 20,
    "Remarks": 36,
    "Composition of the delegation": 10,
    "Gender: Female": 10,
    "Gender: Male": 10,
    "Gender: Other": 10,
    "Gender: Prefer not to say": 10,
}
CHANGES_WIDTHS = {
    "Code": 7,
    "State": 30,
    "Revision": 10,
    "Sent (Zurich)": 17,
    "After the deadline": 18,
    "Kind of change": 14,
    "Person": 28,
    "Question": 28,
    "Before": 28,
    "Now": 28,
}
INVITATIONS_WIDTHS = {
    "Code": 7,
    "State": 30,
    "For": 20,
    "Standing": 14,
    "Made (Zurich)": 17,
    "Good until (Zurich)": 17,
    "Used (Zurich)": 17,
    "Used by": 24,
    "Taken back (Zurich)": 17,
}


def row_of(table: ExportTable, thing: object) -> dict[str, Value]:
    """The one row of a thing, by the titles of its columns."""
    (values,) = table.rows(thing)
    titles = [column.title for column in table.columns]
    return dict(zip(titles, values, strict=False))


def reply(**given: object) -> dict[str, Value]:
    return row_of(replies_table(EVENT, EN), replace(ReplyRow(TUNISIA), **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stage", "word"),
    [
        (None, "Not invited"),
        (ReplyStage.INVITED, "Invited"),
        (ReplyStage.OPENED, "Opened"),
        (ReplyStage.DRAFT, "Draft"),
        (ReplyStage.SUBMITTED, "Sent"),
        (ReplyStage.AMENDED, "Amended"),
        (ReplyStage.WITHDRAWN, "Withdrawn"),
    ],
)
def test_each_stage_has_its_word(stage: ReplyStage | None, word: str) -> None:
    assert reply(stage=stage)["Stage"] == word


@pytest.mark.parametrize(
    ("review", "word"),
    [
        (None, None),
        (ReplyReview.NEW, "New"),
        (ReplyReview.SEEN, "Seen"),
        (ReplyReview.ACCEPTED, "Accepted"),
        (ReplyReview.RETURNED, "Returned"),
    ],
)
def test_each_review_has_its_word(review: ReplyReview | None, word: str | None) -> None:
    assert reply(review=review)["Review"] == word


@pytest.mark.parametrize(
    ("late", "word"),
    [
        (None, None),
        (LateState.PROPOSED, "Late, to be decided"),
        (LateState.TAKEN, "Late, taken"),
        (LateState.REFUSED, "Late, refused"),
    ],
)
def test_each_late_state_has_its_word(late: LateState | None, word: str | None) -> None:
    change = Change(ChangeKind.ANSWERED, EVENT.form.question("participants"), 1, 2)
    changed = row_of(changes_table(EVENT, EN), ChangeRow(TUNISIA, 2, AT, change, late))

    assert reply(late=late)["After the deadline"] == word
    assert changed["After the deadline"] == word


def test_a_reply_has_every_fact_in_the_column_of_its_name() -> None:
    hours = [AT + timedelta(hours=n) for n in range(4)]
    found = reply(
        revision=3,
        sent_at=hours[0],
        sent_by="Leïla",
        paper_reference="NV 12",
        focal="Ana",
        backup="Bo",
        invited_at=hours[1],
        opened_at=hours[2],
        deadline=hours[3],
    )

    assert list(found.items())[:15] == [
        ("Code", "TUN"),
        ("State", "Tunisia"),
        ("Regional group", "African States"),
        ("Stage", "Not invited"),
        ("Review", None),
        ("Revision", 3),
        ("After the deadline", None),
        ("Sent (Zurich)", LOCAL),
        ("Sent by", "Leïla"),
        ("Paper reference", "NV 12"),
        ("Focal point in the chat", "Ana"),
        ("Backup in the chat", "Bo"),
        ("Invited (Zurich)", LOCAL + timedelta(hours=1)),
        ("Opened (Zurich)", LOCAL + timedelta(hours=2)),
        ("Own deadline (Zurich)", LOCAL + timedelta(hours=3)),
    ]
    assert len(found) == 15


def test_a_reply_never_sent_has_no_revision_and_no_answers() -> None:
    found = reply()

    assert found["Revision"] is None
    assert "Participation in the summit" not in found


def test_answers_stand_in_the_columns_of_their_questions() -> None:
    content = Content(
        {"participation": "yes", "participants": 12, "remarks": "=1", "level": "gone"}
    )
    found = reply(content=content)

    assert found["Participation in the summit"] == "Yes"
    assert found["Estimated number of participants"] == 12
    assert found["Remarks"] == "=1"
    assert found["Level of the head of delegation"] is None
    assert found["Courtesy title of the focal point"] is None


def test_a_note_of_the_form_has_no_column() -> None:
    first, *others = EVENT.form.sections
    note = Question("welcome", Type.NOTE, Text("A word before we begin"))
    form = replace(EVENT.form, sections=(replace(first, items=(note, *first.items)), *others))
    table = replies_table(replace(EVENT, form=form), EN)

    assert "A word before we begin" not in [column.title for column in table.columns]


def test_people_are_counted_and_told_by_gender_in_numbers() -> None:
    people = tuple(
        Member(n, {"gender": gender}) for n, gender in enumerate(("female", "male", "female", None))
    )
    found = reply(content=Content({}, {PEOPLE.name: people}))

    assert found["Composition of the delegation"] == 4
    assert (found["Gender: Female"], found["Gender: Male"]) == (2, 1)


def test_a_column_is_as_wide_as_its_cells_usually_are() -> None:
    for table, widths in (
        (replies_table(EVENT, EN), REPLIES_WIDTHS),
        (changes_table(EVENT, EN), CHANGES_WIDTHS),
        (invitations_table(EVENT, EN, AT), INVITATIONS_WIDTHS),
    ):
        assert [(column.title, column.width) for column in table.columns] == [*widths.items()]


def test_a_column_of_which_nothing_is_known_has_a_usual_width_and_empty_cells() -> None:
    column = Column("Title")

    assert column.width == 18
    assert column.cell(object()) is None


def test_delegates_are_numbered_by_state_and_without_gender() -> None:
    table = delegates_table(EN, PEOPLE, single=True)
    people = (Member(7, {"given": "Ana", "gender": "female"}), Member(9, {"given": "Bo"}))
    rows = list(table.rows(ReplyRow(TUNISIA, content=Content({}, {PEOPLE.name: people}))))
    titles = [column.title for column in table.columns]

    assert [row[:3] for row in rows] == [["TUN", "Tunisia", 1], ["TUN", "Tunisia", 2]]
    assert [row[titles.index("Given name(s)")] for row in rows] == ["Ana", "Bo"]
    assert titles[:3] == ["Code", "State", "No."]
    assert "Gender" not in titles
    assert list(table.rows(ReplyRow(TUNISIA))) == []
    assert list(table.rows(ReplyRow(TUNISIA, content=Content({})))) == []


@pytest.mark.parametrize(
    ("single", "name"), [(True, "Delegates"), (False, "Composition of the delegation")]
)
def test_one_list_is_called_delegates_and_each_of_several_by_its_name(
    single: bool, name: str
) -> None:
    assert delegates_table(EN, PEOPLE, single=single).name == name


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (ChangeKind.ANSWERED, "Answer"),
        (ChangeKind.ADDED, "Added"),
        (ChangeKind.REMOVED, "Removed"),
        (ChangeKind.CHANGED, "Changed"),
        (ChangeKind.MOVED, "Moved"),
    ],
)
def test_each_change_has_its_word_and_its_person(kind: ChangeKind, word: str) -> None:
    change = Change(kind, repeat=PEOPLE, record=1, answers={"given": "Ana", "role": "head"})
    found = row_of(changes_table(EVENT, EN), ChangeRow(TUNISIA, 2, AT, change))

    assert list(found.items()) == [
        ("Code", "TUN"),
        ("State", "Tunisia"),
        ("Revision", 2),
        ("Sent (Zurich)", LOCAL),
        ("After the deadline", None),
        ("Kind of change", word),
        ("Person", "Ana"),
        ("Question", None),
        ("Before", None),
        ("Now", None),
    ]


def test_a_changed_answer_is_told_before_and_now() -> None:
    change = Change(ChangeKind.ANSWERED, EVENT.form.question("participants"), 12, 40)
    found = row_of(changes_table(EVENT, EN), ChangeRow(TUNISIA, 2, AT, change))

    assert (found["Question"], found["Before"], found["Now"], found["Person"]) == (
        "Estimated number of participants",
        12,
        40,
        None,
    )


@pytest.mark.parametrize(
    ("role", "word"),
    [("primary", "Focal point"), ("backup", "Backup focal point"), ("admin", "Secretariat")],
)
def test_each_invitation_has_its_word(role: str, word: str) -> None:
    found = row_of(invitations_table(EVENT, EN, AT), InvitationRow(TUNISIA, role, AT))

    assert found["For"] == word


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "Open"),
        ({"expires_at": AT + timedelta(seconds=1)}, "Open"),
        ({"expires_at": AT}, "Expired"),
        ({"expires_at": AT - timedelta(seconds=1)}, "Expired"),
        ({"revoked_at": AT, "expires_at": AT}, "Taken back"),
        ({"used_at": AT, "revoked_at": AT, "expires_at": AT}, "Used"),
    ],
)
def test_an_invitation_stands_as_it_stood_at_that_instant(
    given: dict[str, datetime], word: str
) -> None:
    invitation = replace(InvitationRow(TUNISIA, "primary", AT), **given)  # type: ignore[arg-type]

    assert row_of(invitations_table(EVENT, EN, AT), invitation)["Standing"] == word


def test_an_invitation_has_every_instant_in_its_column() -> None:
    hours = [AT + timedelta(hours=n) for n in range(4)]
    invitation = InvitationRow(None, "admin", hours[0], hours[1], hours[2], "Ana", hours[3])
    found = row_of(invitations_table(EVENT, EN, AT), invitation)

    assert list(found.items()) == [
        ("Code", None),
        ("State", None),
        ("For", "Secretariat"),
        ("Standing", "Used"),
        ("Made (Zurich)", LOCAL),
        ("Good until (Zurich)", LOCAL + timedelta(hours=1)),
        ("Used (Zurich)", LOCAL + timedelta(hours=2)),
        ("Used by", "Ana"),
        ("Taken back (Zurich)", LOCAL + timedelta(hours=3)),
    ]


def test_the_sheets_are_called_by_what_they_hold() -> None:
    names = [
        replies_table(EVENT, EN).name,
        changes_table(EVENT, EN).name,
        invitations_table(EVENT, EN, AT).name,
    ]

    assert names == ["Replies", "Changes", "Invitations"]


def test_states_come_in_the_order_of_the_language() -> None:
    held = ReplyRow(TUNISIA, ReplyStage.DRAFT)
    rows = list(every_state(PARTIES, {"TUN": held}, language="fr"))

    assert [row.party for row in rows] == PARTIES.in_order("fr")
    assert [row for row in rows if row.stage] == [held]


def test_plain_data_tell_the_event_and_each_state_in_full() -> None:
    people = (Member(7, {"given": "Ana"}),)
    held = ReplyRow(
        TUNISIA,
        ReplyStage.AMENDED,
        ReplyReview.SEEN,
        2,
        LateState.TAKEN,
        AT,
        content=Content({"participation": "yes"}, {PEOPLE.name: people}),
    )
    found = as_json(replace(EVENT, deadline=AT), [held, ReplyRow(PARTIES["FRA"])])

    assert found["event"] == {
        "code": "WSIS-2003",
        "title": "World Summit on the Information Society",
        "place": "Geneva, Switzerland",
        "starts": "2003-12-10",
        "ends": "2003-12-12",
        "time_zone": "Europe/Zurich",
        "deadline": "2003-11-03T09:41:00+00:00",
        "form_version": EVENT.form.version,
    }
    assert found["states"] == [
        {
            "state": "TUN",
            "name": "Tunisia",
            "status": "amended",
            "review": "seen",
            "revision": 2,
            "late": "taken",
            "sent_at": "2003-11-03T09:41:00+00:00",
            "answers": {"participation": "yes"},
            "delegation": [{"id": 7, "given": "Ana"}],
        },
        {
            "state": "FRA",
            "name": "France",
            "status": "not_invited",
            "review": None,
            "revision": 0,
            "late": None,
            "sent_at": None,
            "answers": {},
            "delegation": [],
        },
    ]
    assert as_json(EVENT, [])["event"]["deadline"] is None


def test_an_events_own_words_are_told_in_english() -> None:
    own = replace(EVENT, title=Text("Sommet", own={"fr": "Sommet", "en": "Summit"}))

    assert as_json(own, [])["event"]["title"] == "Summit"


def test_the_columns_of_people_are_as_wide_as_their_cells_usually_are() -> None:
    widths = [column.width for column in delegates_table(EN, PEOPLE, single=True).columns]

    assert widths == [7, 30, 6, 20, 20, 20, 20, 20, 36, 36, 28]
