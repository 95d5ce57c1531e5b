"""Keeps what was sent, revision by revision; only what the secretariat decides of a late one changes afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage import Db, rows


class RevisionKind(StrEnum):
    """What a revision says."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Late(StrEnum):
    """What became of a revision that was sent after the deadline."""

    PROPOSED = "proposed"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Revision:
    party: str
    number: int
    content: str
    language: str
    sent_at: str
    sent_by: int
    kind: RevisionKind
    late: Late | None
    late_by: int | None
    late_at: str | None
    recorded_by: int | None
    paper_reference: str | None
    paper_date: str | None


_TABLE = rows.Table("revisions", Revision)


def add(
    db: Db,
    party: str,
    number: int,
    content: str,
    *,
    language: str,
    by: int,
    now: str,
    kind: RevisionKind = RevisionKind.SENT,
    late: bool = False,
    recorded_by: int | None = None,
    paper_reference: str | None = None,
    paper_date: str | None = None,
) -> None:
    """Add an immutable revision; the reply's number in force moves unless it is a late proposal."""
    rows.insert(
        db,
        "revisions",
        party=party,
        number=number,
        content=content,
        language=language,
        sent_at=now,
        sent_by=by,
        kind=kind,
        late=Late.PROPOSED if late else None,
        recorded_by=recorded_by,
        paper_reference=paper_reference,
        paper_date=paper_date,
    )
    if not late:
        db.execute("UPDATE replies SET revision = ? WHERE party = ?", (number, party))


def decide_late(db: Db, party: str, number: int, decision: Late, *, by: int, now: str) -> bool:
    """Take or refuse a late proposal; return False where somebody decided before."""
    decided = rows.changed(
        db,
        "UPDATE revisions SET late = ?, late_by = ?, late_at = ? "
        "WHERE party = ? AND number = ? AND late = 'proposed'",
        *(decision, by, now, party, number),
    )
    if decided and decision == Late.TAKEN:
        db.execute(
            "UPDATE replies SET revision = max(revision, ?) WHERE party = ?", (number, party)
        )
    return decided


def get(db: Db, party: str, number: int) -> Revision | None:
    return _TABLE.first(db, "WHERE party = ? AND number = ?", party, number)


def of_party(db: Db, party: str) -> list[Revision]:
    """Return every revision of a State, oldest first."""
    return _TABLE.all(db, "WHERE party = ? ORDER BY number", party)


def in_force(db: Db) -> list[Revision]:
    """Return the revision in force of every State that has one."""
    where = "(party, number) IN (SELECT party, revision FROM replies) ORDER BY party"
    return _TABLE.all(db, f"WHERE {where}")


def count_proposed(db: Db) -> int:
    """Return how many late changes wait for a decision."""
    return rows.number(db, "SELECT count(*) FROM revisions WHERE late = 'proposed'")


def previous(db: Db, party: str, number: int) -> Revision | None:
    """Return the newest earlier revision that is neither refused nor undecided."""
    where = "party = ? AND number < ? AND (late IS NULL OR late = 'taken') ORDER BY number DESC"
    return _TABLE.first(db, f"WHERE {where} LIMIT 1", party, number)


def newest(db: Db, party: str) -> tuple[int, Late | None]:
    """Return number and late state of the newest revision; (0, None) before the first."""
    found = _TABLE.first(db, "WHERE party = ? ORDER BY number DESC LIMIT 1", party)
    return (0, None) if found is None else (found.number, found.late)
