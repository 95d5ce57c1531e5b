"""Keeps the outbox: every message a person is to read, from the turn that wrote it to Telegram's receipt.

Rows in, rows out: who is due, how fast and what an answer of Telegram's means is decided elsewhere.
Instants are texts, as `storage.instants` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from storage import Db, rows

Json = dict[str, Any]


class Lane(IntEnum):
    """What goes first: in a chat, and between chats."""

    INTERACTIVE = 0
    NOTICE = 1
    BULK = 2


class OutboxState(StrEnum):
    """What became of a row."""

    QUEUED = "queued"
    SENT = "sent"
    # Telegram refused it; kept for somebody to look at.
    DEAD = "dead"
    # It lost its purpose, such as an edit of a message that is gone.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """That a row is queued, and for whom; what it says is read when it is sent."""

    id: int
    chat_id: int
    lane: Lane
    due_at: str


@dataclass(frozen=True, slots=True)
class Row:
    """A queued row in full. `params` are the Bot API's, without the chat.

    `target` is the row whose message this one edits or answers, `target_message_id` that message,
    None while it has none. `document` describes a file to make.
    """

    id: int
    chat_id: int
    lane: Lane
    method: str
    params: Json
    target: int | None
    target_message_id: int | None
    document: Json | None
    attempts: int
    created_at: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A row that Telegram took; the message is None for what makes none."""

    id: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """The queue at a glance."""

    queued: Mapping[Lane, int]
    oldest_queued_at: str | None
    dead: int


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far the rows of one batch are."""

    queued: int
    sent: int
    dead: int
    dropped: int


def enqueue(
    db: Db,
    *,
    chat_id: int,
    method: str,
    params: Mapping[str, Any],
    now: str,
    lane: Lane = Lane.INTERACTIVE,
    target: int | None = None,
    document: Mapping[str, Any] | None = None,
    batch: str | None = None,
    key: str | None = None,
) -> int | None:
    """Queue a message and return its row; None when a row with this key was queued before."""
    if target is not None:
        lane = max(lane, _lane_of_queued(db, target))
    said, file = _to_json(params), None if document is None else _to_json(document)
    cursor = db.execute(
        "INSERT INTO outbox (chat_id, lane, method, params, target, document, batch, key, due_at,"
        " created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)"
        " ON CONFLICT (key) DO NOTHING",
        (chat_id, int(lane), method, said, target, file, batch, key, now),
    )
    return cursor.lastrowid if cursor.rowcount else None


def _lane_of_queued(db: Db, row: int) -> Lane:
    """Return the lane of a row that still waits: what edits its message must not overtake it."""
    query = "SELECT lane FROM outbox WHERE id = ? AND state = 'queued'"
    return Lane(rows.number(db, query, row))  # 0, INTERACTIVE, where it waits no longer


_QUEUE = rows.Table("outbox", QueuedRow)


def waiting(db: Db, *, after: int = 0) -> list[QueuedRow]:
    """Return every queued row beyond a row id, in the order written.

    There is one writer, so no row appears later below one that was seen.
    """
    # From the beginning, the index holds the queue alone; beyond it, the new rows are the few last.
    plan = "NOT INDEXED" if after else "INDEXED BY outbox_queued"
    return _QUEUE.all(db, f"{plan} WHERE state = 'queued' AND id > ? ORDER BY id", after)


def load(db: Db, numbers: Sequence[int]) -> list[Row]:
    """Return those of these rows that are still queued, with what they say."""
    found = db.execute(
        "SELECT o.id, o.chat_id, o.lane, o.method, o.params, o.target, t.message_id, o.document,"
        " o.attempts, o.created_at FROM json_each(?) wanted JOIN outbox o ON o.id = wanted.value"
        " LEFT JOIN outbox t ON t.id = o.target WHERE o.state = 'queued'",
        (json.dumps(numbers),),
    )
    return [_row(*row) for row in found]


def _row(*columns: Any) -> Row:
    row, chat_id, lane, method, params, target, message_id, document, *rest = columns
    said, file = json.loads(params), None if document is None else json.loads(document)
    return Row(row, chat_id, Lane(lane), method, said, target, message_id, file, *rest)


def mark_sent(db: Db, delivered: Iterable[Delivered], now: str) -> None:
    """Record what Telegram took. The words are forgotten here: the chat has them now."""
    db.executemany(
        "UPDATE outbox SET state = 'sent', sent_at = ?, message_id = ?, params = '{}',"
        " document = NULL, error = NULL"
        " WHERE id = ? AND state = 'queued'",
        ((now, one.message_id, one.id) for one in delivered),
    )


def postpone(db: Db, row: int, *, due_at: str, error: str) -> None:
    """Leave a row queued, to be tried again at an instant."""
    db.execute(
        "UPDATE outbox SET due_at = ?, attempts = attempts + 1, error = ?"
        " WHERE id = ? AND state = 'queued'",
        (due_at, error, row),
    )


def mark_dead(db: Db, row: int, error: str) -> None:
    """Give a row up that Telegram refused; it is kept for somebody to look at."""
    db.execute(
        "UPDATE outbox SET state = 'dead', attempts = attempts + 1, error = ?"
        " WHERE id = ? AND state = 'queued'",
        (error, row),
    )


def drop(db: Db, row: int, reason: str) -> None:
    """Forget a row that has lost its purpose, such as an edit of a message that is gone."""
    _drop(db, reason, "id = ?", row)


def drop_chat(db: Db, chat_id: int, reason: str) -> int:
    """Forget all that waits for a chat that cannot be reached; returns how many rows."""
    return _drop(db, reason, "chat_id = ?", chat_id)


def drop_batch(db: Db, batch: str, reason: str, *, but: int | None = None) -> int:
    """Forget what is still queued of a batch, save for one row; returns how many rows."""
    return _drop(db, reason, "batch = ? AND id IS NOT ?", batch, but)


def _drop(db: Db, reason: str, where: str, *values: object) -> int:
    return db.execute(
        "UPDATE outbox SET state = 'dropped', params = '{}', document = NULL, error = ?"
        f" WHERE state = 'queued' AND {where}",
        (reason, *values),
    ).rowcount


def migrate_chat(db: Db, old: int, new: int) -> None:
    """Write a chat's new id wherever the old one stands: a group became a supergroup.

    Where the new id is known already it stays as it is. Sent rows keep the old id, for their
    messages did not move.
    """
    db.execute("UPDATE outbox SET chat_id = ? WHERE chat_id = ? AND state <> 'sent'", (new, old))
    db.execute("UPDATE OR IGNORE desks SET chat_id = ? WHERE chat_id = ?", (new, old))
    db.execute("DELETE FROM desks WHERE chat_id = ?", (old,))
    db.execute("UPDATE OR IGNORE desk_sessions SET chat_id = ? WHERE chat_id = ?", (new, old))
    db.execute("DELETE FROM desk_sessions WHERE chat_id = ?", (old,))


def figures(db: Db) -> OutboxFigures:
    """The queue at a glance."""
    lanes = db.execute(
        "SELECT lane, count(*), min(created_at) FROM outbox WHERE state = 'queued' GROUP BY lane"
    ).fetchall()
    dead = rows.number(db, "SELECT count(*) FROM outbox WHERE state = 'dead'")
    return OutboxFigures(
        queued={Lane(lane): count for lane, count, _ in lanes},
        oldest_queued_at=min((oldest for _, _, oldest in lanes), default=None),
        dead=dead,
    )


def counts(db: Db) -> dict[tuple[OutboxState, Lane], int]:
    """Return the number of rows by state and lane."""
    query = "SELECT state, lane, count(*) FROM outbox GROUP BY state, lane ORDER BY state, lane"
    found = db.execute(query)
    return {(OutboxState(state), Lane(lane)): count for state, lane, count in found}


def progress(db: Db, batch: str) -> BatchProgress:
    """How far the rows of a batch are."""
    counted: dict[str, int] = dict(
        db.execute("SELECT state, count(*) FROM outbox WHERE batch = ? GROUP BY state", (batch,))
    )
    return BatchProgress(*(counted.get(state, 0) for state in OutboxState))


def prune(db: Db, before: str) -> int:
    """Delete what was settled before an instant; returns how many rows.

    A row with a key stays: the key is what makes it happen once.
    """
    return db.execute(
        "DELETE FROM outbox WHERE created_at < ? AND state IN ('sent', 'dropped') AND key IS NULL",
        (before,),
    ).rowcount


def _to_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
