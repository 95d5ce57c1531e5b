"""The real database in a real file, whose statements can fail and whose process can die between any two of them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Self, TypeVar

from storage import files
from storage.database import Database, for_reading, for_writing, in_transaction
from tests.simulation.fate import Fate, Killed

T = TypeVar("T")

_MOST_PAGES = 1_073_741_823
# Before and after a commit is where a kill tells most.
_AT_COMMIT = 8
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Mistake(Exception):
    """A mistake of ours in the middle of a turn."""


class Faulty(sqlite3.Connection):
    """A connection that fails by dice: as a full disk, as an I/O error, or with its process."""

    fate: Fate | None = None
    dead = False
    # From when an update is taken until something goes wrong with it.
    in_turn = False

    def _before(self, sql: str) -> None:
        if self.dead:
            raise Killed
        if self.fate is None or sql.startswith("PRAGMA"):
            return
        self.fate.step(_AT_COMMIT if sql == "COMMIT" else 1)
        if self.fate.fault("disk I/O error", 0.0004):
            # What SQLite does of itself when it cannot go on.
            self.rollback()
            raise sqlite3.OperationalError("disk I/O error")
        if not sql.startswith("SELECT") and self.fate.fault("disk full", 0.0004):
            raise sqlite3.OperationalError("database or disk is full")
        if sql.startswith("INSERT INTO processed"):
            self.in_turn = True
        elif sql.startswith(("BEGIN", "COMMIT")):
            self.in_turn = False
        elif self.in_turn and sql.startswith(_WRITES) and self.fate.fault("mistake", 0.0008):
            self.in_turn = False
            raise Mistake

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        self._before(sql)
        return super().execute(sql, *more)

    def executemany(self, sql: str, *more: Any) -> sqlite3.Cursor:
        self._before(sql)
        return super().executemany(sql, *more)

    def set_full(self, full: bool) -> None:
        """No page more than there is now: the disk is full as SQLite itself meets it."""
        (pages,) = super().execute("PRAGMA page_count").fetchone()
        super().execute(f"PRAGMA max_page_count = {pages if full else _MOST_PAGES}")


class Disk(Database):
    """`Database` without threads: what is handed over is done a moment later, in the order handed over."""

    def __init__(self, path: Path, fate: Fate) -> None:
        self.path = path
        self._fate = fate
        self._holder = files.prepare(path)
        self.writing = _opened(path)
        for_writing(self.writing)
        # A killed process loses nothing that the system has; only a cut of the power would.
        self.writing.execute("PRAGMA synchronous = OFF")
        self.reading = _opened(path)
        for_reading(self.reading)
        self.writing.fate = self.reading.fate = fate
        self._free_at: dict[str, float] = {}

    @classmethod
    async def open(cls, path: Path | str, **_: Any) -> Self:
        raise NotImplementedError

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._hand_over("writing", self.writing, "BEGIN IMMEDIATE", work)

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._hand_over("reading", self.reading, "BEGIN", work)

    async def _hand_over(
        self, queue: str, db: Faulty, begin: str, work: Callable[[sqlite3.Connection], T]
    ) -> T:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            try:
                result = in_transaction(db, begin, work)
                self._fate.step(_AT_COMMIT)
            except Killed:
                self.died()
                done.cancel()
            except Exception as error:
                if not done.cancelled():
                    done.set_exception(error)
            else:
                if not done.cancelled():
                    done.set_result(result)

        slow = 2.0 if self._fate.fault("slow disk", 0.001) else 0.003
        now = max(loop.time(), self._free_at.get(queue, 0.0))
        self._free_at[queue] = now + self._fate.between(0.0001, slow)
        loop.call_at(self._free_at[queue], run)
        return await done

    died: Callable[[], None] = staticmethod(lambda: None)

    def set_full(self, full: bool) -> None:
        """No page more than there is now, as SQLite itself meets it; over with the process."""
        if not self.writing.dead:
            self.writing.set_full(full)

    def abandon(self) -> None:
        """What a kill leaves: the file as it is, no commit, no goodbye."""
        for db in (self.writing, self.reading):
            db.dead = True
            db.close()
        self._holder.close()

    async def close(self) -> None:
        self.abandon()


def _opened(path: Path) -> Faulty:
    db = files.connect(path, factory=Faulty)
    assert isinstance(db, Faulty)
    return db


class Onlooker:
    """Looks into the file from outside, at what is committed; touches nothing."""

    def __init__(self, path: Path) -> None:
        self._db = files.connect(path, read_only=True)

    def all(self, sql: str, *values: object) -> list[Any]:
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        return self._db.execute(sql, values).fetchone()

    def look(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return work(self._db)

    def close(self) -> None:
        self._db.close()


def prepared(folder: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """A new database in the folder, with what the work puts into it."""
    path = folder / "replies.sqlite3"
    with closing(files.prepare(path)), closing(files.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN")
        result = work(db)
        db.execute("COMMIT")
    return result
