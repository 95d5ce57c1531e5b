"""Examines, makes, migrates and copies the database as a file."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from storage.errors import (
    DatabaseCorrupt,
    DatabaseForeign,
    DatabaseInUse,
    DatabaseNewer,
    DatabaseUnusable,
)
from storage.folders import make_private, sync

# Marks a file as ours, at offset 68 of its header: "FPA1".
APPLICATION_ID = 0x46504131
MIGRATIONS = Path(__file__).with_name("migrations")

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_MAX_FAULTS = 5
_BUSY_TIMEOUT_MS = 5_000
# More than the statements of a turn, so that none is compiled twice.
_CACHED_STATEMENTS = 256


def connect(
    path: Path, *, read_only: bool = False, factory: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    """Return a connection to a file that exists, with the settings each of ours has."""
    db = sqlite3.connect(
        f"{path.as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        isolation_level=None,  # transactions begin and end where we say so
        cached_statements=_CACHED_STATEMENTS,
        factory=factory,
    )
    db.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA temp_store = MEMORY")
    # What stands in the schema of a file handed to us runs no code.
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def migrations_in(folder: Path) -> list[str]:
    """Return the scripts in order: `0001_….sql` takes an empty file to version 1, and so on.

    Raises:
        ValueError: the numbers leave a gap, or a name has none.
    """
    paths = sorted(folder.glob("*.sql"))
    for number, path in enumerate(paths, start=1):
        if not re.fullmatch(rf"{number:04d}_\w+\.sql", path.name):
            raise ValueError(f"{path.name} is not migration {number:04d}")
    return [path.read_text(encoding="utf-8") for path in paths]


def examine(path: Path, *, known: int) -> int | None:
    """Return the schema's version in a file, or None where there is none yet.

    The header is read as bytes first: SQLite itself might already tidy up beside a foreign file.

    Raises:
        DatabaseForeign, DatabaseNewer, DatabaseCorrupt, DatabaseUnusable
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DatabaseUnusable(path, error.strerror or str(error)) from error
    if not header:
        return None
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise DatabaseForeign(path)
    if int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise DatabaseForeign(path)
    try:
        with closing(connect(path, read_only=True)) as db:
            # Not from the header: the newest version may stand in the write-ahead log.
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            if version > known:
                raise DatabaseNewer(path, version=version, known=known)
            faults = faults_in(db, quick=True)
    except sqlite3.OperationalError as error:
        raise DatabaseUnusable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseCorrupt(path, str(error)) from error
    if faults:
        raise DatabaseCorrupt(path, faults[0])
    return version


def faults_in(db: sqlite3.Connection, *, quick: bool = False) -> list[str]:
    """Return what SQLite finds damaged, in its words; `quick` leaves out indexes and references."""
    pragma = "quick_check" if quick else "integrity_check"
    faults = [row[0] for row in db.execute(f"PRAGMA {pragma}({_MAX_FAULTS})") if row[0] != "ok"]
    if not quick:
        faults += [
            f"row {row} of {table} refers to a missing row of {parent}"
            for table, row, parent, _ in db.execute("PRAGMA foreign_key_check")
        ]
    return faults


def hold(path: Path) -> sqlite3.Connection:
    """Take the database for this process alone, until what is returned is closed.

    An exclusive lock of SQLite's on an empty file of its own: it works on every system, and ends
    with the process however that ends.

    Raises:
        DatabaseInUse
    """
    lock = path.with_name(f"{path.name}.lock")
    _make_private(lock)
    db = sqlite3.connect(lock, isolation_level=None, timeout=0, check_same_thread=False)
    try:
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        db.close()
        raise DatabaseInUse(path) from error
    return db


def prepare(path: Path, *, migrations: Path = MIGRATIONS) -> sqlite3.Connection:
    """Hold the database and bring it to the newest version; returns what holds it.

    Raises:
        DatabaseRefused: one of its kinds; the file is as it was.
    """
    scripts = migrations_in(migrations)
    # Looked at before anything is touched, and again when nobody else can change it.
    examine(path, known=len(scripts))
    with ExitStack() as undo:
        try:
            make_private(path.parent)
            holder = undo.enter_context(closing(hold(path)))
            version = examine(path, known=len(scripts))
            if version is None:
                _create(path, scripts)
            else:
                with closing(connect(path)) as db:
                    migrate(db, scripts[version:], start=version)
        except (OSError, sqlite3.Error) as error:
            raise DatabaseUnusable(path, str(error)) from error
        undo.pop_all()
    return holder


def migrate(db: sqlite3.Connection, scripts: list[str], *, start: int) -> None:
    """Run each script in a transaction of its own that also records the version it leads to."""
    # Tables that others refer to can only be rebuilt so; the check below makes up for it.
    db.execute("PRAGMA foreign_keys = OFF")
    for version, script in enumerate(scripts, start=start + 1):
        try:
            db.executescript(f"BEGIN IMMEDIATE;\n{script}")
            broken = db.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise sqlite3.IntegrityError(f"migration {version} leaves references broken")
            db.execute(f"PRAGMA user_version = {version}")
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise


def copy(source: Path, target: Path) -> None:
    """Copy an open database as it stands at one moment; the copy is one file, and appears whole.

    Writers go on meanwhile: in WAL mode the copy reads from a snapshot.
    """
    with (
        _appearing(target) as unfinished,
        closing(connect(source, read_only=True)) as db,
        closing(connect(unfinished)) as copied,
    ):
        db.backup(copied)
        # The copied header says WAL, which would leave a second file beside the copy.
        copied.execute("PRAGMA journal_mode = DELETE")


def _create(path: Path, scripts: list[str]) -> None:
    with _appearing(path) as unfinished, closing(connect(unfinished)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(db, scripts, start=0)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """Yield a file to write, which takes its name when it is complete."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    _make_private(unfinished)
    try:
        yield unfinished
        sync(unfinished)
        unfinished.replace(path)
        with suppress(OSError):  # Windows opens no folders, and needs no such thing
            sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _make_private(path: Path) -> None:
    """Make the file when it is not there, for nobody but us: it holds personal data."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
