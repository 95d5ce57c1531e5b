"""Keeps invitations with the hash of their code only, so that whoever reads the database cannot use one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from storage import Db
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


_COLUMNS = "id, party, role, created_at, created_by, expires_at, used_at, used_by, revoked_at"


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
    done = db.execute(
        "INSERT INTO invitations (code_hash, party, role, created_at, created_by, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (hash_of(code), party, role, now, by, expires_at),
    )
    return int(done.lastrowid or 0), code


def find(db: Db, code: str) -> Invitation | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM invitations WHERE code_hash = ?", (hash_of(code),)
    ).fetchone()
    return _invitation(row) if row else None


def _invitation(row: tuple[Any, ...]) -> Invitation:
    number, party, role, *rest = row
    became = Role.ADMIN if role == Role.ADMIN else MissionRole(role)
    return Invitation(number, party, became, *rest)


def of_party(db: Db, party: str) -> list[Invitation]:
    """Return every invitation of a State, newest first."""
    return [
        _invitation(row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM invitations WHERE party = ? ORDER BY id DESC", (party,)
        )
    ]


def all_invitations(db: Db) -> list[Invitation]:
    """Return every invitation there ever was, oldest first."""
    return [
        _invitation(row) for row in db.execute(f"SELECT {_COLUMNS} FROM invitations ORDER BY id")
    ]


def use(db: Db, invitation_id: int, person_id: int, now: str) -> bool:
    """Bind the invitation to the person; return False where it was used meanwhile."""
    done = db.execute(
        "UPDATE invitations SET used_at = ?, used_by = ? WHERE id = ? AND used_at IS NULL",
        (now, person_id, invitation_id),
    )
    return bool(done.rowcount)


def release(db: Db, invitation_id: int) -> None:
    """Free an invitation that had come to somebody of another country, to be used again."""
    db.execute(
        "UPDATE invitations SET used_at = NULL, used_by = NULL WHERE id = ?", (invitation_id,)
    )


def revoke(db: Db, invitation_id: int, *, by: int | None, now: str) -> bool:
    done = db.execute(
        "UPDATE invitations SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL",
        (now, by, invitation_id),
    )
    return bool(done.rowcount)


def open_of_role(db: Db, party: str, role: MissionRole, now: str) -> Invitation | None:
    """Return an invitation that can still be used."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM invitations WHERE party = ? AND role = ? AND used_at IS NULL "
        "AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?) "
        "ORDER BY id DESC LIMIT 1",
        (party, role, now),
    ).fetchone()
    return _invitation(row) if row else None


def record_attempt(db: Db, person_id: int, now: str) -> None:
    db.execute("INSERT INTO attempts (person_id, at) VALUES (?, ?)", (person_id, now))


def attempts_since(db: Db, person_id: int, since: str) -> int:
    """Return how many wrong codes a person has tried since an instant."""
    (number,) = db.execute(
        "SELECT count(*) FROM attempts WHERE person_id = ? AND at > ?", (person_id, since)
    ).fetchone()
    return int(number)
