"""Keeps one reply a State: its stage, its review, and the answers of its draft as JSON texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage import Db, rows

MAIN = 0


class Stage(StrEnum):
    """How far a State's reply is."""

    INVITED = "invited"
    OPENED = "opened"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


# Nothing has been sent yet; what was sent counts.
UNREPLIED = (Stage.INVITED, Stage.OPENED, Stage.DRAFT)
REPLIED = (Stage.SUBMITTED, Stage.AMENDED)


class Review(StrEnum):
    """What the secretariat made of a reply that was sent."""

    NEW = "new"
    SEEN = "seen"
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Reply:
    """One State's reply as the secretariat follows it; instants are the schema's texts."""

    party: str
    stage: Stage
    review: Review | None
    review_note: str | None
    review_question: str | None
    review_record: int | None
    reviewed_by: int | None
    reviewed_at: str | None
    revision: int
    deadline: str | None
    form_version: str
    created_at: str
    changed_at: str


_TABLE = rows.Table("replies", Reply)


def get(db: Db, party: str) -> Reply | None:
    return _TABLE.first(db, "WHERE party = ?", party)


def all_replies(db: Db) -> list[Reply]:
    return _TABLE.all(db, "ORDER BY party")


def ensure(db: Db, party: str, now: str) -> None:
    """Add the row of a State that is now invited or asked in; leave one that is there as it is."""
    db.execute(
        "INSERT INTO replies (party, created_at, changed_at) VALUES (?, ?, ?) "
        "ON CONFLICT (party) DO NOTHING",
        (party, now, now),
    )


def set_stage(db: Db, party: str, stage: Stage, now: str) -> None:
    db.execute("UPDATE replies SET stage = ?, changed_at = ? WHERE party = ?", (stage, now, party))


def advance_stage(db: Db, party: str, before: Sequence[Stage], stage: Stage, now: str) -> None:
    """Move to `stage`, only from one of the stages `before`."""
    marks = ", ".join("?" * len(before))
    db.execute(
        f"UPDATE replies SET stage = ?, changed_at = ? WHERE party = ? AND stage IN ({marks})",
        (stage, now, party, *before),
    )


def set_review(
    db: Db,
    party: str,
    review: Review,
    *,
    by: int | None,
    now: str,
    note: str | None = None,
    question: str | None = None,
    record: int | None = None,
) -> None:
    """Record what the secretariat made of the reply; a note belongs to a returned one."""
    db.execute(
        "UPDATE replies SET review = ?, reviewed_by = ?, reviewed_at = ?, review_note = ?, "
        "review_question = ?, review_record = ?, changed_at = ? WHERE party = ?",
        (review, by, now, note, question, record, now, party),
    )


def set_deadline(db: Db, party: str, deadline: str | None, now: str) -> None:
    db.execute(
        "UPDATE replies SET deadline = ?, changed_at = ? WHERE party = ?", (deadline, now, party)
    )


def set_form_version(db: Db, party: str, version: str) -> None:
    db.execute("UPDATE replies SET form_version = ? WHERE party = ?", (version, party))


def answers(db: Db, party: str, record: int = MAIN) -> dict[str, str]:
    """Return the draft's JSON values by question; 'null' means skipped."""
    return dict(
        db.execute(
            "SELECT question, value FROM answers "
            "WHERE party = ? AND record = ? AND value IS NOT NULL",
            (party, record),
        ).fetchall()
    )


def set_answer(
    db: Db,
    party: str,
    record: int,
    question: str,
    value: str,
    *,
    by: int,
    now: str,
    message_id: int | None = None,
) -> None:
    db.execute(
        "INSERT INTO answers (party, record, question, value, by, message_id, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (party, record, question) DO UPDATE SET "
        "value = excluded.value, by = excluded.by, message_id = excluded.message_id, "
        "at = excluded.at",
        (party, record, question, value, by, message_id, now),
    )


def answer_by_message(db: Db, by: int, message_id: int) -> tuple[str, int, str, str | None] | None:
    """Return the unsent answer a message gave: (party, record, question, repeat); None once it was sent."""
    row: tuple[str, int, str, str | None] | None = db.execute(
        "SELECT a.party, a.record, a.question, r.repeat FROM answers a "
        "LEFT JOIN records r ON r.id = a.record "
        "WHERE a.by = ? AND a.message_id = ? AND a.value IS NOT a.sent AND r.removed_at IS NULL",
        (by, message_id),
    ).fetchone()
    return row


def unsent(db: Db, party: str, markers: Iterable[str]) -> int:
    """Return how many changes of the draft are not sent: answers, people added, removed, moved.

    `markers` are names in `answers` that are no answers (a list that was closed).
    """
    ignored = tuple(markers)
    marks = ", ".join("?" * len(ignored)) or "''"
    changed = rows.number(
        db,
        "SELECT count(*) FROM answers a LEFT JOIN records r ON r.id = a.record "
        "WHERE a.party = ? AND a.value IS NOT a.sent "
        "AND coalesce(a.value, 'null') IS NOT coalesce(a.sent, 'null') "
        "AND (a.record = 0 OR (r.sent = 1 AND r.removed_at IS NULL)) "
        f"AND NOT (a.record = 0 AND a.question IN ({marks}))",
        *(party, *ignored),
    )
    people = rows.number(
        db,
        "SELECT count(*) FROM records WHERE party = ? AND "
        "((sent = 0 AND removed_at IS NULL) OR (sent = 1 AND removed_at IS NOT NULL))",
        party,
    )
    moved = rows.number(
        db,
        "SELECT count(*) > 0 FROM records WHERE party = ? AND sent = 1 AND removed_at IS NULL "
        "AND sent_position IS NOT position",
        party,
    )
    return changed + people + moved


def last_answer_at(db: Db, party: str) -> str | None:
    """Return when an answer of a State was last changed."""
    return rows.value(db, "SELECT max(at) FROM answers WHERE party = ?", party)


def mark_sent(db: Db, party: str) -> None:
    """Record that the draft as it is now is what was sent last."""
    db.execute(
        "DELETE FROM answers WHERE party = ?1 AND record IN "
        "(SELECT id FROM records WHERE party = ?1 AND removed_at IS NOT NULL)",
        (party,),
    )
    db.execute("DELETE FROM records WHERE party = ? AND removed_at IS NOT NULL", (party,))
    db.execute("UPDATE answers SET sent = value WHERE party = ? AND value IS NOT sent", (party,))
    db.execute(
        "UPDATE records SET sent = 1, sent_position = position WHERE party = ? "
        "AND (sent = 0 OR sent_position IS NOT position)",
        (party,),
    )


def discard(db: Db, party: str) -> list[int]:
    """Go back to what was sent last; return the records that are in the list, for their keys."""
    unsent_records = "SELECT id FROM records WHERE party = ?1 AND sent = 0"
    db.execute(f"DELETE FROM answers WHERE party = ?1 AND record IN ({unsent_records})", (party,))
    db.execute(f"DELETE FROM record_keys WHERE record IN ({unsent_records})", (party,))
    db.execute("DELETE FROM records WHERE party = ? AND sent = 0", (party,))
    db.execute("UPDATE answers SET value = sent WHERE party = ? AND value IS NOT sent", (party,))
    db.execute("DELETE FROM answers WHERE party = ? AND value IS NULL", (party,))
    db.execute(
        "UPDATE records SET position = sent_position, removed_at = NULL WHERE party = ?", (party,)
    )
    return rows.column(db, "SELECT id FROM records WHERE party = ?", party)
