"""Keeps who works in the secretariat, the chats in which it is told, and what each of them is asked there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage import Db, rows


class Role(StrEnum):
    """Each role of the secretariat may do what the one before may, and more."""

    VIEWER = "viewer"
    OFFICER = "officer"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Return the place in the order, 0 for the role that may least."""
        return list(Role).index(self)

    def reaches(self, needed: Role) -> bool:
        """Return whether this role may do what `needed` may."""
        return self.rank >= needed.rank


class Digest(StrEnum):
    """When a chat of the secretariat is told of what is not urgent."""

    NOW = "now"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class DeskChat:
    """A chat in which the secretariat is told."""

    chat_id: int
    title: str
    language: str
    digest: Digest
    lost_at: str | None


def grant(db: Db, person_id: int, role: Role, *, by: int | None, now: str) -> None:
    db.execute(
        "INSERT INTO staff (person_id, role, granted_by, granted_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person_id) DO UPDATE SET role = excluded.role, "
        "granted_by = excluded.granted_by, granted_at = excluded.granted_at, removed_at = NULL",
        (person_id, role, by, now),
    )


def remove(db: Db, person_id: int, now: str) -> bool:
    statement = "UPDATE staff SET removed_at = ? WHERE person_id = ? AND removed_at IS NULL"
    return rows.changed(db, statement, now, person_id)


def members(db: Db) -> list[tuple[int, Role, str]]:
    """Return (person, role, name) of everybody who works in the secretariat, admins first."""
    found = db.execute(
        "SELECT s.person_id, s.role, coalesce(p.name, '') FROM staff s "
        "LEFT JOIN people p ON p.id = s.person_id WHERE s.removed_at IS NULL "
        "ORDER BY s.role = 'viewer', s.role = 'officer', s.person_id"
    )
    return [(person, Role(role), name) for person, role, name in found]


def outsiders(db: Db) -> list[int]:
    """Return everybody who does not work in the secretariat."""
    return rows.column(
        db,
        "SELECT id FROM people WHERE id NOT IN "
        "(SELECT person_id FROM staff WHERE removed_at IS NULL) ORDER BY id",
    )


def role_of(db: Db, person_id: int) -> Role | None:
    query = "SELECT role FROM staff WHERE person_id = ? AND removed_at IS NULL"
    role = rows.value(db, query, person_id)
    return None if role is None else Role(role)


_DESKS = rows.Table("desks", DeskChat)


def desks(db: Db) -> list[DeskChat]:
    """Return the chats to be told; those that were lost are left out."""
    where = "removed_at IS NULL AND lost_at IS NULL ORDER BY registered_at, chat_id"
    return _DESKS.all(db, f"WHERE {where}")


def desk(db: Db, chat_id: int) -> DeskChat | None:
    return _DESKS.first(db, "WHERE chat_id = ? AND removed_at IS NULL", chat_id)


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


def set_desk_digest(db: Db, chat_id: int, digest: Digest) -> None:
    """Set when that chat is told of what is not urgent."""
    db.execute("UPDATE desks SET digest = ? WHERE chat_id = ?", (digest, chat_id))


def lose_desk(db: Db, chat_id: int, now: str) -> bool:
    """Record that the bot was put out of a chat; return False where that was known, or it is no desk."""
    statement = "UPDATE desks SET lost_at = ? WHERE chat_id = ? AND lost_at IS NULL"
    return rows.changed(db, statement, now, chat_id)


def desk_session(db: Db, chat_id: int, person_id: int) -> str | None:
    query = "SELECT state FROM desk_sessions WHERE chat_id = ? AND person_id = ?"
    return rows.value(db, query, chat_id, person_id)


def save_desk_session(db: Db, chat_id: int, person_id: int, state: str | None, now: str) -> None:
    """Store what somebody is asked in a chat; None ends it."""
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
