"""Erases a State or a person, table by table as the schema has them; the caller leaves a dated mark."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from storage import Db, attachments, rows

Column = tuple[str, str]

# Who an answer or a revision is by, once that person is erased; Telegram gives nobody this id.
NOBODY = 0


class Deed(StrEnum):
    """What becomes of a row that names whoever is erased."""

    DELETE = "delete"
    # The row stays without the name; the second where the schema wants a number.
    BLANK = "blank"
    NOBODY = "nobody"


# In the order in which references between tables allow it. A test holds both against the schema.
OF_PERSON: Mapping[Column, Deed] = {
    ("sessions", "person_id"): Deed.DELETE,
    ("desk_sessions", "person_id"): Deed.DELETE,
    ("desk_sessions", "chat_id"): Deed.DELETE,
    ("attempts", "person_id"): Deed.DELETE,
    ("letters", "person_id"): Deed.DELETE,
    ("outbox", "chat_id"): Deed.DELETE,
    ("desks", "chat_id"): Deed.DELETE,
    ("desks", "registered_by"): Deed.BLANK,
    ("staff", "person_id"): Deed.DELETE,
    ("staff", "granted_by"): Deed.BLANK,
    ("assignments", "person_id"): Deed.DELETE,
    ("assignments", "decided_by"): Deed.BLANK,
    ("invitations", "created_by"): Deed.BLANK,
    ("invitations", "used_by"): Deed.BLANK,
    ("invitations", "revoked_by"): Deed.BLANK,
    ("replies", "reviewed_by"): Deed.BLANK,
    ("answers", "by"): Deed.NOBODY,
    ("revisions", "sent_by"): Deed.NOBODY,
    ("revisions", "late_by"): Deed.BLANK,
    ("revisions", "recorded_by"): Deed.NOBODY,
    ("files", "uploaded_by"): Deed.NOBODY,
    ("audit", "actor"): Deed.BLANK,
    ("people", "id"): Deed.DELETE,
}
OF_PARTY: Mapping[Column, Deed] = {
    ("answers", "party"): Deed.DELETE,
    ("record_keys", "party"): Deed.DELETE,
    ("records", "party"): Deed.DELETE,
    ("revisions", "party"): Deed.DELETE,
    ("replies", "party"): Deed.DELETE,
    ("letters", "party"): Deed.DELETE,
    ("files", "party"): Deed.DELETE,
    ("assignments", "party"): Deed.DELETE,
    ("invitations", "party"): Deed.DELETE,
    ("audit", "party"): Deed.DELETE,
}


def rows_of_person(db: Db, person: int) -> dict[str, int]:
    """Return, by table, how many rows go with a person; those that only lose the name are not counted."""
    return _counted(db, OF_PERSON, person)


def rows_of_party(db: Db, party: str) -> dict[str, int]:
    """Return, by table, how many rows go with a State."""
    return _counted(db, OF_PARTY, party)


def erase_person(db: Db, person: int, now: str) -> None:
    """Forget a person. What a State's reply says stays, by nobody."""
    row = db.execute("SELECT name, username FROM people WHERE id = ?", (person,)).fetchone()
    for name in (str(person), *(name for name in row or () if name)):
        db.execute(
            "UPDATE audit SET subject = NULL, old = NULL, new = NULL "
            "WHERE subject = ?1 OR old = ?1 OR new = ?1",
            (name,),
        )
    _forget_updates(db, [person], now)
    _forget_jobs(db, lambda payload: _holds(payload, person))
    _forget_keys(db, str(person))
    _apply(db, OF_PERSON, person)


def erase_party(db: Db, party: str, now: str) -> list[str]:
    """Forget a State's reply, its people's part in it and its trail.

    Returns the hashes of files that nobody needs any more; their bytes go after the commit.
    """
    query = "SELECT DISTINCT person_id FROM assignments WHERE party = ?"
    everybody = rows.column(db, query, party)
    for person in everybody:
        db.execute("DELETE FROM sessions WHERE person_id = ?", (person,))
        db.execute("DELETE FROM outbox WHERE chat_id = ?", (person,))
    # Notices to the secretariat: what still has words says in its buttons whom it is about.
    db.execute(
        "DELETE FROM outbox WHERE batch = 'thread:' || ?1 OR instr(params, ':' || ?1) > 0 "
        "OR document ->> '$.party' = ?1",
        (party,),
    )
    for chat, person, state in db.execute(
        "SELECT chat_id, person_id, state FROM desk_sessions"
    ).fetchall():
        if _holds(json.loads(state), party):
            db.execute(
                "DELETE FROM desk_sessions WHERE chat_id = ? AND person_id = ?", (chat, person)
            )
    _forget_updates(db, everybody, now)
    _forget_jobs(db, lambda payload: _holds(payload, party))
    _forget_keys(db, party)
    hashes = rows.column(db, "SELECT DISTINCT hash FROM files WHERE party = ?", party)
    _apply(db, OF_PARTY, party)
    return attachments.unreferenced(db, hashes)


def _counted(db: Db, deeds: Mapping[Column, Deed], whom: int | str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for (table, column), deed in deeds.items():
        if deed is Deed.DELETE:
            query = f'SELECT count(*) FROM {table} WHERE "{column}" = ?'
            number = rows.number(db, query, whom)
            counts[table] = max(counts.get(table, 0), number)
    return {table: number for table, number in counts.items() if number}


def _apply(db: Db, deeds: Mapping[Column, Deed], whom: int | str) -> None:
    for (table, column), deed in deeds.items():
        statement = {
            Deed.DELETE: f'DELETE FROM {table} WHERE "{column}" = ?',
            Deed.BLANK: f'UPDATE {table} SET "{column}" = NULL WHERE "{column}" = ?',
            Deed.NOBODY: f'UPDATE {table} SET "{column}" = {NOBODY} WHERE "{column}" = ?',
        }[deed]
        db.execute(statement, (whom,))


def _forget_updates(db: Db, people: Iterable[int], now: str) -> None:
    """Blank the updates of these people that could not be handled and keep what was written."""
    letters = db.execute("SELECT id, raw FROM dead_letters WHERE raw <> ''").fetchall()
    for letter, raw in letters:
        update = _read(raw)
        if any(_holds(update, person) for person in people):
            db.execute(
                "UPDATE dead_letters SET raw = '', settled_at = coalesce(settled_at, ?) "
                "WHERE id = ?",
                (now, letter),
            )


def _forget_jobs(db: Db, concerns: Callable[[Any], bool]) -> None:
    for job, payload in db.execute("SELECT id, payload FROM jobs").fetchall():
        if concerns(_read(payload)):
            db.execute("DELETE FROM jobs WHERE id = ?", (job,))


def _forget_keys(db: Db, part: str) -> None:
    """Delete small facts, and notes of what has happened, whose key has this part between colons."""
    for table in ("facts", "happened"):
        where = "instr(':' || key || ':', ':' || ? || ':') > 0"
        db.execute(f"DELETE FROM {table} WHERE {where}", (part,))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _holds(value: Any, wanted: int | str) -> bool:
    """Return whether this very value stands anywhere in some JSON."""
    match value:
        case dict():
            return any(_holds(one, wanted) for one in value.values())
        case list():
            return any(_holds(one, wanted) for one in value)
        case _:
            return bool(value == wanted) and not isinstance(value, bool)
