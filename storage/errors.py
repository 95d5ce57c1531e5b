"""Defines why the database cannot be used; each error holds data, whoever catches it finds the words."""

from __future__ import annotations

import sqlite3
from pathlib import Path


class StorageError(Exception):
    """The one base of what storage raises by itself; `sqlite3.Error` passes through beside it."""


class TransactionLost(StorageError, sqlite3.OperationalError):
    """SQLite undid the whole transaction (disk full, I/O error), so nothing in it may go on.

    Who catches errors inside a savepoint lets `sqlite3.OperationalError` pass, and so this one.
    """


class DatabaseRefused(StorageError):
    """The file was not opened, and was left as it was."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class DatabaseInUse(DatabaseRefused):
    """Another process, or another part of this one, has the database open."""


class DatabaseForeign(DatabaseRefused):
    """The file is not a database of this program."""


class DatabaseNewer(DatabaseRefused):
    """The file was written by a newer version of this program."""

    def __init__(self, path: Path, *, version: int, known: int) -> None:
        super().__init__(path)
        self.version = version
        self.known = known


class DatabaseCorrupt(DatabaseRefused):
    """SQLite finds the file damaged; `detail` is in its words."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(path)
        self.detail = detail


class DatabaseUnusable(DatabaseRefused):
    """The file cannot be read, made or written; `detail` is in the system's words."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(path)
        self.detail = detail


class WrongEvent(StorageError):
    """The database serves another event; both are codes of events."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"the database belongs to {found}, not to {expected}")
        self.found = found
        self.expected = expected
