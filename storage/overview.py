"""Reads what the secretariat looks back on: unsent changes, what came in within a span, who was not reached."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from storage import Db, revisions, rows
from storage.revisions import Revision


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A message that a mission, or somebody who acts for none, wrote to the secretariat."""

    id: int
    party: str | None
    person_id: int
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A chat that a batch did not reach, and why."""

    chat_id: int
    reason: str


def unsent_since(db: Db) -> dict[str, str]:
    """Return, by State, when its draft was last changed, where it differs from what was sent."""
    return dict(
        db.execute(
            "SELECT party, max(at) FROM ("
            "SELECT party, at FROM answers WHERE value IS NOT sent UNION ALL "
            "SELECT party, removed_at FROM records WHERE sent = 1 AND removed_at IS NOT NULL) "
            "GROUP BY party ORDER BY party"
        ).fetchall()
    )


def unsent_since_of(db: Db, party: str) -> str | None:
    """Return when that State's draft was last changed; None where it is as it was sent."""
    return rows.value(
        db,
        "SELECT max(at) FROM ("
        "SELECT at FROM answers WHERE party = ?1 AND value IS NOT sent UNION ALL "
        "SELECT removed_at FROM records WHERE party = ?1 AND sent = 1 AND removed_at IS NOT NULL)",
        party,
    )


def revisions_between(db: Db, since: str, until: str) -> list[Revision]:
    """Return what was sent after the first instant and not after the second, oldest first."""
    sent = db.execute(
        "SELECT party, number FROM revisions WHERE sent_at > ? AND sent_at <= ? "
        "ORDER BY sent_at, party, number",
        (since, until),
    ).fetchall()
    found = (revisions.get(db, party, number) for party, number in sent)
    return [revision for revision in found if revision is not None]


def letters_between(db: Db, since: str, until: str) -> list[ThreadMessage]:
    """Return what was written to the secretariat in the same span, oldest first."""
    where = "direction = 'in' AND at > ? AND at <= ? ORDER BY id"
    return rows.Table("letters", ThreadMessage).all(db, f"WHERE {where}", since, until)


def still_queued(db: Db, batch: str) -> list[int]:
    """Return the chats for which something of a batch waits and nothing of it has been sent."""
    return rows.column(
        db,
        "SELECT chat_id FROM outbox WHERE batch = ? AND state IN ('queued', 'sent') "
        "GROUP BY chat_id HAVING max(state = 'sent') = 0 ORDER BY min(id)",
        batch,
    )


def unsent_documents(db: Db, batch: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows of a batch that hold documents not sent yet, and what these are made of."""
    where = "batch = ? AND state = 'queued' AND document IS NOT NULL ORDER BY id"
    found = db.execute(f"SELECT id, document FROM outbox WHERE {where}", (batch,))
    return [(row, json.loads(document)) for row, document in found]


def undelivered(db: Db, batch: str, *, but: str) -> list[Undelivered]:
    """Return the chats that a batch did not reach; rows dropped for the reason `but` are left out."""
    found = db.execute(
        "SELECT chat_id, coalesce(max(error), '') FROM outbox "
        "WHERE batch = ? AND state IN ('dead', 'dropped') AND error IS NOT ? "
        "GROUP BY chat_id ORDER BY min(id)",
        (batch, but),
    )
    return [Undelivered(*row) for row in found]
