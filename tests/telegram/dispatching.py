"""A dispatcher with what it needs: rows to send, a line that answers as told, a watcher that writes down."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.telegram.delivery import Outcome, Sent
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.pacing import UNLIMITED
from storage import outbox
from storage.database import Database
from storage.instants import to_text
from storage.outbox import Row
from tests import clock
from tests.telegram.surroundings import (
    BEN,
    START,
)
from tests.waiting import until

NOW = to_text(START)
Send = Callable[[Row], Any]


@dataclass
class Heard:
    """A watcher that writes down what it is told, and tells an admin of what was refused."""

    told: list[tuple[object, ...]] = field(default_factory=list)
    fails: bool = False
    disk_failures: int = 0

    def chat_gone(self, db: sqlite3.Connection, chat_id: int, reason: str, now: datetime) -> None:
        self._hear(db, "gone", chat_id, reason)

    def chat_moved(self, db: sqlite3.Connection, old: int, new: int, now: datetime) -> None:
        self._hear(db, "moved", old, new)

    def refused(self, db: sqlite3.Connection, row: Row, reason: str, now: datetime) -> None:
        self._hear(db, "refused", row.id, reason)
        if row.chat_id != BEN:
            put(db, BEN, f"row {row.id} was refused", key=f"refused:{row.id}")

    def _hear(self, db: sqlite3.Connection, *told: object) -> None:
        self.told.append(told)
        db.execute("INSERT INTO happened VALUES (?, ?)", (repr(told), NOW))
        if self.fails:
            raise LookupError
        if self.disk_failures:
            self.disk_failures -= 1
            raise sqlite3.OperationalError("database or disk is full")


class Line:
    """Our side of the wire: takes rows, in the order they come, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, str]] = []
        self.outcomes: dict[str, list[Outcome]] = {}
        self.message_id = 100
        self.open = asyncio.Event()
        self.open.set()
        self.under_way = 0
        self.most_under_way = 0

    async def send(self, row: Row) -> Outcome:
        text = row.params.get("text", row.method)
        self.taken.append((row.chat_id, text))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.open.wait()
        finally:
            self.under_way -= 1
        if planned := self.outcomes.get(text):
            return planned.pop(0)
        self.message_id += 1
        return Sent(self.message_id)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.taken]


def put(db: sqlite3.Connection, chat_id: int, text: str, **more: Any) -> int | None:
    return outbox.enqueue(
        db,
        chat_id=chat_id,
        method=more.pop("method", "sendMessage"),
        params={"text": text},
        now=NOW,
        **more,
    )


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[Dispatcher]:
    task = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await task


def dispatcher_of(database: Database, send: Send, heard: Heard, **more: Any) -> Dispatcher:
    more.setdefault("limits", UNLIMITED)
    more.setdefault("now", clock.now)
    return Dispatcher(database, send, heard, chance=lambda: 0.5, **more)


async def at_rest(dispatcher: Dispatcher) -> None:
    """Whatever may go by now has gone, and that is written down."""
    dispatcher.wake()
    await until(lambda: dispatcher.at_rest, "a rest")


async def settled(dispatcher: Dispatcher) -> None:
    """Everything committed so far has gone, and that is written down."""
    dispatcher.wake()
    await until(lambda: dispatcher.at_rest and dispatcher.unsettled == 0, "an empty outbox")


async def states(database: Database) -> dict[str, list[int]]:
    def look(db: sqlite3.Connection) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row, state in db.execute("SELECT id, state FROM outbox ORDER BY id"):
            found.setdefault(state, []).append(row)
        return found

    return await database.read(look)
