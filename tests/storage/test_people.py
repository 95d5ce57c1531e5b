"""People: who they are, whether they can be reached, and how they are found."""

from __future__ import annotations

import pytest

from storage import Db, people, staff
from storage.people import KnownPerson
from storage.staff import Role
from tests.storage.drafts import LATER, NOW


def test_a_person_is_known_with_all_that_a_turn_needs(db: Db) -> None:
    people.meet(db, 7, "Awa Diop", "awa", NOW)
    new = people.known(db, 7)
    people.set_language(db, 7, "fr")
    people.set_agreed(db, 7, "v1", LATER)
    people.save_session(db, 7, "{}", 40, LATER)
    staff.grant(db, 7, Role.OFFICER, by=None, now=LATER)

    assert new == KnownPerson(7, "Awa Diop", "awa", None, None, None, None, None, None)
    assert people.known(db, 7) == KnownPerson(
        7, "Awa Diop", "awa", "fr", LATER, None, "{}", 40, Role.OFFICER
    )
    assert people.known(db, 8) is None


def test_who_no_longer_works_in_the_secretariat_has_no_role(db: Db) -> None:
    people.meet(db, 7, "Awa", None, NOW)
    staff.grant(db, 7, Role.ADMIN, by=None, now=NOW)
    staff.remove(db, 7, LATER)
    known = people.known(db, 7)

    assert known is not None
    assert known.staff_role is None


def test_a_newer_session_replaces_the_older(db: Db) -> None:
    people.meet(db, 7, "Awa", None, NOW)
    people.save_session(db, 7, "one", 1, NOW)
    people.save_session(db, 7, "two", None, LATER)
    known = people.known(db, 7)

    assert known is not None
    assert (known.session, known.asked_row) == ("two", None)


def test_whoever_blocks_the_bot_does_so_once_until_they_write_again(db: Db) -> None:
    people.meet(db, 7, "Awa", None, NOW)
    first, second = people.set_blocked(db, 7, LATER), people.set_blocked(db, 7, LATER)
    blocked = people.known(db, 7)
    people.meet(db, 7, "Awa Diop", "awa", LATER)
    back = people.known(db, 7)

    assert (first, second) == (True, False)
    assert blocked is not None
    assert blocked.blocked_at == LATER
    assert back is not None
    assert (back.name, back.username, back.blocked_at) == ("Awa Diop", "awa", None)


@pytest.fixture
def crowd(db: Db) -> Db:
    for person, name, username in (
        (1, "Élise Martin", "elise"),
        (2, "Martin Éluard", None),
        (3, "Awa Diop", "martin"),
        (4, "élise petit", None),
    ):
        people.meet(db, person, name, username, NOW)
    return db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", [3]),
        ("99", []),
        ("@MARTIN", [3]),
        # A username comes before names that hold the same word.
        ("martin", [3]),
        ("ÉLISE", [1, 4]),
        (" diop ", [3]),
        ("  ", []),
        ("@", []),
        ("nobody", []),
        # Digits of other scripts are no number of Telegram's.
        ("٣", []),
    ],
)
def test_people_are_found_by_number_username_or_a_part_of_the_name(
    crowd: Db, text: str, found: list[int]
) -> None:
    assert [one.id for one in people.find(crowd, text)] == found


@pytest.mark.parametrize("limit", [1, 2])
def test_no_more_are_found_than_asked_for(crowd: Db, limit: int) -> None:
    assert [one.id for one in people.find(crowd, "élise", limit=limit)] == [1, 4][:limit]


def test_six_are_found_where_nothing_else_is_asked_for(db: Db) -> None:
    for person in range(1, 8):
        people.meet(db, person, "Awa", None, NOW)

    assert [one.id for one in people.find(db, "awa")] == [1, 2, 3, 4, 5, 6]


def test_names_are_those_of_the_people_asked_for(crowd: Db) -> None:
    assert people.names(crowd, {1, 3, 99}) == {1: "Élise Martin", 3: "Awa Diop"}
    assert people.names(crowd, set()) == {}


def test_in_dialogue_is_who_can_be_reached_and_had_a_turn_within_the_span(db: Db) -> None:
    instants = {1: "2003-07-01T08:59:59.999Z", 2: NOW, 3: LATER, 4: "2003-07-02T09:00:00.001Z"}
    for person, at in (*instants.items(), (5, NOW)):
        people.meet(db, person, f"P{person}", None, NOW)
        people.save_session(db, person, "{}", None, at)
    people.set_blocked(db, 5, NOW)

    assert people.in_dialogue(db, NOW, LATER) == [2, 3]
