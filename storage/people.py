"""Who writes to the bot, for which State they act, who works in the secretariat, and where each stands in the dialogue."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

Db = sqlite3.Connection


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
    staff_role: str | None


@dataclass(frozen=True, slots=True)
class Assignment:
    id: int
    party: str
    person_id: int
    role: str
    status: str
    reason: str
    invitation_id: int | None
    asked_at: str
    decided_at: str | None
    decided_by: int | None
    letter_reference: str | None
    letter_date: str | None


@dataclass(frozen=True, slots=True)
class DeskChat:
    """A chat in which the secretariat is told."""

    chat_id: int
    title: str
    language: str
    digest: str
    lost_at: str | None


_ASSIGNMENT = (
    "id, party, person_id, role, status, reason, invitation_id, asked_at, decided_at, decided_by, "
    "letter_reference, letter_date"
)


def known(db: Db, person_id: int) -> KnownPerson | None:
    row = db.execute(
        "SELECT p.id, p.name, p.username, p.language, p.agreed_at, p.blocked_at, "
        "s.state, s.asked_row, "
        "(SELECT role FROM staff WHERE person_id = p.id AND removed_at IS NULL) "
        "FROM people p LEFT JOIN sessions s ON s.person_id = p.id WHERE p.id = ?",
        (person_id,),
    ).fetchone()
    return KnownPerson(*row) if row else None


def meet(db: Db, person_id: int, name: str, username: str | None, now: str) -> None:
    """Somebody new, or somebody who has changed their name or come back after blocking the bot."""
    db.execute(
        "INSERT INTO people (id, name, username, first_seen_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, username = excluded.username, "
        "blocked_at = NULL",
        (person_id, name, username, now),
    )


def set_language(db: Db, person_id: int, language: str) -> None:
    db.execute("UPDATE people SET language = ? WHERE id = ?", (language, person_id))


def set_agreed(db: Db, person_id: int, notice: str, now: str) -> None:
    """Agreement to the privacy notice, with its date and the version that was agreed to."""
    db.execute(
        "UPDATE people SET agreed_at = ?, agreed_notice = ? WHERE id = ?", (now, notice, person_id)
    )


def set_blocked(db: Db, person_id: int, now: str) -> bool:
    """The person blocked the bot; False where that was known."""
    done = db.execute(
        "UPDATE people SET blocked_at = ? WHERE id = ? AND blocked_at IS NULL", (now, person_id)
    )
    return bool(done.rowcount)


def names(db: Db, person_ids: set[int]) -> dict[int, str]:
    marks = ", ".join("?" * len(person_ids))
    return dict(
        db.execute(f"SELECT id, name FROM people WHERE id IN ({marks})", (*person_ids,)).fetchall()
    )


def find(db: Db, text: str, *, limit: int = 6) -> list[KnownPerson]:
    """People by @username or Telegram's number, else by a part of their name."""
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
    """Those who can be reached and whose last turn was between two instants, in the order of ids."""
    return [
        person
        for (person,) in db.execute(
            "SELECT s.person_id FROM sessions s JOIN people p ON p.id = s.person_id "
            "WHERE s.updated_at BETWEEN ? AND ? AND p.blocked_at IS NULL ORDER BY s.person_id",
            (since, until),
        )
    ]


# ---------------------------------------------------------------- who acts for a State


def active_assignment(db: Db, person_id: int) -> Assignment | None:
    """The one State a person acts for, or waits to act for."""
    row = db.execute(
        f"SELECT {_ASSIGNMENT} FROM assignments WHERE person_id = ? "
        "AND status IN ('pending', 'confirmed') ORDER BY id DESC LIMIT 1",
        (person_id,),
    ).fetchone()
    return Assignment(*row) if row else None


def assignment(db: Db, assignment_id: int) -> Assignment | None:
    row = db.execute(
        f"SELECT {_ASSIGNMENT} FROM assignments WHERE id = ?", (assignment_id,)
    ).fetchone()
    return Assignment(*row) if row else None


def holder(db: Db, party: str, role: str) -> Assignment | None:
    """Who is confirmed in that role."""
    row = db.execute(
        f"SELECT {_ASSIGNMENT} FROM assignments "
        "WHERE party = ? AND role = ? AND status = 'confirmed'",
        (party, role),
    ).fetchone()
    return Assignment(*row) if row else None


def acting_for(db: Db, party: str) -> list[Assignment]:
    """Everybody who is confirmed for a State, the primary first."""
    return [
        Assignment(*row)
        for row in db.execute(
            f"SELECT {_ASSIGNMENT} FROM assignments WHERE party = ? AND status = 'confirmed' "
            "ORDER BY role = 'backup', id",
            (party,),
        )
    ]


def history(db: Db, party: str) -> list[Assignment]:
    return [
        Assignment(*row)
        for row in db.execute(
            f"SELECT {_ASSIGNMENT} FROM assignments WHERE party = ? ORDER BY id", (party,)
        )
    ]


def pending(db: Db) -> list[Assignment]:
    """Requests that the secretariat has not decided, oldest first."""
    return [
        Assignment(*row)
        for row in db.execute(
            f"SELECT {_ASSIGNMENT} FROM assignments WHERE status = 'pending' ORDER BY id"
        )
    ]


def assign(
    db: Db,
    party: str,
    person_id: int,
    role: str,
    *,
    status: str,
    reason: str,
    now: str,
    invitation_id: int | None = None,
    decided_by: int | None = None,
) -> int:
    done = db.execute(
        "INSERT INTO assignments (party, person_id, role, status, reason, invitation_id, "
        "asked_at, decided_at, decided_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            party,
            person_id,
            role,
            status,
            reason,
            invitation_id,
            now,
            now if status == "confirmed" else None,
            decided_by,
        ),
    )
    return int(done.lastrowid or 0)


