"""Drafts and revisions: rows in, rows out. Values are JSON texts here; what they mean is decided elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Db = sqlite3.Connection
MAIN = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """One State's reply as the secretariat follows it; instants are the schema's texts."""

    party: str
    stage: str
    review: str | None
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


@dataclass(frozen=True, slots=True)
class Revision:
    party: str
    number: int
    content: str
    language: str
    sent_at: str
    sent_by: int
    kind: str
    late: str | None
    late_by: int | None
    late_at: str | None
    recorded_by: int | None
    paper_reference: str | None
    paper_date: str | None


_REPLY = (
    "party, stage, review, review_note, review_question, review_record, reviewed_by, reviewed_at, "
    "revision, deadline, form_version, created_at, changed_at"
)
_REVISION = (
    "party, number, content, language, sent_at, sent_by, kind, late, late_by, late_at, "
    "recorded_by, paper_reference, paper_date"
)


# ---------------------------------------------------------------- replies


def get(db: Db, party: str) -> Reply | None:
    row = db.execute(f"SELECT {_REPLY} FROM replies WHERE party = ?", (party,)).fetchone()
    return Reply(*row) if row else None


def all_replies(db: Db) -> list[Reply]:
    return [Reply(*row) for row in db.execute(f"SELECT {_REPLY} FROM replies ORDER BY party")]


def ensure(db: Db, party: str, now: str) -> None:
    """The row of a State that is now invited or asked in; one that is there stays as it is."""
    db.execute(
        "INSERT INTO replies (party, created_at, changed_at) VALUES (?, ?, ?) "
        "ON CONFLICT (party) DO NOTHING",
        (party, now, now),
    )


def set_stage(db: Db, party: str, stage: str, now: str) -> None:
    db.execute("UPDATE replies SET stage = ?, changed_at = ? WHERE party = ?", (stage, now, party))


def advance_stage(db: Db, party: str, before: Sequence[str], stage: str, now: str) -> None:
    """To `stage`, only from one of the stages `before`."""
    marks = ", ".join("?" * len(before))
    db.execute(
        f"UPDATE replies SET stage = ?, changed_at = ? WHERE party = ? AND stage IN ({marks})",
        (stage, now, party, *before),
    )


def set_review(
    db: Db,
    party: str,
    review: str,
    *,
    by: int | None,
    now: str,
    note: str | None = None,
    question: str | None = None,
    record: int | None = None,
) -> None:
    """What the secretariat made of the reply; a note belongs to a returned one."""
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


# ---------------------------------------------------------------- answers


def answers(db: Db, party: str, record: int = MAIN) -> dict[str, str]:
    """Question → JSON value of the draft; 'null' means skipped."""
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
    """The unsent answer a message gave: (party, record, question, repeat); None once it was sent."""
    row: tuple[str, int, str, str | None] | None = db.execute(
        "SELECT a.party, a.record, a.question, r.repeat FROM answers a "
        "LEFT JOIN records r ON r.id = a.record "
        "WHERE a.by = ? AND a.message_id = ? AND a.value IS NOT a.sent AND r.removed_at IS NULL",
        (by, message_id),
    ).fetchone()
    return row


def unsent(db: Db, party: str, markers: Iterable[str]) -> int:
    """How many changes of the draft are not sent: answers, people added, removed, moved.

    `markers` are names in `answers` that are no answers (a list that was closed).
    """
    ignored = tuple(markers)
    marks = ", ".join("?" * len(ignored)) or "''"
    (changed,) = db.execute(
        "SELECT count(*) FROM answers a LEFT JOIN records r ON r.id = a.record "
        "WHERE a.party = ? AND a.value IS NOT a.sent "
        "AND coalesce(a.value, 'null') IS NOT coalesce(a.sent, 'null') "
        "AND (a.record = 0 OR (r.sent = 1 AND r.removed_at IS NULL)) "
        f"AND NOT (a.record = 0 AND a.question IN ({marks}))",
        (party, *ignored),
    ).fetchone()
    (people,) = db.execute(
        "SELECT count(*) FROM records WHERE party = ? AND "
        "((sent = 0 AND removed_at IS NULL) OR (sent = 1 AND removed_at IS NOT NULL))",
        (party,),
    ).fetchone()
    moved = db.execute(
        "SELECT 1 FROM records WHERE party = ? AND sent = 1 AND removed_at IS NULL "
        "AND sent_position IS NOT position LIMIT 1",
        (party,),
    ).fetchone()
    return int(changed) + int(people) + (1 if moved else 0)


def last_answer_at(db: Db, party: str) -> str | None:
    """When an answer of a State was last changed."""
    (at,) = db.execute("SELECT max(at) FROM answers WHERE party = ?", (party,)).fetchone()
    return None if at is None else str(at)


# ---------------------------------------------------------------- records


def next_record(db: Db) -> int:
    """The id the next record will get; good within one write transaction."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'records'").fetchone()
    return (row[0] if row else 0) + 1


