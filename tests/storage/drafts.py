"""Drafts as the tests of storage make them."""

from __future__ import annotations

from storage import Db, records, replies

NOW = "2003-07-01T09:00:00.000Z"
LATER = "2003-07-02T09:00:00.000Z"
LIST = "delegation"


def order(db: Db, party: str = "FRA") -> list[int]:
    return [
        row[0]
        for row in db.execute(
            "SELECT id FROM records WHERE party = ? AND removed_at IS NULL ORDER BY position, id",
            (party,),
        )
    ]


def added(db: Db, party: str = "FRA") -> int:
    record = records.next_id(db)
    records.add(db, party, LIST, record)
    return record


def sent_list(db: Db, party: str = "FRA") -> list[int]:
    made = [added(db, party) for _ in range(3)]
    for record in made:
        replies.set_answer(db, party, record, "name", f'"{record}"', by=7, now=NOW)
    replies.mark_sent(db, party)
    return made