def decide(
    db: Db,
    assignment_id: int,
    status: str,
    *,
    before: str,
    by: int | None,
    now: str,
    letter_reference: str | None = None,
    letter_date: str | None = None,
) -> bool:
    """From `before` to `status`; False where somebody decided before.

    Raises: sqlite3.IntegrityError where that role of the State is held by somebody else.
    """
    done = db.execute(
        "UPDATE assignments SET status = ?, decided_at = ?, decided_by = ?, "
        "letter_reference = coalesce(?, letter_reference), "
        "letter_date = coalesce(?, letter_date) WHERE id = ? AND status = ?",
        (status, now, by, letter_reference, letter_date, assignment_id, before),
    )
    return bool(done.rowcount)


# ---------------------------------------------------------------- the secretariat


def grant(db: Db, person_id: int, role: str, *, by: int | None, now: str) -> None:
    db.execute(
        "INSERT INTO staff (person_id, role, granted_by, granted_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person_id) DO UPDATE SET role = excluded.role, "
        "granted_by = excluded.granted_by, granted_at = excluded.granted_at, removed_at = NULL",
        (person_id, role, by, now),
    )


def remove_staff(db: Db, person_id: int, now: str) -> bool:
    done = db.execute(
        "UPDATE staff SET removed_at = ? WHERE person_id = ? AND removed_at IS NULL",
        (now, person_id),
    )
    return bool(done.rowcount)


def staff(db: Db) -> list[tuple[int, str, str]]:
    """(person, role, name) of everybody who works in the secretariat, admins first."""
    return db.execute(
        "SELECT s.person_id, s.role, coalesce(p.name, '') FROM staff s "
        "LEFT JOIN people p ON p.id = s.person_id WHERE s.removed_at IS NULL "
        "ORDER BY s.role = 'viewer', s.role = 'officer', s.person_id"
    ).fetchall()


def outsiders(db: Db) -> list[int]:
    """Everybody who does not work in the secretariat."""
    return [
        row[0]
        for row in db.execute(
            "SELECT id FROM people WHERE id NOT IN "
            "(SELECT person_id FROM staff WHERE removed_at IS NULL) ORDER BY id"
        )
    ]


def staff_role(db: Db, person_id: int) -> str | None:
    row = db.execute(
        "SELECT role FROM staff WHERE person_id = ? AND removed_at IS NULL", (person_id,)
    ).fetchone()
    return row[0] if row else None


def desks(db: Db) -> list[DeskChat]:
    """The chats to be told; those that were lost are left out."""
    return [
        DeskChat(*row)
        for row in db.execute(
            "SELECT chat_id, title, language, digest, lost_at FROM desks "
            "WHERE removed_at IS NULL AND lost_at IS NULL ORDER BY registered_at, chat_id"
        )
    ]


def desk(db: Db, chat_id: int) -> DeskChat | None:
    row = db.execute(
        "SELECT chat_id, title, language, digest, lost_at FROM desks "
        "WHERE chat_id = ? AND removed_at IS NULL",
        (chat_id,),
    ).fetchone()
    return DeskChat(*row) if row else None


def register_desk(
    db: Db, chat_id: int, title: str, language: str, *, by: int | None, now: str
) -> None:
    db.execute(
        "INSERT INTO desks (chat_id, title, language, registered_by, registered_at) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (chat_id) DO UPDATE SET title = excluded.title, "
        "lost_at = NULL, removed_at = NULL",
        (chat_id, title, language, by, now),
    )


def remove_desk(db: Db, chat_id: int, now: str) -> None:
    db.execute("UPDATE desks SET removed_at = ? WHERE chat_id = ?", (now, chat_id))


def set_desk_language(db: Db, chat_id: int, language: str) -> None:
    db.execute("UPDATE desks SET language = ? WHERE chat_id = ?", (language, chat_id))


def set_desk_digest(db: Db, chat_id: int, digest: str) -> None:
    """'now' or 'daily'."""
    db.execute("UPDATE desks SET digest = ? WHERE chat_id = ?", (digest, chat_id))


def lose_desk(db: Db, chat_id: int, now: str) -> bool:
    """The bot was put out of that chat; False where that was known, or it is no desk."""
    done = db.execute(
        "UPDATE desks SET lost_at = ? WHERE chat_id = ? AND lost_at IS NULL", (now, chat_id)
    )
    return bool(done.rowcount)


# ---------------------------------------------------------------- desk users in the middle of something


def desk_session(db: Db, chat_id: int, person_id: int) -> str | None:
    row = db.execute(
        "SELECT state FROM desk_sessions WHERE chat_id = ? AND person_id = ?",
        (chat_id, person_id),
    ).fetchone()
    return row[0] if row else None


def save_desk_session(db: Db, chat_id: int, person_id: int, state: str | None, now: str) -> None:
    """None ends what they were in the middle of."""
    if state is None:
        db.execute(
            "DELETE FROM desk_sessions WHERE chat_id = ? AND person_id = ?", (chat_id, person_id)
        )
        return
    db.execute(
        "INSERT INTO desk_sessions (chat_id, person_id, state, updated_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (chat_id, person_id) DO UPDATE SET state = excluded.state, "
        "updated_at = excluded.updated_at",
        (chat_id, person_id, state, now),
    )
