"""Keeps the records of a repeat, such as the people of a delegation: their order, and by what each is found again."""

from __future__ import annotations

from collections.abc import Mapping

from storage import Db, rows


def next_id(db: Db) -> int:
    """Return the id the next record will get; good within one write transaction."""
    return rows.number(db, "SELECT seq FROM sqlite_sequence WHERE name = 'records'") + 1


def add(db: Db, party: str, repeat: str, record: int) -> None:
    db.execute(
        "INSERT INTO records (id, party, repeat, position) VALUES (?1, ?2, ?3, "
        "(SELECT coalesce(max(position), 0) + 1 FROM records WHERE party = ?2 AND repeat = ?3 "
        "AND removed_at IS NULL))",
        (record, party, repeat),
    )


def exists(db: Db, party: str, repeat: str, record: int) -> bool:
    where = "id = ? AND party = ? AND repeat = ? AND removed_at IS NULL"
    return rows.value(db, f"SELECT 1 FROM records WHERE {where}", record, party, repeat) is not None


def remove(db: Db, party: str, repeat: str, record: int, now: str) -> None:
    """Take a record out of its list; it can be restored until the reply is sent."""
    db.execute(
        "UPDATE records SET removed_at = ? WHERE id = ? AND party = ? AND repeat = ?",
        (now, record, party, repeat),
    )
    db.execute("DELETE FROM record_keys WHERE record = ?", (record,))


def restore(db: Db, party: str, repeat: str, record: int) -> None:
    db.execute(
        "UPDATE records SET removed_at = NULL WHERE id = ? AND party = ? AND repeat = ?",
        (record, party, repeat),
    )


def move(db: Db, party: str, repeat: str, record: int, by: int) -> None:
    """Change places with the neighbour above (-1) or below (+1), where there is one."""
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
    query = "SELECT count(*) FROM records WHERE party = ? AND repeat = ? AND removed_at IS NULL"
    return rows.number(db, query, party, repeat)


def place(db: Db, party: str, repeat: str, record: int) -> int:
    """Return where a record stands in its list, from 1; 0 where it is not in it."""
    return rows.number(
        db,
        "SELECT count(*) FROM records o JOIN records r ON r.id = ?3 AND r.removed_at IS NULL "
        "WHERE o.party = ?1 AND o.repeat = ?2 AND o.removed_at IS NULL "
        "AND (o.position, o.id) <= (r.position, r.id)",
        *(party, repeat, record),
    )


def page(
    db: Db, party: str, repeat: str, *, offset: int = 0, limit: int = -1
) -> list[tuple[int, dict[str, str]]]:
    """Return records in order with their answers as JSON values; `limit` -1 means all."""
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
    """Replace the keys by which a record is found again."""
    db.execute("DELETE FROM record_keys WHERE record = ?", (record,))
    db.executemany(
        "INSERT INTO record_keys (party, repeat, key, value, record) VALUES (?, ?, ?, ?, ?)",
        [(party, repeat, key, value, record) for key, value in keys.items()],
    )


def find_key(
    db: Db, party: str, repeat: str, key: str, value: str, *, but: int | None = None
) -> int | None:
    """Return the first other record with that key, or None."""
    return rows.value(
        db,
        "SELECT record FROM record_keys WHERE party = ? AND repeat = ? AND key = ? AND value = ? "
        "AND record IS NOT ? ORDER BY record LIMIT 1",
        *(party, repeat, key, value, but),
    )
