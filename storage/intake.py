"""Keeps which updates were taken, and those that could not be handled.

Instants are texts, as `storage.instants` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage import Db, rows


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that could not be handled, as it came, with the traceback."""

    id: int
    update_id: int | None
    raw: str
    error: str
    at: str


def take(db: Db, update_id: int, now: str) -> bool:
    """Record an update as taken; False when it was before, and is to change nothing."""
    statement = "INSERT INTO processed (update_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
    return rows.changed(db, statement, update_id, now)


def forget_taken(db: Db, before: str, *, but_newest: int) -> int:
    """Forget what was taken before an instant, but for the newest; returns how many.

    Telegram delivers for 24 hours (Bot API, Getting updates), so leave it more than a day. The
    newest stay in any case: the clock may have jumped.
    """
    return db.execute(
        "DELETE FROM processed WHERE at < ? AND update_id NOT IN"
        " (SELECT update_id FROM processed ORDER BY update_id DESC LIMIT ?)",
        (before, but_newest),
    ).rowcount


def bury(db: Db, *, update_id: int | None, raw: str, error: str, now: str) -> int:
    """Keep an update that could not be handled; returns its letter's id."""
    return rows.insert(db, "dead_letters", update_id=update_id, raw=raw, error=error, at=now)


def dead_letters(db: Db, *, limit: int = 100) -> list[DeadLetter]:
    """Return those nobody has settled yet, oldest first."""
    rest = "WHERE settled_at IS NULL ORDER BY id LIMIT ?"
    return rows.Table("dead_letters", DeadLetter).all(db, rest, limit)


def count_dead_letters(db: Db) -> int:
    """Return how many nobody has settled yet."""
    return rows.number(db, "SELECT count(*) FROM dead_letters WHERE settled_at IS NULL")


def settle(db: Db, letter: int, now: str) -> bool:
    """Forget what an update said, once somebody has looked; return False when that was done before."""
    statement = (
        "UPDATE dead_letters SET settled_at = ?, raw = '' WHERE id = ? AND settled_at IS NULL"
    )
    return rows.changed(db, statement, now, letter)
