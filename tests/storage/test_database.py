from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from storage import files
from storage.database import Database, for_writing, savepoint
from storage.errors import (
    DatabaseInUse,
    DatabaseUnusable,
    TransactionLost,
)
from tests.waiting import PATIENCE_SECONDS

NOW = "2003-12-10T08:30:00.000Z"


def note(key: str) -> str:
    return f"INSERT INTO happened (key, at) VALUES ('{key}', '{NOW}')"


def noted(db: sqlite3.Connection) -> list[str]:
    return [key for (key,) in db.execute("SELECT key FROM happened ORDER BY key")]


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


async def test_what_was_written_is_read_and_is_there_after_reopening(path: Path) -> None:
    first = await Database.open(path)
    await first.write(lambda db: db.execute(note("a")))
    read_at_once = await first.read(noted)
    await first.close()
    second = await Database.open(str(path))
    read_later = await second.read(noted)
    await second.close()

    assert read_at_once == ["a"]
    assert read_later == ["a"]


async def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "var" / "lib" / "focal.sqlite3")
    await database.close()

    assert (tmp_path / "var" / "lib" / "focal.sqlite3").is_file()


async def test_every_file_is_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    await database.write(lambda db: db.execute(note("a")))
    await database.backup(tmp_path / "backup.sqlite3")

    modes = modes_in(tmp_path)

    assert {"focal.sqlite3", "focal.sqlite3-wal", "focal.sqlite3.lock", "backup.sqlite3"} <= set(
        modes
    )
    assert set(modes.values()) == {0o600}


async def test_the_writer_survives_power_cuts_and_the_reader_cannot_write(
    database: Database,
) -> None:
    def pragmas(db: sqlite3.Connection) -> list[object]:
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted]

    wanted: dict[str, object] = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "journal_size_limit": 16 * 1024 * 1024,
        "busy_timeout": 5000,
        "foreign_keys": 1,
        "temp_store": 2,
        "trusted_schema": 0,
    }

    settings = await database.write(pragmas)

    assert settings == list(wanted.values())
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(lambda db: db.execute(note("a")))


async def test_work_that_raises_leaves_nothing_and_the_next_goes_on(database: Database) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute(note("half"))
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(half)
    await database.write(lambda db: db.execute(note("whole")))

    assert await database.read(noted) == ["whole"]


async def test_reading_sees_one_moment_while_writing_goes_on(database: Database) -> None:
    loop = asyncio.get_running_loop()

    def look_twice(db: sqlite3.Connection) -> tuple[list[str], list[str]]:
        before = noted(db)
        written = database.write(lambda other: other.execute(note("new")))
        asyncio.run_coroutine_threadsafe(written, loop).result(PATIENCE_SECONDS)
        return before, noted(db)

    before, after = await database.read(look_twice)

    assert before == after == []
    assert await database.read(noted) == ["new"]


async def test_writes_keep_the_order_they_were_asked_in(database: Database) -> None:
    seen: list[int] = []

    def see(number: int) -> Callable[[sqlite3.Connection], None]:
        return lambda _: seen.append(number)

    await asyncio.gather(*(database.write(see(number)) for number in range(50)))

    assert seen == list(range(50))


async def test_a_cancelled_caller_does_not_undo_what_it_handed_over(database: Database) -> None:
    writing = asyncio.create_task(database.write(lambda db: db.execute(note("kept"))))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing

    # One writer: what comes after it sees it done.
    assert await database.write(noted) == ["kept"]


