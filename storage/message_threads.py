"""Keeps the messages between missions and the secretariat, by State."""

from __future__ import annotations

from enum import StrEnum

from storage import Db, rows


class Direction(StrEnum):
    """Which way a message went: to the secretariat, or out to a mission."""

    IN = "in"
    OUT = "out"


# Batch of the outbox's rows that carry a message of the secretariat to a mission.
LETTER_BATCH = "letter"


def add(
    db: Db, party: str | None, person_id: int, direction: Direction, text: str, now: str
) -> int:
    """Keep a message; return its id."""
    return rows.insert(
        db, "letters", party=party, person_id=person_id, direction=direction, text=text, at=now
    )


def of_party(db: Db, party: str, *, limit: int = 20) -> list[tuple[int, int, Direction, str, str]]:
    """Return (id, person, direction, text, at) of the newest, newest first."""
    found = db.execute(
        "SELECT id, person_id, direction, text, at FROM letters WHERE party = ? "
        "ORDER BY id DESC LIMIT ?",
        (party, limit),
    )
    return [(letter, who, Direction(way), text, at) for letter, who, way, text, at in found]


def get(db: Db, letter_id: int) -> tuple[str | None, int, str] | None:
    """Return (party, person, text) of one message."""
    row: tuple[str | None, int, str] | None = db.execute(
        "SELECT party, person_id, text FROM letters WHERE id = ?", (letter_id,)
    ).fetchone()
    return row


def is_letter(db: Db, chat_id: int, message_id: int) -> bool:
    """Return whether a message in a mission's chat carried one of the secretariat's."""
    query = "SELECT 1 FROM outbox WHERE chat_id = ? AND message_id = ? AND batch = ?"
    return rows.value(db, query, chat_id, message_id, LETTER_BATCH) is not None


def thread(party: str | None, person_id: int) -> str:
    """Return the outbox's batch in which a conversation with a State, or a person, is told to the desks."""
    return f"thread:{party or person_id}"


def thread_row(db: Db, chat_id: int, thread: str) -> int | None:
    """Return the newest message of a conversation in one chat, for the next one to reply to."""
    query = "SELECT max(id) FROM outbox WHERE batch = ? AND chat_id = ?"
    return rows.value(db, query, thread, chat_id)


def thread_of(db: Db, chat_id: int, message_id: int) -> str | None:
    """Return the conversation of a message in a desk's chat: a State's code or a person's id."""
    where = "chat_id = ? AND message_id = ? AND batch LIKE 'thread:%'"
    batch = rows.value(db, f"SELECT batch FROM outbox WHERE {where}", chat_id, message_id)
    return None if batch is None else str(batch).removeprefix("thread:")
