"""Chats of the secretariat, each told once it is registered."""

from __future__ import annotations

import sqlite3

from storage import people, staff
from storage.staff import DeskChat, Digest, Role

Db = sqlite3.Connection

NOW = "2003-07-01T09:00:00.000Z"
LATER = "2003-07-02T09:00:00.000Z"


def test_a_desk_that_is_registered_again_keeps_its_language_and_is_told_again(db: Db) -> None:
    staff.register_desk(db, -100, "Protocol", "en", by=None, now=NOW)
    staff.set_desk_language(db, -100, "fr")
    staff.remove_desk(db, -100, LATER)
    while_removed = staff.desks(db)
    staff.register_desk(db, -100, "Protocole", "en", by=None, now=LATER)

    (desk,) = staff.desks(db)
    assert while_removed == []
    assert (desk.title, desk.language) == ("Protocole", "fr")


def test_each_role_reaches_those_before_it() -> None:
    viewer, officer, admin = Role

    assert [role.rank for role in Role] == [0, 1, 2]
    assert [officer.reaches(role) for role in (viewer, officer, admin)] == [True, True, False]


def test_who_works_here_is_listed_admins_first_and_who_left_is_an_outsider(db: Db) -> None:
    for person, role in ((1, Role.VIEWER), (2, Role.OFFICER), (3, Role.ADMIN), (4, Role.ADMIN)):
        people.meet(db, person, f"P{person}", None, NOW)
        staff.grant(db, person, role, by=None, now=NOW)
    people.meet(db, 9, "", None, NOW)
    staff.grant(db, 9, Role.OFFICER, by=3, now=NOW)
    gone, again = staff.remove(db, 4, LATER), staff.remove(db, 4, LATER)

    assert (gone, again) == (True, False)
    assert staff.members(db) == [
        (3, Role.ADMIN, "P3"),
        (2, Role.OFFICER, "P2"),
        (9, Role.OFFICER, ""),
        (1, Role.VIEWER, "P1"),
    ]
    assert staff.outsiders(db) == [4]
    assert [staff.role_of(db, person) for person in (1, 4, 99)] == [Role.VIEWER, None, None]


def test_somebody_who_comes_back_has_the_new_role(db: Db) -> None:
    people.meet(db, 1, "Awa", None, NOW)
    staff.grant(db, 1, Role.ADMIN, by=None, now=NOW)
    staff.remove(db, 1, NOW)
    staff.grant(db, 1, Role.VIEWER, by=None, now=LATER)

    assert staff.role_of(db, 1) is Role.VIEWER


def test_a_chat_that_is_lost_is_told_nothing_until_it_is_registered_again(db: Db) -> None:
    staff.register_desk(db, -100, "Protocol", "en", by=7, now=NOW)
    staff.set_desk_digest(db, -100, Digest.DAILY)
    lost, again = staff.lose_desk(db, -100, LATER), staff.lose_desk(db, -100, LATER)
    while_lost = staff.desks(db)
    known = staff.desk(db, -100)
    staff.register_desk(db, -100, "Protocol", "fr", by=7, now=LATER)

    assert (lost, again, staff.lose_desk(db, -999, LATER)) == (True, False, False)
    assert while_lost == []
    assert known is not None
    assert known.lost_at == LATER
    assert staff.desks(db) == [DeskChat(-100, "Protocol", "en", Digest.DAILY, None)]
    assert staff.desk(db, -999) is None


def test_what_somebody_is_asked_is_kept_for_each_chat_until_it_ends(db: Db) -> None:
    staff.save_desk_session(db, -100, 7, "one", NOW)
    staff.save_desk_session(db, -100, 7, "two", LATER)
    staff.save_desk_session(db, 7, 7, "other", NOW)
    newest = staff.desk_session(db, -100, 7)
    staff.save_desk_session(db, -100, 7, None, LATER)

    assert newest == "two"
    assert staff.desk_session(db, -100, 7) is None
    assert staff.desk_session(db, 7, 7) == "other"
    assert staff.desk_session(db, 7, 8) is None