async def test_a_full_disk_undoes_the_whole_and_can_be_recovered_from(database: Database) -> None:
    def fill(db: sqlite3.Connection) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 4}")
        for number in range(1000):
            db.execute("INSERT INTO happened VALUES (?, ?)", (f"{number}{'x' * 500}", NOW))

    with pytest.raises(sqlite3.OperationalError, match="full"):
        await database.write(fill)
    await database.write(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
    await database.write(lambda db: db.execute(note("after")))

    assert await database.read(noted) == ["after"]


async def test_closing_twice_is_harmless_and_ends_all_use(path: Path) -> None:
    database = await Database.open(path)
    await database.close()
    await database.close()

    with pytest.raises(ValueError, match="Connection closed"):
        await database.read(noted)


async def test_a_second_opening_is_refused_until_the_first_is_closed(path: Path) -> None:
    first = await Database.open(path)
    with pytest.raises(DatabaseInUse) as refused:
        await Database.open(path)
    await first.close()
    again = await Database.open(path)
    await again.close()

    assert refused.value.path == path


def hold_until_killed(path: Path, ready: multiprocessing.synchronize.Event) -> None:
    holder = files.prepare(path)
    with closing(files.connect(path)) as db:
        db.execute(note("before the kill"))
        ready.set()
        signal.pause()
    holder.close()


async def test_another_process_is_refused_until_the_first_dies_however_it_dies(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=hold_until_killed, args=(path, ready))
    process.start()
    assert await asyncio.to_thread(ready.wait, PATIENCE_SECONDS)
    with pytest.raises(DatabaseInUse):
        await Database.open(path)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    await asyncio.to_thread(process.join)
    database = await Database.open(path)
    found = await database.read(noted)
    await database.close()

    assert found == ["before the kill"]


async def test_a_write_ahead_log_that_cannot_be_made_is_told_of(path: Path) -> None:
    path.with_name(f"{path.name}-wal").mkdir()

    with pytest.raises(DatabaseUnusable):
        await Database.open(path)
    path.with_name(f"{path.name}-wal").rmdir()
    database = await Database.open(path)
    await database.close()


def test_a_file_system_without_a_write_ahead_log_is_told_of() -> None:
    # Memory, like some network drives, quietly stays in another mode.
    with (
        closing(sqlite3.connect(":memory:")) as db,
        pytest.raises(sqlite3.OperationalError, match="write-ahead log"),
    ):
        for_writing(db)


async def test_a_backup_is_one_complete_file_that_opens(database: Database, tmp_path: Path) -> None:
    await database.write(lambda db: db.execute(note("kept")))
    target = tmp_path / "backups" / "monday.sqlite3"
    target.parent.mkdir()
    await database.backup(target)
    await database.write(lambda db: db.execute(note("later")))
    names = [file.name for file in target.parent.iterdir()]
    copy = await Database.open(target)
    found = await copy.read(noted)
    await copy.close()

    assert names == ["monday.sqlite3"]
    assert found == ["kept"]


async def test_a_backup_that_fails_leaves_the_older_one(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite3"
    await database.backup(target)
    older = target.read_bytes()
    # Where the unfinished copy would go, something is in the way.
    (tmp_path / "backup.sqlite3.unfinished").mkdir()

    with pytest.raises(OSError, match="unfinished"):
        await database.backup(target)

    assert target.read_bytes() == older


async def test_a_check_names_rows_that_refer_to_nothing(database: Database) -> None:
    def orphan(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO staff (person_id, role, granted_at) VALUES (7, 'admin', ?)", (NOW,))

    healthy = await database.read(files.faults_in)
    with closing(sqlite3.connect(database.path)) as careless:
        orphan(careless)
        careless.commit()
    found = await database.read(files.faults_in)

    assert healthy == []
    assert found == ["row 7 of staff refers to a missing row of people"]


async def test_references_are_kept(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await database.write(
            lambda db: db.execute(
                "INSERT INTO staff (person_id, role, granted_at) VALUES (7, 'admin', ?)", (NOW,)
            )
        )


def test_a_savepoint_that_raises_undoes_only_itself(db: sqlite3.Connection) -> None:
    db.execute("BEGIN")
    with savepoint(db):
        db.execute(note("first"))
    with suppress(LookupError), savepoint(db):
        db.execute(note("second"))
        raise LookupError
    with savepoint(db, "third"):
        db.execute(note("third"))
    db.execute("COMMIT")

    assert noted(db) == ["first", "third"]


def test_a_savepoint_says_when_the_whole_transaction_is_gone(db: sqlite3.Connection) -> None:
    db.execute(note("taken"))
    db.execute("BEGIN")
    with pytest.raises(TransactionLost) as lost, savepoint(db):
        db.execute(note("taken").replace("INSERT", "INSERT OR ROLLBACK"))

    assert isinstance(lost.value.__cause__, sqlite3.IntegrityError)
    assert not db.in_transaction


def content(path: Path) -> bytes:
    return path.read_bytes()


async def test_an_emptied_log_leaves_everything_in_the_file(database: Database, path: Path) -> None:
    await database.write(lambda db: db.execute("INSERT INTO facts VALUES ('said', 'once')"))
    log = path.with_name(f"{path.name}-wal")
    before = log.stat().st_size
    await database.empty_log()

    assert before > 0
    assert log.stat().st_size == 0
    assert b"once" in content(path)


async def test_what_is_deleted_is_overwritten(database: Database, path: Path) -> None:
    await database.write(lambda db: db.execute("INSERT INTO facts VALUES ('said', 'a secret')"))
    await database.empty_log()
    before = content(path)
    await database.write(lambda db: db.execute("DELETE FROM facts"))
    await database.empty_log()

    assert b"a secret" in before
    assert b"a secret" not in content(path)