def add_record(db: Db, party: str, repeat: str, record: int) -> None:
    db.execute(
        "INSERT INTO records (id, party, repeat, position) VALUES (?1, ?2, ?3, "
        "(SELECT coalesce(max(position), 0) + 1 FROM records WHERE party = ?2 AND repeat = ?3 "
        "AND removed_at IS NULL))",
        (record, party, repeat),
    )


def record_exists(db: Db, party: str, repeat: str, record: int) -> bool:
    found = db.execute(
        "SELECT 1 FROM records WHERE id = ? AND party = ? AND repeat = ? AND removed_at IS NULL",
        (record, party, repeat),
    ).fetchone()
    return found is not None


def remove_record(db: Db, party: str, repeat: str, record: int, now: str) -> None:
    """Out of the list, but not gone: it can be restored until the reply is sent."""
    db.execute(
        "UPDATE records SET removed_at = ? WHERE id = ? AND party = ? AND repeat = ?",
        (now, record, party, repeat),
    )
    db.execute("DELETE FROM record_keys WHERE record = ?", (record,))


def restore_record(db: Db, party: str, repeat: str, record: int) -> None:
    db.execute(
        "UPDATE records SET removed_at = NULL WHERE id = ? AND party = ? AND repeat = ?",
        (record, party, repeat),
    )


def move_record(db: Db, party: str, repeat: str, record: int, by: int) -> None:
    """Changes places with the neighbour above (-1) or below (+1), where there is one."""
    order, compare = ("DESC", "<") if by < 0 else ("ASC", ">")
    neighbour = db.execute(
        f"SELECT o.id, o.position, r.position FROM records r JOIN records o "
        f"ON o.party = r.party AND o.repeat = r.repeat AND o.removed_at IS NULL "
        f"AND (o.position, o.id) {compare} (r.position, r.id) "
        f"WHERE r.id = ? AND r.party = ? AND r.repeat = ? "
        f"ORDER BY o.position {order}, o.id {order} LIMIT 1",
        (record, party, repeat),
    ).fetchone()
    if neighbour is None:
        return
    other, theirs, ours = neighbour
    db.execute("UPDATE records SET position = ? WHERE id = ?", (theirs, record))
    db.execute("UPDATE records SET position = ? WHERE id = ?", (ours, other))


def count(db: Db, party: str, repeat: str) -> int:
    (number,) = db.execute(
        "SELECT count(*) FROM records WHERE party = ? AND repeat = ? AND removed_at IS NULL",
        (party, repeat),
    ).fetchone()
    return int(number)


def place(db: Db, party: str, repeat: str, record: int) -> int:
    """Where a record stands in its list, from 1; 0 where it is not in it."""
    (number,) = db.execute(
        "SELECT count(*) FROM records o JOIN records r ON r.id = ?3 AND r.removed_at IS NULL "
        "WHERE o.party = ?1 AND o.repeat = ?2 AND o.removed_at IS NULL "
        "AND (o.position, o.id) <= (r.position, r.id)",
        (party, repeat, record),
    ).fetchone()
    return int(number)


def records(
    db: Db, party: str, repeat: str, *, offset: int = 0, limit: int = -1
) -> list[tuple[int, dict[str, str]]]:
    """Records in order with their answers as JSON values; `limit` -1 means all."""
    found: dict[int, dict[str, str]] = {}
    for record, question, value in db.execute(
        "SELECT r.id, a.question, a.value FROM (SELECT id, position FROM records "
        "WHERE party = ?1 AND repeat = ?2 AND removed_at IS NULL "
        "ORDER BY position, id LIMIT ?4 OFFSET ?3) r "
        "LEFT JOIN answers a ON a.party = ?1 AND a.record = r.id AND a.value IS NOT NULL "
        "ORDER BY r.position, r.id",
        (party, repeat, offset, limit),
    ):
        entry = found.setdefault(record, {})
        if question is not None:
            entry[question] = value
    return list(found.items())


def set_keys(db: Db, party: str, repeat: str, record: int, keys: Mapping[str, str]) -> None:
    """By what a record is found again; replaces what was there."""
    db.execute("DELETE FROM record_keys WHERE record = ?", (record,))
    db.executemany(
        "INSERT INTO record_keys (party, repeat, key, value, record) VALUES (?, ?, ?, ?, ?)",
        [(party, repeat, key, value, record) for key, value in keys.items()],
    )


