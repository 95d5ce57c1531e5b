"""Assignments: one holder of each role, decided once, and who acts for a State in which order."""

from __future__ import annotations

import sqlite3

import pytest

from storage import Db, assignments, people
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from tests.storage.drafts import LATER, NOW

PENDING, CONFIRMED = AssignmentStatus.PENDING, AssignmentStatus.CONFIRMED
REFUSED, REMOVED = AssignmentStatus.REFUSED, AssignmentStatus.REMOVED
PRIMARY, BACKUP = MissionRole.PRIMARY, MissionRole.BACKUP


def ask(
    db: Db,
    person: int,
    *,
    status: AssignmentStatus = PENDING,
    role: MissionRole = PRIMARY,
    party: str = "FRA",
) -> int:
    people.meet(db, person, f"P{person}", None, NOW)
    return assignments.assign(
        db,
        party,
        person,
        role,
        status=status,
        reason=AssignmentReason.INVITED,
        now=NOW,
        decided_by=9,
    )


def test_whoever_is_confirmed_from_the_start_was_decided_on_then(db: Db) -> None:
    confirmed = assignments.get(db, ask(db, 1, status=CONFIRMED))
    pending = assignments.get(db, ask(db, 2))

    assert confirmed is not None
    assert (confirmed.role, confirmed.status, confirmed.reason) == (
        PRIMARY,
        CONFIRMED,
        AssignmentReason.INVITED,
    )
    assert (confirmed.asked_at, confirmed.decided_at, confirmed.decided_by) == (NOW, NOW, 9)
    assert pending is not None
    assert (pending.status, pending.decided_at) == (PENDING, None)
    assert assignments.get(db, 99) is None


def test_a_request_is_decided_once(db: Db) -> None:
    request = ask(db, 1)
    done = assignments.decide(
        db,
        request,
        CONFIRMED,
        before=PENDING,
        by=9,
        now=LATER,
        letter_reference="N 7",
        letter_date="2003-09-01",
    )
    again = assignments.decide(db, request, REFUSED, before=PENDING, by=8, now=LATER)
    removed = assignments.decide(db, request, REMOVED, before=CONFIRMED, by=8, now=LATER)
    kept = assignments.get(db, request)

    assert (done, again, removed) == (True, False, True)
    assert kept is not None
    assert (kept.status, kept.decided_by) == (REMOVED, 8)
    # The letter stays that of the confirmation.
    assert (kept.letter_reference, kept.letter_date) == ("N 7", "2003-09-01")


def test_a_role_is_held_by_one_person(db: Db) -> None:
    ask(db, 1, status=CONFIRMED)
    second = ask(db, 2)

    with pytest.raises(sqlite3.IntegrityError):
        assignments.decide(db, second, CONFIRMED, before=PENDING, by=9, now=LATER)


def test_those_who_act_are_the_confirmed_and_the_primary_comes_first(db: Db) -> None:
    ask(db, 1, status=CONFIRMED, role=BACKUP)
    ask(db, 2, status=CONFIRMED)
    ask(db, 3)
    ask(db, 4, status=CONFIRMED, party="KEN")

    assert [one.person_id for one in assignments.acting_for(db, "FRA")] == [2, 1]
    assert [one.person_id for one in assignments.history(db, "FRA")] == [1, 2, 3]
    assert [one.person_id for one in assignments.pending(db)] == [3]
    holders = [assignments.holder(db, "FRA", role) for role in MissionRole]
    assert [one.person_id if one else None for one in holders] == [2, 1]
    assert assignments.holder(db, "KEN", BACKUP) is None


def test_a_person_acts_or_waits_in_the_newest_place_that_stands(db: Db) -> None:
    ask(db, 1, status=CONFIRMED)
    newer = ask(db, 1, party="KEN")
    waiting = assignments.active(db, 1)
    assignments.decide(db, newer, REFUSED, before=PENDING, by=9, now=LATER)
    acting = assignments.active(db, 1)

    assert waiting is not None
    assert (waiting.party, waiting.status) == ("KEN", PENDING)
    assert acting is not None
    assert (acting.party, acting.status) == ("FRA", CONFIRMED)
    assert assignments.active(db, 2) is None
