"""Erases rows at once, and queues a job for the bytes of files and the pages of the database's log."""

from __future__ import annotations

from storage import Db, erasure, jobs, replies, staff
from storage.jobs import JobKind


def forget_party(db: Db, party: str, now: str) -> None:
    """Erase a State's reply with all that belongs to it."""
    _finish_later(db, erasure.erase_party(db, party, now), now)


def forget_person(db: Db, person: int, now: str) -> None:
    """Erase a person; what a State's reply says of them stays in it."""
    erasure.erase_person(db, person, now)
    _finish_later(db, [], now)


def forget_all(db: Db, now: str) -> None:
    """Erase every reply, and everybody who is not of the secretariat."""
    hashes: list[str] = []
    for reply in replies.all_replies(db):
        hashes += erasure.erase_party(db, reply.party, now)
    for person in staff.outsiders(db):
        erasure.erase_person(db, person, now)
    _finish_later(db, hashes, now)


def rows_of_all(db: Db) -> dict[str, int]:
    """Return table → number of rows that `forget_all` would erase."""
    total: dict[str, int] = {}
    for reply in replies.all_replies(db):
        for table, count in erasure.rows_of_party(db, reply.party).items():
            total[table] = total.get(table, 0) + count
    outsiders = staff.outsiders(db)
    return total | ({"people": len(outsiders)} if outsiders else {})


def _finish_later(db: Db, hashes: list[str], now: str) -> None:
    jobs.add(db, kind=JobKind.FORGET, payload={"hashes": hashes}, now=now)
