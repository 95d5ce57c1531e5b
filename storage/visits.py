"""Opens the database for a moment from another process than the bot's, such as a command line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage import files
from storage.database import for_writing
from storage.errors import DatabaseUnusable


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield one snapshot of a database of ours, also while the bot is running.

    Raises:
        DatabaseRefused: one of its kinds, also where there is no database yet.
    """
    path = _of_this_version(path)
    with closing(files.connect(path, read_only=True)) as db:
        db.execute("BEGIN")
        yield db


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield one transaction of a few milliseconds, also while the bot is running; make the file where there is none.

    Raises:
        DatabaseRefused: one of its kinds.
    """
    path = path.resolve()
    if not path.exists():
        files.prepare(path).close()
    with closing(files.connect(_of_this_version(path))) as db:
        for_writing(db)
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def _of_this_version(path: Path) -> Path:
    path = path.resolve()
    known = len(files.migrations_in(files.MIGRATIONS))
    version = files.examine(path, known=known)
    if version is None:
        raise DatabaseUnusable(path, "there is no database yet; `python -m bot run` makes one")
    if version < known:
        raise DatabaseUnusable(
            path, "it is of an earlier version; `python -m bot run` brings it up"
        )
    return path
