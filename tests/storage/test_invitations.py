"""Links: what is kept of a code, and how often one can be used."""

from __future__ import annotations

import sqlite3

from storage import invitations, people
from storage.assignments import MissionRole
from storage.staff import Role

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


def test_a_link_is_open_until_it_is_used_withdrawn_or_at_the_end_of_its_time(db: Db) -> None:
    def opened(now: str = NOW) -> int | None:
        found = invitations.open_of_role(db, "FRA", MissionRole.PRIMARY, now)
        return found.id if found else None

    none = opened()
    people.meet(db, 7, "Awa", None, NOW)
    for_ever, _ = made(db, "FRA")
    timed, _ = invitations.create(
        db, "FRA", MissionRole.PRIMARY, by=None, now=NOW, expires_at=LATER
    )
    made(db, "KEN")
    newest, at_its_end = opened(), opened(LATER)
    revoked = invitations.revoke(db, for_ever, by=9, now=LATER)
    again = invitations.revoke(db, for_ever, by=9, now=LATER)
    invitations.use(db, timed, 7, NOW)

    assert none is None
    assert (newest, at_its_end) == (timed, for_ever)
    assert (revoked, again, opened()) == (True, False, None)
    assert invitations.open_of_role(db, "FRA", MissionRole.BACKUP, NOW) is None


def test_a_link_is_found_by_its_code_with_the_role_it_gives(db: Db) -> None:
    _, admin = invitations.create(db, None, Role.ADMIN, by=None, now=NOW, expires_at=LATER)
    _, backup = invitations.create(db, "FRA", MissionRole.BACKUP, by=7, now=NOW, expires_at=None)
    found = [invitations.find(db, code) for code in (admin, backup, "guessed")]

    assert [one and (one.party, one.role, one.created_by, one.expires_at) for one in found] == [
        (None, Role.ADMIN, None, LATER),
        ("FRA", MissionRole.BACKUP, 7, None),
        None,
    ]
    assert invitations.all_invitations(db) == found[:2]


def test_wrong_codes_are_counted_after_an_instant_for_each_person(db: Db) -> None:
    for person, at in ((7, NOW), (7, LATER), (8, LATER)):
        invitations.record_attempt(db, person, at)

    assert invitations.attempts_since(db, 7, NOW) == 1
    assert invitations.attempts_since(db, 7, "2003-07-01T08:59:59.999Z") == 2
    assert invitations.attempts_since(db, 9, NOW) == 0
