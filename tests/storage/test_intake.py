from __future__ import annotations

import sqlite3

import pytest

from storage import intake
from storage.intake import DeadLetter

NOW = "2003-12-10T08:30:00.000Z"
LATER = "2003-12-12T08:30:00.000Z"


def test_an_update_is_taken_once(db: sqlite3.Connection) -> None:
    taken = [intake.take(db, update, NOW) for update in (5, 6, 5)]

    assert taken == [True, True, False]


def test_what_was_taken_long_ago_is_forgotten(db: sqlite3.Connection) -> None:
    intake.take(db, 5, NOW)
    intake.take(db, 6, LATER)

    assert intake.forget_taken(db, LATER, but_newest=1) == 1
    assert intake.take(db, 5, LATER)
    assert not intake.take(db, 6, LATER)


def test_the_newest_are_not_forgotten_however_late_the_clock_says_it_is(
    db: sqlite3.Connection,
) -> None:
    for update in (5, 6, 7):
        intake.take(db, update, NOW)

    assert intake.forget_taken(db, LATER, but_newest=2) == 1
    assert not intake.take(db, 6, LATER)


def test_a_dead_letter_waits_until_somebody_settles_it(db: sqlite3.Connection) -> None:
    first = intake.bury(db, update_id=5, raw='{"update_id": 5}', error="KeyError", now=NOW)
    second = intake.bury(db, update_id=None, raw="?", error="not JSON", now=NOW)

    assert intake.dead_letters(db) == [
        DeadLetter(first, 5, '{"update_id": 5}', "KeyError", NOW),
        DeadLetter(second, None, "?", "not JSON", NOW),
    ]
    assert intake.dead_letters(db, limit=1)[0].id == first
    assert intake.count_dead_letters(db) == 2
    assert [intake.settle(db, first, LATER), intake.settle(db, first, LATER)] == [True, False]
    assert [letter.id for letter in intake.dead_letters(db)] == [second]
    assert intake.count_dead_letters(db) == 1


@pytest.mark.parametrize("count", [100, 101])
def test_the_oldest_hundred_letters_are_listed(db: sqlite3.Connection, count: int) -> None:
    letters = [
        intake.bury(db, update_id=None, raw="?", error="KeyError", now=NOW) for _ in range(count)
    ]

    assert [letter.id for letter in intake.dead_letters(db)] == letters[:100]
    assert intake.count_dead_letters(db) == count


def test_a_settled_letter_keeps_nothing_a_person_wrote(db: sqlite3.Connection) -> None:
    letter = intake.bury(db, update_id=5, raw="what a person wrote", error="KeyError", now=NOW)
    intake.settle(db, letter, LATER)

    assert db.execute("SELECT raw FROM dead_letters").fetchall() == [("",)]
