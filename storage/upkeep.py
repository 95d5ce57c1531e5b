"""Keeps the file small and the queue alive: deletes what is old, tries again what is dead."""

from __future__ import annotations

from storage import Db, rows


def forget_attempts(db: Db, before: str) -> int:
    """Delete wrong codes tried before an instant; returns how many."""
    return db.execute("DELETE FROM attempts WHERE at < ?", (before,)).rowcount


def forget_prompts(db: Db, before: str) -> int:
    """End what people of the secretariat were in the middle of and left; returns how many."""
    return db.execute("DELETE FROM desk_sessions WHERE updated_at < ?", (before,)).rowcount


def forget_settled(db: Db, before: str) -> int:
    """Delete updates set aside that somebody has looked at; returns how many."""
    return db.execute("DELETE FROM dead_letters WHERE settled_at < ?", (before,)).rowcount


def requeue_dead(db: Db, now: str) -> int:
    """Queue dead rows anew behind all others, so that a running dispatcher sees them; how many."""
    dead = db.execute("SELECT id, key FROM outbox WHERE state = 'dead' ORDER BY id").fetchall()
    for row, key in dead:
        db.execute("UPDATE outbox SET key = NULL WHERE id = ?", (row,))
        copy = db.execute(
            "INSERT INTO outbox (chat_id, lane, method, params, target, document, batch, key,"
            " due_at, created_at) SELECT chat_id, lane, method, params, target, document, batch,"
            " ?1, ?2, created_at FROM outbox WHERE id = ?3",
            (key, now, row),
        ).lastrowid
        db.execute("UPDATE outbox SET target = ? WHERE target = ?", (copy, row))
        db.execute("UPDATE sessions SET asked_row = ? WHERE asked_row = ?", (copy, row))
        db.execute("DELETE FROM outbox WHERE id = ?", (row,))
    return len(dead)


def kept_since(db: Db) -> str | None:
    """Return when the first of what missions and visitors left here came in; None where there is nothing."""
    return rows.value(
        db,
        "SELECT min(at) FROM (SELECT created_at AS at FROM replies UNION ALL "
        "SELECT first_seen_at FROM people WHERE id NOT IN "
        "(SELECT person_id FROM staff WHERE removed_at IS NULL))",
    )


def size_bytes(db: Db) -> int:
    """Return how large the database is."""
    return rows.number(db, "PRAGMA page_count") * rows.number(db, "PRAGMA page_size")
