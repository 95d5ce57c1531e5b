"""Links: what is kept of a code, and how often one can be used."""

from __future__ import annotations

import sqlite3

from storage import invitations, people
from storage.assignments import MissionRole

Db = sqlite3.Connection

NOW = "2003-07-01T09:00:00.000Z"
LATER = "2003-07-02T09:00:00.000Z"


def made(db: Db, party: str) -> tuple[int, str]:
    return invitations.create(db, party, MissionRole.PRIMARY, by=None, now=NOW, expires_at=None)


def test_a_code_is_long_and_random_and_only_its_hash_is_kept(db: Db) -> None:
    codes = {made(db, "FRA")[1] for _ in range(200)}

    kept = b"".join(value for (value,) in db.execute("SELECT code_hash FROM invitations"))
    assert len(codes) == 200
    assert {len(code) for code in codes} == {24}
    assert invitations.CODE_BYTES * 8 == 144
    assert not any(code.encode() in kept for code in codes)


def test_a_code_is_bound_once_and_free_again_when_it_is_released(db: Db) -> None:
    people.meet(db, 7, "Awa", None, NOW)
    invitation, _ = made(db, "FRA")
    first, second = (invitations.use(db, invitation, person, LATER) for person in (7, 8))
    invitations.release(db, invitation)
    again = invitations.use(db, invitation, 8, LATER)

    (found,) = invitations.of_party(db, "FRA")
    assert (first, second, again) == (True, False, True)
    assert (found.used_by, found.used_at) == (8, LATER)


def test_every_invitation_is_listed_oldest_first_and_a_states_own_newest_first(db: Db) -> None:
    first, _ = made(db, "FRA")
    other, _ = made(db, "KEN")
    last, _ = made(db, "FRA")

    assert [one.id for one in invitations.all_invitations(db)] == [first, other, last]
    assert [one.id for one in invitations.of_party(db, "FRA")] == [last, first]
