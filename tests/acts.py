"""Tells what one act led to: whether its update was taken, which rows it queued, and on which screen somebody is.

An answer is known by what caused it and never by being the next message: the schedule and other people write to the
same chats. The functions look into the database from outside, also while the bot runs as another process.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.engine.session import Session
from storage import files
from tests.waiting import PATIENCE_SECONDS, until

Db = sqlite3.Connection
Json = dict[str, Any]


class SetAside(AssertionError):
    """The act's update met a mistake of ours, so it has no answer."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the outbox. What it says is empty once it was sent: then the chat has it."""

    id: int
    chat_id: int
    method: str
    params: Json
    document: Json | None
    target: int | None
    state: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Screen:
    """Where somebody stands, and the message that shows it; `message_id` is None while it is on its way."""

    session: Session
    row: int | None
    message_id: int | None

    def action(self, data: str) -> str | None:
        """What a button does, `action:argument`, where it is one of this screen's; else None."""
        number, _, action = data.partition(":")
        return action if number == str(self.session.screen) else None


# ---------------------------------------------------------------- what the database says


def taken_at(db: Db, update_id: int) -> str | None:
    """The instant that an update's turn was given, as the schema writes it; None before."""
    row = db.execute("SELECT at FROM processed WHERE update_id = ?", (update_id,)).fetchone()
    return None if row is None else str(row[0])


def rows(db: Db, update_id: int, *, chat_id: int | None = None, after: int = 0) -> list[Row]:
    """What an update queued, for one chat or for all, in the order of the outbox.

    A turn stamps its rows with the instant it was given, which it shares with its batch: of several acts
    that wait for the bot at once, ask for a chat that one of them alone concerns. Where the schedule writes
    to that chat in the very same millisecond, its rows are among them; they end as the others do.
    """
    found = db.execute(
        f"SELECT {_ROW} FROM processed p JOIN outbox o ON o.created_at = p.at"
        " WHERE p.update_id = ?1 AND o.id > ?3 AND (?2 IS NULL OR o.chat_id = ?2) ORDER BY o.id",
        (update_id, chat_id, after),
    )
    return [_row(*columns) for columns in found]


def everything(db: Db, *, after: int = 0) -> list[Row]:
    """All that was queued beyond a row, by whomever, in the order of the outbox."""
    found = db.execute(f"SELECT {_ROW} FROM outbox o WHERE o.id > ? ORDER BY o.id", (after,))
    return [_row(*columns) for columns in found]


def newest_row(db: Db) -> int:
    """The row queued last, 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0])


_ROW = "o.id, o.chat_id, o.method, o.params, o.document, o.target, o.state, o.message_id"


def _row(
    row: int,
    chat_id: int,
    method: str,
    params: str,
    document: str | None,
    target: int | None,
    state: str,
    message_id: int | None,
) -> Row:
    made_from = None if document is None else json.loads(document)
    return Row(row, chat_id, method, json.loads(params), made_from, target, state, message_id)


def is_done(db: Db, update_id: int, chat_id: int) -> bool:
    """Whether an update was taken, and what it queued for a chat is on its way no more.

    A file that came with it counts until it has been fetched: only then it is answered.

    Raises: SetAside
    """
    at = taken_at(db, update_id)
    if at is None:
        return False
    buried = db.execute(
        "SELECT error FROM dead_letters WHERE update_id = ? AND settled_at IS NULL", (update_id,)
    ).fetchone()
    if buried is not None:
        raise SetAside(buried[0])
    fetching = db.execute(
        "SELECT 1 FROM jobs WHERE created_at = ? AND state = 'queued' AND kind LIKE 'fetch%'", (at,)
    ).fetchone()
    queued = any(row.state == "queued" for row in rows(db, update_id, chat_id=chat_id))
    return fetching is None and not queued


def in_hand(db: Db, person_id: int) -> Screen | None:
    """The screen that a person is on; None before their first turn in the dialogue."""
    row = db.execute(
        "SELECT s.state, s.asked_row, o.message_id FROM sessions s"
        " LEFT JOIN outbox o ON o.id = s.asked_row WHERE s.person_id = ?",
        (person_id,),
    ).fetchone()
    return None if row is None else Screen(Session.from_json(row[0]), row[1], row[2])


# ---------------------------------------------------------------- waiting for it


def looking(path: Path) -> closing[Db]:
    """A database to look into, also while the bot runs; each look sees what has been committed by then."""
    return closing(files.connect(path, read_only=True))


async def until_shown(
    path: Path, update_id: int | None, person_id: int, *, seconds: float = PATIENCE_SECONDS
) -> Screen:
    """The screen a person is on when their act is done and they see it; the present one where none is named.

    Raises: NeverCame, SetAside
    """

    def shown(db: Db) -> Screen | None:
        if update_id is not None and not is_done(db, update_id, person_id):
            return None
        screen = in_hand(db, person_id)
        return screen if screen is not None and screen.message_id is not None else None

    what = f"the screen of {person_id} after update {update_id}"
    with looking(path) as db:
        return await until(lambda: shown(db), what, seconds=seconds)
