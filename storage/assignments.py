"""Keeps who acts for which State: requests, what was decided of them, and who holds each role."""

from __future__ import annotations

from dataclasses import dataclass

from storage import Db


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


_COLUMNS = (
    "id, party, person_id, role, status, reason, invitation_id, asked_at, decided_at, decided_by, "
    "letter_reference, letter_date"
)


def active(db: Db, person_id: int) -> Assignment | None:
    """The one State a person acts for, or waits to act for."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assignments WHERE person_id = ? "
        "AND status IN ('pending', 'confirmed') ORDER BY id DESC LIMIT 1",
        (person_id,),
    ).fetchone()
    return Assignment(*row) if row else None


def get(db: Db, assignment_id: int) -> Assignment | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assignments WHERE id = ?", (assignment_id,)
    ).fetchone()
    return Assignment(*row) if row else None


def holder(db: Db, party: str, role: str) -> Assignment | None:
    """Who is confirmed in that role."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assignments WHERE party = ? AND role = ? AND status = 'confirmed'",
        (party, role),
    ).fetchone()
    return Assignment(*row) if row else None


def acting_for(db: Db, party: str) -> list[Assignment]:
    """Everybody who is confirmed for a State, the primary first."""
    return [
        Assignment(*row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM assignments WHERE party = ? AND status = 'confirmed' "
            "ORDER BY role = 'backup', id",
            (party,),
        )
    ]


def history(db: Db, party: str) -> list[Assignment]:
    return [
        Assignment(*row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM assignments WHERE party = ? ORDER BY id", (party,)
        )
    ]


def pending(db: Db) -> list[Assignment]:
    """Requests that the secretariat has not decided, oldest first."""
    return [
        Assignment(*row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM assignments WHERE status = 'pending' ORDER BY id"
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
