"""Keeps whoever has written to the bot: name, language, agreement, and where they are in the dialogue."""

from __future__ import annotations

from dataclasses import dataclass

from storage import Db, rows
from storage.staff import Role


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """All that one turn needs to know of a person, read in one statement."""

    id: int
    name: str
    username: str | None
    language: str | None
    agreed_at: str | None
    blocked_at: str | None
    session: str | None
    asked_row: int | None
    staff_role: Role | None


_KNOWN = rows.Table(
    "(SELECT p.*, s.state AS session, s.asked_row, "
    "(SELECT role FROM staff WHERE person_id = p.id AND removed_at IS NULL) AS staff_role "
    "FROM people p LEFT JOIN sessions s ON s.person_id = p.id)",
    KnownPerson,
)


def known(db: Db, person_id: int) -> KnownPerson | None:
    return _KNOWN.first(db, "WHERE id = ?", person_id)


def meet(db: Db, person_id: int, name: str, username: str | None, now: str) -> None:
    """Keep somebody new, or a new name; whoever writes no longer blocks the bot."""
    db.execute(
        "INSERT INTO people (id, name, username, first_seen_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, username = excluded.username, "
        "blocked_at = NULL",
        (person_id, name, username, now),
    )


def set_language(db: Db, person_id: int, language: str) -> None:
    db.execute("UPDATE people SET language = ? WHERE id = ?", (language, person_id))


def set_agreed(db: Db, person_id: int, notice: str, now: str) -> None:
    """Record agreement to the privacy notice, with its date and the version agreed to."""
    db.execute(
        "UPDATE people SET agreed_at = ?, agreed_notice = ? WHERE id = ?", (now, notice, person_id)
    )


def set_blocked(db: Db, person_id: int, now: str) -> bool:
    """Record that the person blocked the bot; return False where that was known."""
    statement = "UPDATE people SET blocked_at = ? WHERE id = ? AND blocked_at IS NULL"
    return rows.changed(db, statement, now, person_id)


def names(db: Db, person_ids: set[int]) -> dict[int, str]:
    marks = ", ".join("?" * len(person_ids))
    return dict(
        db.execute(f"SELECT id, name FROM people WHERE id IN ({marks})", (*person_ids,)).fetchall()
    )


def find(db: Db, text: str, *, limit: int = 6) -> list[KnownPerson]:
    """Return people by @username or Telegram's number, else by a part of their name."""
    asked = text.strip().removeprefix("@")
    if not asked:
        return []
    if asked.isascii() and asked.isdigit():
        one = known(db, int(asked))
        return [one] if one else []
    wanted = asked.casefold()
    # Not in SQL: SQLite knows the upper and lower case of ASCII alone.
    everybody = db.execute("SELECT id, name, username FROM people ORDER BY name, id").fetchall()
    found = [person for person, _, username in everybody if (username or "").casefold() == wanted]
    if not found:
        found = [person for person, name, _ in everybody if wanted in name.casefold()]
    return [one for person in found[:limit] if (one := known(db, person)) is not None]


def save_session(db: Db, person_id: int, state: str, asked_row: int | None, now: str) -> None:
    db.execute(
        "INSERT INTO sessions (person_id, state, asked_row, updated_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person_id) DO UPDATE SET state = excluded.state, "
        "asked_row = excluded.asked_row, updated_at = excluded.updated_at",
        (person_id, state, asked_row, now),
    )


def in_dialogue(db: Db, since: str, until: str) -> list[int]:
    """Return who can be reached and whose last turn was between two instants, in the order of ids."""
    return rows.column(
        db,
        "SELECT s.person_id FROM sessions s JOIN people p ON p.id = s.person_id "
        "WHERE s.updated_at BETWEEN ? AND ? AND p.blocked_at IS NULL ORDER BY s.person_id",
        *(since, until),
    )