def find_key(
    db: Db, party: str, repeat: str, key: str, value: str, *, but: int | None = None
) -> int | None:
    """The first other record with that key, or None."""
    row = db.execute(
        "SELECT record FROM record_keys WHERE party = ? AND repeat = ? AND key = ? AND value = ? "
        "AND record IS NOT ? ORDER BY record LIMIT 1",
        (party, repeat, key, value, but),
    ).fetchone()
    return row[0] if row else None


# ---------------------------------------------------------------- sending


def add_revision(
    db: Db,
    party: str,
    number: int,
    content: str,
    *,
    language: str,
    by: int,
    now: str,
    kind: str = "sent",
    late: bool = False,
    recorded_by: int | None = None,
    paper_reference: str | None = None,
    paper_date: str | None = None,
) -> None:
    """A new immutable revision; the reply's number in force moves unless it is a late proposal."""
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
            "proposed" if late else None,
            recorded_by,
            paper_reference,
            paper_date,
        ),
    )
    if not late:
        db.execute("UPDATE replies SET revision = ? WHERE party = ?", (number, party))


def decide_late(db: Db, party: str, number: int, decision: str, *, by: int, now: str) -> bool:
    """Takes or refuses a late proposal; False where somebody decided before."""
    done = db.execute(
        "UPDATE revisions SET late = ?, late_by = ?, late_at = ? "
        "WHERE party = ? AND number = ? AND late = 'proposed'",
        (decision, by, now, party, number),
    )
    if done.rowcount and decision == "taken":
        db.execute(
            "UPDATE replies SET revision = max(revision, ?) WHERE party = ?", (number, party)
        )
    return bool(done.rowcount)


def revision(db: Db, party: str, number: int) -> Revision | None:
    row = db.execute(
        f"SELECT {_REVISION} FROM revisions WHERE party = ? AND number = ?", (party, number)
    ).fetchone()
    return Revision(*row) if row else None


def revisions(db: Db, party: str) -> list[Revision]:
    """Every revision of a State, oldest first."""
    return [
        Revision(*row)
        for row in db.execute(
            f"SELECT {_REVISION} FROM revisions WHERE party = ? ORDER BY number", (party,)
        )
    ]


def in_force(db: Db) -> list[Revision]:
    """The revision in force of every State that has one."""
    columns = ", ".join(f"v.{name}" for name in _REVISION.split(", "))
    return [
        Revision(*row)
        for row in db.execute(
            f"SELECT {columns} FROM replies r JOIN revisions v "
            "ON v.party = r.party AND v.number = r.revision ORDER BY r.party"
        )
    ]


def count_proposed(db: Db) -> int:
    """How many late changes wait for a decision."""
    (number,) = db.execute("SELECT count(*) FROM revisions WHERE late = 'proposed'").fetchone()
    return int(number)


def previous(db: Db, party: str, number: int) -> Revision | None:
    """The revision that was in force before this one: the newest earlier one that was not refused."""
    row = db.execute(
        f"SELECT {_REVISION} FROM revisions WHERE party = ? AND number < ? "
        "AND (late IS NULL OR late = 'taken') ORDER BY number DESC LIMIT 1",
        (party, number),
    ).fetchone()
    return Revision(*row) if row else None


def mark_sent(db: Db, party: str) -> None:
    """The draft as it is now is what was sent last."""
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
    """Back to what was sent last; the records that are in the list again or still, for their keys."""
    unsent_records = "SELECT id FROM records WHERE party = ?1 AND sent = 0"
    db.execute(f"DELETE FROM answers WHERE party = ?1 AND record IN ({unsent_records})", (party,))
    db.execute(f"DELETE FROM record_keys WHERE record IN ({unsent_records})", (party,))
    db.execute("DELETE FROM records WHERE party = ? AND sent = 0", (party,))
    db.execute("UPDATE answers SET value = sent WHERE party = ? AND value IS NOT sent", (party,))
    db.execute("DELETE FROM answers WHERE party = ? AND value IS NULL", (party,))
    db.execute(
        "UPDATE records SET position = sent_position, removed_at = NULL WHERE party = ?", (party,)
    )
    return [row[0] for row in db.execute("SELECT id FROM records WHERE party = ?", (party,))]


def newest(db: Db, party: str) -> tuple[int, str | None]:
    """Number and late state of the newest revision; (0, None) before the first."""
    row: tuple[int, str | None] | None = db.execute(
        "SELECT number, late FROM revisions WHERE party = ? ORDER BY number DESC LIMIT 1", (party,)
    ).fetchone()
    return row or (0, None)
