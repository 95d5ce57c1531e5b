"""Keeps the trail: who did what and when, from what to what, written in the transaction of the deed."""

from __future__ import annotations

from dataclasses import dataclass

from storage import Db, rows

# Who did it, where it is the schedule.
CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    id: int
    at: str
    actor: int | None
    actor_role: str
    action: str
    party: str | None
    subject: str | None
    old: str | None
    new: str | None


def record(
    db: Db,
    *,
    at: str,
    actor: int | None,
    role: str,
    action: str,
    party: str | None = None,
    subject: str | None = None,
    old: str | None = None,
    new: str | None = None,
) -> None:
    """Add an entry; `old` and `new` are JSON or plain texts, never a code or a token."""
    db.execute(
        "INSERT INTO audit (at, actor, actor_role, action, party, subject, old, new) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (at, actor, role, action, party, subject, old, new),
    )


def record_by_clock(
    db: Db, action: str, party: str, *, at: str, subject: str | None = None
) -> None:
    """Add an entry for what the schedule did about a State."""
    record(db, at=at, actor=None, role=CLOCK, action=action, party=party, subject=subject)


def entries(
    db: Db, *, party: str | None = None, limit: int = -1, offset: int = 0
) -> list[AuditEntry]:
    """Return the entries of one State, or of all, newest first."""
    where, values = _of(party)
    rest = f"{where} ORDER BY id DESC LIMIT ? OFFSET ?"
    return rows.Table("audit", AuditEntry).all(db, rest, *values, limit, offset)


def count(db: Db, *, party: str | None = None) -> int:
    where, values = _of(party)
    return rows.number(db, f"SELECT count(*) FROM audit {where}", *values)


def _of(party: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition for the entries of one State, or of all, and its values."""
    return ("", ()) if party is None else ("WHERE party = ?", (party,))
