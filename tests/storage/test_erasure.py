"""Erasure: every column that names a person or a State is dealt with, and no value of theirs is left anywhere."""

from __future__ import annotations

import json
import sqlite3

import pytest

from storage import (
    assignments,
    attachments,
    audit,
    deployment,
    erasure,
    files,
    intake,
    invitations,
    jobs,
    outbox,
    people,
    records,
    replies,
    revisions,
    staff,
)
from storage import message_threads as stored_letters
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.erasure import OF_PARTY, OF_PERSON, Deed
from storage.jobs import JobKind
from storage.message_threads import Direction
from storage.replies import Review
from storage.revisions import Late
from storage.staff import Role

Db = sqlite3.Connection

NOW, LATER = "2003-07-09T09:00:00.000Z", "2003-07-10T09:00:00.000Z"
PERSON, OTHER, OFFICER = 471100815, 471100999, 900
NAME = "Zebulon Quark"

# Columns that hold people or States, by name; a new one of another name is looked at by the
# tests below that search the whole file.
OF_PEOPLE = {"person_id", "actor", "by", "chat_id"}


def columns(db: Db) -> set[tuple[str, str]]:
    tables = [
        name
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    return {
        (table, column[1])
        for table in tables
        for column in db.execute(f"PRAGMA table_info({table})")
    }


def everything(db: Db) -> str:
    """All that stands in the file, as one text."""
    tables = {table for table, _ in columns(db)}
    return "\n".join(
        str(row) for table in sorted(tables) for row in db.execute(f"SELECT * FROM {table}")
    )


def test_every_column_that_names_a_person_is_dealt_with(db: Db) -> None:
    named = {
        (table, column)
        for table, column in columns(db)
        if column in OF_PEOPLE or column.endswith("_by") or (table, column) == ("people", "id")
    }

    assert named == set(OF_PERSON)


def test_every_column_that_names_a_state_is_dealt_with(db: Db) -> None:
    named = {(table, column) for table, column in columns(db) if column == "party"}

    assert named == set(OF_PARTY)


def test_a_column_that_must_not_be_empty_is_not_emptied(db: Db) -> None:
    for (table, column), deed in (*OF_PERSON.items(), *OF_PARTY.items()):
        required = next(
            bool(row[3]) for row in db.execute(f"PRAGMA table_info({table})") if row[1] == column
        )

        assert not (required and deed is Deed.BLANK), (table, column)


@pytest.fixture
def lived_in(db: Db) -> Db:
    """France's reply by somebody who has left their name everywhere; Egypt's by somebody else."""
    for person, name in ((PERSON, NAME), (OTHER, "Other Person"), (OFFICER, "Mary Keller")):
        people.meet(db, person, name, f"user{person}", NOW)
    staff.grant(db, OFFICER, Role.ADMIN, by=PERSON, now=NOW)
    staff.grant(db, PERSON, Role.OFFICER, by=OFFICER, now=NOW)
    staff.register_desk(db, PERSON, NAME, "en", by=PERSON, now=NOW)
    staff.register_desk(db, -1001, "Group", "en", by=PERSON, now=NOW)
    people.save_session(db, PERSON, json.dumps({"name": NAME}), None, NOW)
    staff.save_desk_session(db, PERSON, PERSON, json.dumps({"with": {"party": "FRA"}}), NOW)
    staff.save_desk_session(db, -1001, PERSON, "{}", NOW)
    staff.save_desk_session(db, -1001, OFFICER, json.dumps({"with": {"party": "EGY"}}), NOW)
    for party, person in (("FRA", PERSON), ("EGY", OTHER)):
        _reply(db, party, person)
    outbox.enqueue(db, chat_id=-1001, method="m", params={"d": "d:open:FRA"}, now=NOW)
    outbox.enqueue(db, chat_id=-1001, method="m", params={}, now=NOW, batch="thread:FRA")
    outbox.enqueue(db, chat_id=-1001, method="m", params={}, now=NOW, document={"party": "FRA"})
    outbox.enqueue(db, chat_id=-1001, method="m", params={"d": "d:open:EGY"}, now=NOW)
    return db


def _reply(db: Db, party: str, person: int) -> None:
    replies.ensure(db, party, NOW)
    invitation, _ = invitations.create(
        db, party, MissionRole.PRIMARY, by=person, now=NOW, expires_at=None
    )
    invitations.use(db, invitation, person, NOW)
    invitations.revoke(db, invitation, by=person, now=NOW)
    invitations.record_attempt(db, person, NOW)
    assignment = assignments.assign(
        db,
        party,
        person,
        MissionRole.PRIMARY,
        status=AssignmentStatus.CONFIRMED,
        reason=AssignmentReason.INVITED,
        now=NOW,
        invitation_id=invitation,
        decided_by=person,
    )
    records.add(db, party, "delegation", records.next_id(db))
    record = records.next_id(db) - 1
    for at, question in ((0, "remarks"), (record, "given")):
        replies.set_answer(db, party, at, question, f'"secret of {party}"', by=person, now=NOW)
    records.set_keys(db, party, "delegation", record, {"role": "head"})
    revisions.add(
        db, party, 1, "{}", language="en", by=person, now=NOW, late=True, recorded_by=person
    )
    revisions.decide_late(db, party, 1, Late.TAKEN, by=person, now=NOW)
    replies.set_review(db, party, Review.RETURNED, by=person, now=NOW, note=f"secret of {party}")
    stored_letters.add(db, party, person, Direction.IN, f"secret of {party}", NOW)
    attachments.add(
        db,
        digest=party.lower() * 16,
        party=party,
        name="note.pdf",
        mime_type="application/pdf",
        size_bytes=1,
        by=person,
        now=NOW,
    )
    name = people.names(db, {person})[person]
    audit.record(
        db, at=NOW, actor=person, role="primary", action="confirmed", party=party, subject=name
    )
    audit.record(db, at=NOW, actor=OFFICER, role="admin", action="granted", subject=name, new="x")
    jobs.add(db, kind=JobKind.FETCH_FILE, payload={"person": person, "party": party}, now=NOW)
    message = {"from": {"id": person}, "text": f"secret of {party}", "entities": [{"offset": 0}]}
    update = {"message": message}
    intake.bury(db, update_id=1, raw=json.dumps(update), error="E", now=NOW)
    outbox.enqueue(
        db, chat_id=person, method="m", params={"text": f"secret of {party}"}, now=NOW, key=party
    )
    deployment.put(db, f"reminded:{party}", NOW)
    deployment.put(db, f"digested:{person}", NOW)
    jobs.once(db, f"staged:{party}:{NOW}:7", NOW)
    jobs.once(db, f"remindgo:{person}:x", NOW)
    assert assignment


def test_nothing_of_an_erased_person_is_left_anywhere(lived_in: Db) -> None:
    erasure.erase_person(lived_in, PERSON, LATER)

    left = everything(lived_in)
    assert str(PERSON) not in left
    assert NAME not in left
    assert f"user{PERSON}" not in left
    assert files.faults_in(lived_in) == []


def test_the_reply_of_a_state_outlives_the_person_who_gave_it(lived_in: Db) -> None:
    erasure.erase_person(lived_in, PERSON, LATER)

    assert replies.answers(lived_in, "FRA") == {"remarks": '"secret of FRA"'}
    # No account has the number 0.
    assert [one.sent_by for one in revisions.of_party(lived_in, "FRA")] == [0]
    assert len(audit.entries(lived_in, party="FRA")) == 1


def test_nobody_else_loses_anything_with_a_person(lived_in: Db) -> None:
    before = erasure.rows_of_person(lived_in, OTHER), erasure.rows_of_party(lived_in, "EGY")

    erasure.erase_person(lived_in, PERSON, LATER)

    after = erasure.rows_of_person(lived_in, OTHER), erasure.rows_of_party(lived_in, "EGY")
    assert after == before
    assert staff.desk(lived_in, -1001) is not None


def test_nothing_of_an_erased_state_is_left_anywhere(lived_in: Db) -> None:
    hashes = erasure.erase_party(lived_in, "FRA", LATER)

    left = everything(lived_in)
    assert "FRA" not in left
    assert hashes == ["fra" * 16]
    assert files.faults_in(lived_in) == []


def test_no_other_state_loses_anything_with_a_state(lived_in: Db) -> None:
    before = erasure.rows_of_person(lived_in, OTHER), erasure.rows_of_party(lived_in, "EGY")

    erasure.erase_party(lived_in, "FRA", LATER)

    after = erasure.rows_of_person(lived_in, OTHER), erasure.rows_of_party(lived_in, "EGY")
    assert after == before
    assert staff.desk_session(lived_in, -1001, OFFICER) is not None


def test_a_file_that_another_state_has_sent_too_is_kept(lived_in: Db) -> None:
    lived_in.execute("UPDATE files SET hash = 'same'")

    assert erasure.erase_party(lived_in, "FRA", LATER) == []


def test_an_update_that_is_no_json_is_left_as_it_is(db: Db) -> None:
    intake.bury(db, update_id=1, raw="not json", error="E", now=NOW)

    erasure.erase_person(db, PERSON, LATER)

    assert [letter.raw for letter in intake.dead_letters(db)] == ["not json"]


def test_what_will_go_is_counted_by_table(lived_in: Db) -> None:
    assert erasure.rows_of_party(lived_in, "FRA") == {
        "answers": 2,
        "record_keys": 1,
        "records": 1,
        "revisions": 1,
        "replies": 1,
        "letters": 1,
        "files": 1,
        "assignments": 1,
        "invitations": 1,
        "audit": 1,
    }
    assert erasure.rows_of_person(lived_in, 12345) == {}
