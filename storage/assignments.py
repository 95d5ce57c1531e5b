"""Keeps who acts for which State: requests, what was decided of them, and who holds each role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage import Db, rows


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


_TABLE = rows.Table("assignments", Assignment)


def active(db: Db, person_id: int) -> Assignment | None:
    """Return the one State a person acts for, or waits to act for."""
    where = "person_id = ? AND status IN ('pending', 'confirmed') ORDER BY id DESC LIMIT 1"
    return _TABLE.first(db, f"WHERE {where}", person_id)


def get(db: Db, assignment_id: int) -> Assignment | None:
    return _TABLE.first(db, "WHERE id = ?", assignment_id)


def holder(db: Db, party: str, role: MissionRole) -> Assignment | None:
    """Return who is confirmed in that role."""
    return _TABLE.first(db, "WHERE party = ? AND role = ? AND status = 'confirmed'", party, role)


def acting_for(db: Db, party: str) -> list[Assignment]:
    """Return everybody who is confirmed for a State, the primary first."""
    where = "party = ? AND status = 'confirmed' ORDER BY role = 'backup', id"
    return _TABLE.all(db, f"WHERE {where}", party)


def history(db: Db, party: str) -> list[Assignment]:
    return _TABLE.all(db, "WHERE party = ? ORDER BY id", party)


def pending(db: Db) -> list[Assignment]:
    """Return the requests that the secretariat has not decided, oldest first."""
    return _TABLE.all(db, "WHERE status = 'pending' ORDER BY id")


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
    return rows.insert(
        db,
        "assignments",
        party=party,
        person_id=person_id,
        role=role,
        status=status,
        reason=reason,
        invitation_id=invitation_id,
        asked_at=now,
        decided_at=now if status == AssignmentStatus.CONFIRMED else None,
        decided_by=decided_by,
    )


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
    return rows.changed(
        db,
        "UPDATE assignments SET status = ?, decided_at = ?, decided_by = ?, "
        "letter_reference = coalesce(?, letter_reference), "
        "letter_date = coalesce(?, letter_date) WHERE id = ? AND status = ?",
        *(status, now, by, letter_reference, letter_date, assignment_id, before),
    )
