"""Keeps who acts for which State: requests, what was decided of them, and who holds each role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage import Db


class MissionRole(StrEnum):
    """As what a person acts for a State."""

    PRIMARY = "primary"
    BACKUP = "backup"


class AssignmentStatus(StrEnum):
    """How far a request to act for a State is."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REMOVED = "removed"


class AssignmentReason(StrEnum):
    """Why somebody acts for a State, or asks to."""

    INVITED = "invited"
    # The event wants the secretariat to confirm whoever opens an invitation.
    APPROVAL = "approval"
    # Somebody else holds the role already.
    SECOND = "second"
    UNINVITED = "uninvited"
    # The secretariat records a paper reply in their name.
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Assignment:
    id: int
    party: str
    person_id: int
    role: MissionRole
    status: AssignmentStatus
    reason: AssignmentReason
    invitation_id: int | None
    asked_at: str
    decided_at: str | None
    decided_by: int | None
    letter_reference: str | None
    letter_date: str | None


_COLUMNS = (
    "id, party, person_id, role, status, reason, invitation_id, asked_at, decided_at, decided_by, "
    "letter_reference, letter_date"
)


def active(db: Db, person_id: int) -> Assignment | None:
    """Return the one State a person acts for, or waits to act for."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assignments WHERE person_id = ? "
        "AND status IN ('pending', 'confirmed') ORDER BY id DESC LIMIT 1",
        (person_id,),
    ).fetchone()
    return _assignment(row) if row else None


def get(db: Db, assignment_id: int) -> Assignment | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assignments WHERE id = ?", (assignment_id,)
    ).fetchone()
    return _assignment(row) if row else None


def holder(db: Db, party: str, role: MissionRole) -> Assignment | None:
    """Return who is confirmed in that role."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assignments WHERE party = ? AND role = ? AND status = 'confirmed'",
        (party, role),
    ).fetchone()
    return _assignment(row) if row else None


def acting_for(db: Db, party: str) -> list[Assignment]:
    """Return everybody who is confirmed for a State, the primary first."""
    return [
        _assignment(row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM assignments WHERE party = ? AND status = 'confirmed' "
            "ORDER BY role = 'backup', id",
            (party,),
        )
    ]


def history(db: Db, party: str) -> list[Assignment]:
    return [
        _assignment(row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM assignments WHERE party = ? ORDER BY id", (party,)
        )
    ]


def pending(db: Db) -> list[Assignment]:
    """Return the requests that the secretariat has not decided, oldest first."""
    return [
        _assignment(row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM assignments WHERE status = 'pending' ORDER BY id"
        )
    ]


def assign(
    db: Db,
    party: str,
    person_id: int,
    role: MissionRole,
    *,
    status: AssignmentStatus,
    reason: AssignmentReason,
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
            now if status == AssignmentStatus.CONFIRMED else None,
            decided_by,
        ),
    )
    return int(done.lastrowid or 0)


def decide(
    db: Db,
    assignment_id: int,
    status: AssignmentStatus,
    *,
    before: AssignmentStatus,
    by: int | None,
    now: str,
    letter_reference: str | None = None,
    letter_date: str | None = None,
) -> bool:
    """Move from `before` to `status`; return False where somebody decided before.

    Raises: sqlite3.IntegrityError where that role of the State is held by somebody else.
    """
    done = db.execute(
        "UPDATE assignments SET status = ?, decided_at = ?, decided_by = ?, "
        "letter_reference = coalesce(?, letter_reference), "
        "letter_date = coalesce(?, letter_date) WHERE id = ? AND status = ?",
        (status, now, by, letter_reference, letter_date, assignment_id, before),
    )
    return bool(done.rowcount)


def _assignment(row: tuple[Any, ...]) -> Assignment:
    number, party, person, role, status, reason, *rest = row
    return Assignment(
        number,
        party,
        person,
        MissionRole(role),
        AssignmentStatus(status),
        AssignmentReason(reason),
        *rest,
    )
