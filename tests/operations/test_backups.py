"""Copies on a schedule: when, how many, of what, for whom; and none that is damaged."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.backups import Backups, NoBackupFolder
from storage import attachments, deployment, files
from storage.attachments import Attachments
from storage.database import Database
from storage.visits import reading
from tests.waiting import PATIENCE_SECONDS, until

START = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)
STAMP = "2003-09-01T09:00:00.000Z"


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "another disk" / "copies"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "focal.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "focal.files"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A system that would let everybody read what is made."""
    before = os.umask(0)
    yield
    os.umask(before)


def backups(database: Database, kept: Path, folder: Path | None, clock: Clock) -> Backups:
    return Backups(database, kept, folder, 3, clock)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.sqlite3"))


def put_in_the_way_of(folder: Path) -> None:
    folder.rename(folder.with_name("moved"))
    folder.write_bytes(b"a file in the way")


def let_it_be_of(file: Path, at: datetime) -> None:
    """A file is as old as the machine says; here the clock of the test says."""
    os.utime(file, (at.timestamp(), at.timestamp()))


async def attach(database: Database, kept: Path, data: bytes) -> str:
    digest = Attachments(kept).keep(data)

    def add(db: sqlite3.Connection) -> None:
        attachments.add(
            db,
            digest=digest,
            party="FRA",
            name="note.pdf",
            mime_type="application/pdf",
            size_bytes=len(data),
            by=1,
            now=STAMP,
        )

    await database.write(add)
    return digest


async def test_only_the_newest_copies_are_kept(
    database: Database, kept: Path, folder: Path, clock: Clock
) -> None:
    made = backups(database, kept, folder, clock)
    for _ in range(5):
        await made.make()
        clock.now += timedelta(days=1)

    assert names(folder) == [f"focal-point-2003090{day}T090000Z.sqlite3" for day in (3, 4, 5)]


async def test_a_copy_can_be_read_whole_and_knows_nothing_later(
    database: Database, kept: Path, folder: Path, clock: Clock
) -> None:
    await database.write(lambda db: deployment.put(db, "deadline", "before"))
    copy = await backups(database, kept, folder, clock).make()
    await database.write(lambda db: deployment.put(db, "deadline", "after"))

    # Where there are no attachments, there is no folder for them.
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    with reading(copy) as db:
        assert deployment.get(db, "deadline") == "before"
        assert files.faults_in(db) == []
    assert await database.read(lambda db: deployment.get(db, deployment.Key.LAST_BACKUP)) == STAMP


async def test_a_copy_is_made_every_day_and_after_a_failure_soon(
    database: Database, kept: Path, folder: Path, clock: Clock
) -> None:
    made = backups(database, kept, folder, clock)
    first = await database.read(made.until_due)
    again = await made.make_if_due()
    due = await database.read(made.until_due)
    clock.now += timedelta(days=2)
    late = await database.read(made.until_due)
    put_in_the_way_of(folder)
    failed = await made.make_if_due()

    assert first <= timedelta(0)
    assert (again, due) == (timedelta(days=1), timedelta(days=1))
    assert late == timedelta(days=-1)
    assert failed == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("age", "wait", "copies"),
    [
        (timedelta(hours=1), timedelta(hours=23), 1),
        (timedelta(days=1, milliseconds=-1), timedelta(milliseconds=1), 1),
        (timedelta(days=1), timedelta(days=1), 2),
    ],
)
async def test_none_is_made_before_the_last_one_is_a_day_old(
    database: Database,
    kept: Path,
    folder: Path,
    clock: Clock,
    age: timedelta,
    wait: timedelta,
    copies: int,
) -> None:
    made = backups(database, kept, folder, clock)
    await made.make()
    clock.now += age

    assert await made.make_if_due() == wait
    assert len(names(folder)) == copies


