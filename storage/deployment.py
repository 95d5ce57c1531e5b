"""Small facts about the deployment, by key: the event it serves, the deadline the desk has set, the bot's name."""

from __future__ import annotations

import sqlite3

Db = sqlite3.Connection


def get(db: Db, key: str) -> str | None:
    row = db.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def put(db: Db, key: str, value: str | None) -> None:
    """None forgets the fact."""
    if value is None:
        db.execute("DELETE FROM facts WHERE key = ?", (key,))
        return
    db.execute(
        "INSERT INTO facts (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
