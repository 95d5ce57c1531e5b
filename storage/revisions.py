"""Keeps what was sent, revision by revision; only what the secretariat decides of a late one changes afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage import Db


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


_COLUMNS = (
    "party, number, content, language, sent_at, sent_by, kind, late, late_by, late_at, "
    "recorded_by, paper_reference, paper_date"
)


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
    db.execute(
        "INSERT INTO revisions (party, number, content, language, sent_at, sent_by, kind, late, "
        "recorded_by, paper_reference, paper_date) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            party,
            number,
            content,
            language,
            now,
            by,
            kind,
            Late.PROPOSED if late else None,
            recorded_by,
            paper_reference,
            paper_date,
        ),
    )
    if not late:
        db.execute("UPDATE replies SET revision = ? WHERE party = ?", (number, party))


def decide_late(db: Db, party: str, number: int, decision: Late, *, by: int, now: str) -> bool:
    """Take or refuse a late proposal; return False where somebody decided before."""
    done = db.execute(
        "UPDATE revisions SET late = ?, late_by = ?, late_at = ? "
        "WHERE party = ? AND number = ? AND late = 'proposed'",
        (decision, by, now, party, number),
    )
    if done.rowcount and decision == Late.TAKEN:
        db.execute(
            "UPDATE replies SET revision = max(revision, ?) WHERE party = ?", (number, party)
        )
    return bool(done.rowcount)


def get(db: Db, party: str, number: int) -> Revision | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM revisions WHERE party = ? AND number = ?", (party, number)
    ).fetchone()
    return _revision(row) if row else None


def of_party(db: Db, party: str) -> list[Revision]:
    """Return every revision of a State, oldest first."""
    return [
        _revision(row)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM revisions WHERE party = ? ORDER BY number", (party,)
        )
    ]


def in_force(db: Db) -> list[Revision]:
    """Return the revision in force of every State that has one."""
    columns = ", ".join(f"v.{name}" for name in _COLUMNS.split(", "))
    return [
        _revision(row)
        for row in db.execute(
            f"SELECT {columns} FROM replies r JOIN revisions v "
            "ON v.party = r.party AND v.number = r.revision ORDER BY r.party"
        )
    ]


def count_proposed(db: Db) -> int:
    """Return how many late changes wait for a decision."""
    (number,) = db.execute("SELECT count(*) FROM revisions WHERE late = 'proposed'").fetchone()
    return int(number)


def previous(db: Db, party: str, number: int) -> Revision | None:
    """Return the newest earlier revision that is neither refused nor undecided."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM revisions WHERE party = ? AND number < ? "
        "AND (late IS NULL OR late = 'taken') ORDER BY number DESC LIMIT 1",
        (party, number),
    ).fetchone()
    return _revision(row) if row else None


def newest(db: Db, party: str) -> tuple[int, Late | None]:
    """Return number and late state of the newest revision; (0, None) before the first."""
    row: tuple[int, str | None] | None = db.execute(
        "SELECT number, late FROM revisions WHERE party = ? ORDER BY number DESC LIMIT 1", (party,)
    ).fetchone()
    if row is None:
        return 0, None
    number, late = row
    return number, Late(late) if late is not None else None


def _revision(row: tuple[Any, ...]) -> Revision:
    party, number, content, language, sent_at, sent_by, kind, late, *rest = row
    return Revision(
        party,
        number,
        content,
        language,
        sent_at,
        sent_by,
        RevisionKind(kind),
        Late(late) if late is not None else None,
        *rest,
    )