async def test_the_loop_makes_what_is_due_and_ends(
    database: Database, kept: Path, folder: Path, clock: Clock
) -> None:
    made = backups(database, kept, folder, clock)
    running = asyncio.create_task(made.run())
    await until(lambda: names(folder), "a copy")
    made.stop()
    await asyncio.wait_for(running, PATIENCE_SECONDS)

    assert len(names(folder)) == 1
    assert await database.read(lambda db: deployment.get(db, deployment.Key.LAST_BACKUP)) == STAMP


async def test_without_a_folder_none_is_made(database: Database, kept: Path, clock: Clock) -> None:
    made = backups(database, kept, None, clock)
    running = asyncio.create_task(made.run())
    await asyncio.sleep(0)
    made.stop()
    await running

    with pytest.raises(NoBackupFolder):
        await made.make()


async def test_a_damaged_database_pushes_no_good_copy_out(
    database: Database, kept: Path, folder: Path, clock: Clock
) -> None:
    made = backups(database, kept, folder, clock)
    await made.make()
    good = names(folder)
    clock.now += timedelta(days=1)
    await database.write(lambda db: db.execute("PRAGMA writable_schema = ON"))
    await database.write(
        lambda db: db.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'CREATE INDEX letters_by_party ON "
            "letters (party, id)', 'CREATE INDEX letters_by_party ON letters (id, party)')"
        )
    )
    await database.write(
        lambda db: db.execute(
            "INSERT INTO letters (party, person_id, direction, text, at) "
            "VALUES ('FRA', 1, 'in', 'x', ?)",
            (STAMP,),
        )
    )

    with pytest.raises(sqlite3.DatabaseError, match="damaged"):
        await made.make()
    assert names(folder) == good


async def test_files_go_along_once_and_stay_as_long_as_a_copy_names_them(
    database: Database, kept: Path, folder: Path, clock: Clock
) -> None:
    made = backups(database, kept, folder, clock)
    digest = await attach(database, kept, b"the note of France")
    copied = folder / "files" / digest[:2] / digest
    await made.make()
    let_it_be_of(copied, START)
    stays = copied.read_bytes()
    await database.write(lambda db: db.execute("DELETE FROM files"))
    Attachments(kept).delete(digest)
    there = []
    for _ in range(3):
        clock.now += timedelta(days=1)
        await made.make()
        there.append(copied.exists())

    assert stays == b"the note of France"
    assert there == [True, True, False]


async def test_an_old_copy_nobody_can_read_keeps_every_file(
    database: Database, kept: Path, folder: Path, clock: Clock
) -> None:
    made = backups(database, kept, folder, clock)
    digest = await attach(database, kept, b"the note of France")
    first = await made.make()
    copied = folder / "files" / digest[:2] / digest
    let_it_be_of(copied, START)
    first.write_bytes(b"x" * 4096)
    await database.write(lambda db: db.execute("DELETE FROM files"))
    clock.now += timedelta(days=1)
    await made.make()

    assert copied.exists()


async def test_all_that_is_kept_is_for_its_owner_alone(
    tmp_path: Path, open_umask: None, clock: Clock
) -> None:
    place = tmp_path / "var" / "of the bot"
    database = await Database.open(place / "focal.sqlite3")
    kept = place / "focal.files"
    await attach(database, kept, b"the note of France")
    await backups(database, kept, place / "copies", clock).make()
    found = {path: path.stat().st_mode & 0o777 for path in (tmp_path / "var").rglob("*")}
    await database.close()

    assert {path.name for path in found} >= {"focal.sqlite3-wal", "focal.sqlite3-shm", "files"}
    assert {
        path for path, mode in found.items() if mode != (0o700 if path.is_dir() else 0o600)
    } == set()


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    theirs.chmod(0o755)
    with closing(files.prepare(theirs / "ours" / "focal.sqlite3")):
        pass

    assert theirs.stat().st_mode & 0o777 == 0o755
    assert (theirs / "ours").stat().st_mode & 0o777 == 0o700
