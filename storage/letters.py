"""Messages between missions and the secretariat, kept by State."""

from __future__ import annotations

import sqlite3

Db = sqlite3.Connection


def add(db: Db, party: str | None, person_id: int, direction: str, text: str, now: str) -> int:
    """`direction` is 'in' (to the secretariat) or 'out'."""
    done = db.execute(
        "INSERT INTO letters (party, person_id, direction, text, at) VALUES (?, ?, ?, ?, ?)",
        (party, person_id, direction, text, now),
    )
    return int(done.lastrowid or 0)


def of_party(db: Db, party: str, *, limit: int = 20) -> list[tuple[int, int, str, str, str]]:
    """(id, person, direction, text, at), newest first."""
    return db.execute(
        "SELECT id, person_id, direction, text, at FROM letters WHERE party = ? "
        "ORDER BY id DESC LIMIT ?",
        (party, limit),
    ).fetchall()


def get(db: Db, letter_id: int) -> tuple[str | None, int, str] | None:
    """(party, person, text) of one message."""
    row: tuple[str | None, int, str] | None = db.execute(
        "SELECT party, person_id, text FROM letters WHERE id = ?", (letter_id,)
    ).fetchone()
    return row
