"""Runs whole pieces of work on the database, each in a transaction, off the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Self, TypeVar

import aiosqlite

from storage import files
from storage.errors import DatabaseUnusable, TransactionLost

T = TypeVar("T")

# After a burst the write-ahead log is cut back to this, so that the disk gets its space back.
_LOG_LIMIT_BYTES = 16 * 1024 * 1024
# aiosqlite asks for it, for a way of reading that we do not use.
_UNUSED_CHUNK_SIZE = 64


class _Connection(aiosqlite.Connection):
    """A connection whose thread is handed a whole piece of work instead of single statements.

    With aiosqlite the hand-over costs more than the disk: a turn of seven statements, committed
    with synchronous=FULL, takes 0.94 ms call by call and 0.35 ms in one hop. `_execute` is the seam
    through which all its own methods go, and it has no public one: tests/storage/
    test_aiosqlite_contract.py holds what is relied on.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        # What the connector gives, which aiosqlite keeps to itself.
        self._opened: sqlite3.Connection | None = None

        def connect() -> sqlite3.Connection:
            self._opened = connector()
            return self._opened

        super().__init__(connect, iter_chunk_size=_UNUSED_CHUNK_SIZE)

    async def hand_over(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work in this connection's thread; what was handed over runs to its end."""
        result: T = await self._execute(work, self._opened)  # type: ignore[no-untyped-call]
        return result


class Database:
    """One file, one writer, one reader; each piece of work is a plain function of a connection.

    Writing is one at a time in the order asked for. Reading sees what was committed when it began
    and never waits for writing. A caller that is cancelled does not undo what it handed over.
    """

    def __init__(
        self, path: Path, writer: _Connection, reader: _Connection, closers: AsyncExitStack
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._closers = closers

    @classmethod
    async def open(cls, path: Path | str, *, migrations: Path = files.MIGRATIONS) -> Self:
        """Open the file for this process alone; make it, or bring it to the newest version.

        Raises:
            DatabaseRefused: one of its kinds; the file is as it was.
        """
        path = await asyncio.to_thread(Path(path).resolve)
        async with AsyncExitStack() as closers:
            holder = await asyncio.to_thread(files.prepare, path, migrations=migrations)
            closers.callback(holder.close)
            try:
                writer = await _connected(path, for_writing)
                closers.push_async_callback(writer.close)
                reader = await _connected(path, for_reading)
                closers.push_async_callback(reader.close)
            except sqlite3.Error as error:
                raise DatabaseUnusable(path, str(error)) from error
            return cls(path, writer, reader, closers.pop_all())

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work in one transaction: all of it is on the disk on return, or none of it.

        Raises:
            sqlite3.Error: the disk or the file failed; nothing was changed.
        """
        return await self._writer.hand_over(lambda db: in_transaction(db, "BEGIN IMMEDIATE", work))

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work, which cannot write, on what is committed at one moment."""
        return await self._reader.hand_over(lambda db: in_transaction(db, "BEGIN", work))

    async def backup(self, target: Path) -> None:
        """Copy everything committed so far into one new file, while work goes on.

        Raises:
            OSError, sqlite3.Error: the target cannot be written, and is as it was.
        """
        await asyncio.to_thread(files.copy, self.path, target)

    async def empty_log(self) -> None:
        """Move the write-ahead log into the file and cut it off: older pages are nowhere any more."""
        await self._writer.hand_over(
            lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        )

    async def close(self) -> None:
        """Finish what was handed over, then let go of the file; harmless when done already."""
        await self._closers.aclose()


async def _connected(path: Path, settle: Callable[[sqlite3.Connection], None]) -> _Connection:
    def connect() -> sqlite3.Connection:
        db = files.connect(path)
        settle(db)
        return db

    connection = _Connection(connect)
    _ = await connection  # it gives itself
    return connection


def for_writing(db: sqlite3.Connection) -> None:
    """Make a connection the one that writes: what it has committed outlives a power cut.

    Raises:
        sqlite3.OperationalError: this file system cannot do it.
    """
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise sqlite3.OperationalError("no write-ahead log is possible on this file system")
    # Telegram forgets what we confirm; NORMAL may lose the last commits to a power cut.
    db.execute("PRAGMA synchronous = FULL")
    # What is deleted or replaced is overwritten with zeros, not merely forgotten.
    db.execute("PRAGMA secure_delete = ON")
    db.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT_BYTES}")


def for_reading(db: sqlite3.Connection) -> None:
    """Make a connection one that cannot write."""
    db.execute("PRAGMA query_only = ON")


def in_transaction(
    db: sqlite3.Connection, begin: str, work: Callable[[sqlite3.Connection], T]
) -> T:
    """Return what the work returns, committed; undo all of it when it raises."""
    db.execute(begin)
    try:
        result = work(db)
        db.execute("COMMIT")
    except BaseException:
        # Not as a statement: SQLite may have rolled back by itself, after a full disk for one.
        db.rollback()
        raise
    return result


@contextmanager
def savepoint(db: sqlite3.Connection, name: str = "turn") -> Iterator[None]:
    """Undo what is done inside, and only that, when it raises.

    Raises:
        TransactionLost: SQLite gave up the whole transaction; let it pass.
    """
    db.execute(f"SAVEPOINT {name}")
    try:
        yield
    except BaseException as error:
        if not db.in_transaction:
            raise TransactionLost from error
        db.execute(f"ROLLBACK TO {name}")
        db.execute(f"RELEASE {name}")
        raise
    db.execute(f"RELEASE {name}")
