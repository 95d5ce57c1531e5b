"""Keeps small facts about the deployment by key: the event it serves, the deadline in force, the bot's name."""

from __future__ import annotations

from enum import StrEnum

from storage import Db, rows


class Key(StrEnum):
    """Keys that several rooms read or write."""

    # The code of the event that this database serves.
    EVENT = "event"
    # The bot's name on Telegram, so that a link can be made without asking.
    BOT_USERNAME = "bot_username"
    # When this process began, and when the last backup was made.
    STARTED = "started_at"
    LAST_BACKUP = "last_backup"


def get(db: Db, key: str) -> str | None:
    return rows.value(db, "SELECT value FROM facts WHERE key = ?", key)


def put(db: Db, key: str, value: str | None) -> None:
    """Store a fact; None forgets it."""
    if value is None:
        db.execute("DELETE FROM facts WHERE key = ?", (key,))
        return
    db.execute(
        "INSERT INTO facts (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
