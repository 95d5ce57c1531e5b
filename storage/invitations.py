"""Keeps invitations with the hash of their code only, so that whoever reads the database cannot use one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from storage import Db, rows
from storage.assignments import MissionRole
from storage.staff import Role

# 144 random bits in 24 characters; Telegram allows 64 of [A-Za-z0-9_-] in a start link.
CODE_BYTES = 18


@dataclass(frozen=True, slots=True)
class Invitation:
    id: int
    party: str | None
    # What whoever opens it becomes; of the roles of the secretariat, only an admin is invited.
    role: MissionRole | Role
    created_at: str
    created_by: int | None
    expires_at: str | None
    used_at: str | None
    used_by: int | None
    revoked_at: str | None


_TABLE = rows.Table("invitations", Invitation)


def hash_of(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


def create(
    db: Db,
    party: str | None,
    role: MissionRole | Role,
    *,
    by: int | None,
    now: str,
    expires_at: str | None,
) -> tuple[int, str]:
    """Add an invitation; return its id and the code, which is not stored and cannot be shown again."""
    code = secrets.token_urlsafe(CODE_BYTES)
    number = rows.insert(
        db,
        "invitations",
        code_hash=hash_of(code),
        party=party,
        role=role,
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    return number, code


def find(db: Db, code: str) -> Invitation | None:
    return _TABLE.first(db, "WHERE code_hash = ?", hash_of(code))


def of_party(db: Db, party: str) -> list[Invitation]:
    """Return every invitation of a State, newest first."""
    return _TABLE.all(db, "WHERE party = ? ORDER BY id DESC", party)


def all_invitations(db: Db) -> list[Invitation]:
    """Return every invitation there ever was, oldest first."""
    return _TABLE.all(db, "ORDER BY id")


def use(db: Db, invitation_id: int, person_id: int, now: str) -> bool:
    """Bind the invitation to the person; return False where it was used meanwhile."""
    return rows.changed(
        db,
        "UPDATE invitations SET used_at = ?, used_by = ? WHERE id = ? AND used_at IS NULL",
        *(now, person_id, invitation_id),
    )


def release(db: Db, invitation_id: int) -> None:
    """Free an invitation that had come to somebody of another country, to be used again."""
    db.execute(
        "UPDATE invitations SET used_at = NULL, used_by = NULL WHERE id = ?", (invitation_id,)
    )


def revoke(db: Db, invitation_id: int, *, by: int | None, now: str) -> bool:
    return rows.changed(
        db,
        "UPDATE invitations SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL",
        *(now, by, invitation_id),
    )


def open_of_role(db: Db, party: str, role: MissionRole, now: str) -> Invitation | None:
    """Return an invitation that can still be used."""
    return _TABLE.first(
        db,
        "WHERE party = ? AND role = ? AND used_at IS NULL AND revoked_at IS NULL "
        "AND (expires_at IS NULL OR expires_at > ?) ORDER BY id DESC LIMIT 1",
        *(party, role, now),
    )


def record_attempt(db: Db, person_id: int, now: str) -> None:
    db.execute("INSERT INTO attempts (person_id, at) VALUES (?, ?)", (person_id, now))


def attempts_since(db: Db, person_id: int, since: str) -> int:
    """Return how many wrong codes a person has tried since an instant."""
    query = "SELECT count(*) FROM attempts WHERE person_id = ? AND at > ?"
    return rows.number(db, query, person_id, since)
