from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import files
from storage.errors import (
    DatabaseCorrupt,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseRefused,
    DatabaseUnusable,
)

LATEST = len(files.migrations_in(files.MIGRATIONS))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def make(path: Path) -> None:
    files.prepare(path).close()


def version_of(path: Path) -> int:
    with closing(files.connect(path, read_only=True)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def refuse(path: Path) -> DatabaseRefused:
    """Why the file is refused; and nothing around it may have changed."""
    before = snapshot(path.parent)
    with pytest.raises(DatabaseRefused) as refused:
        files.prepare(path).close()
    assert snapshot(path.parent) == before
    assert refused.value.path == path
    assert str(refused.value) == str(path)
    return refused.value


def test_an_empty_file_becomes_a_database_of_the_newest_version(path: Path) -> None:
    path.touch()

    make(path)

    assert version_of(path) == LATEST
    assert files.examine(path, known=LATEST) == LATEST
    assert sorted(snapshot(path.parent)) == [path.name, f"{path.name}.lock"]


@pytest.mark.parametrize(
    "content",
    [
        b"minutes of the meeting",
        b"SQLite format 3\x00",
        b"SQLite format 2\x00" + bytes(4096),
        bytes(68) + b"FPA1" + bytes(4096),
    ],
    ids=["text", "only a beginning", "another format", "our mark alone"],
)
def test_a_file_of_another_kind_is_refused_and_untouched(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert isinstance(refuse(path), DatabaseForeign)


def test_another_programs_database_is_refused_and_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE theirs (x)")

    assert isinstance(refuse(path), DatabaseForeign)


def test_a_newer_database_is_refused_and_untouched(path: Path) -> None:
    make(path)
    with closing(files.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {LATEST + 1}")
    path.with_name(f"{path.name}.lock").unlink()

    error = refuse(path)

    assert isinstance(error, DatabaseNewer)
    assert (error.version, error.known) == (LATEST + 1, LATEST)


def test_a_newer_version_is_seen_in_the_write_ahead_log(path: Path) -> None:
    make(path)
    with closing(files.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA user_version = {LATEST + 1}")

        # Not yet in the file itself, where a look at the header alone would stop.
        assert int.from_bytes(path.read_bytes()[60:64]) == LATEST
        with pytest.raises(DatabaseNewer):
            files.examine(path, known=LATEST)


def test_a_database_with_a_broken_page_is_refused_and_untouched(path: Path) -> None:
    make(path)
    path.with_name(f"{path.name}.lock").unlink()
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xff" * 4096 * 2
    path.write_bytes(content)

    error = refuse(path)

    assert isinstance(error, DatabaseCorrupt)
    assert error.detail


def test_a_database_with_a_broken_schema_is_refused_and_untouched(path: Path) -> None:
    make(path)
    path.with_name(f"{path.name}.lock").unlink()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)
    path.write_bytes(content)

    assert isinstance(refuse(path), DatabaseCorrupt)


def test_a_database_whose_pages_do_not_add_up_is_refused_and_untouched(path: Path) -> None:
    make(path)
    path.with_name(f"{path.name}.lock").unlink()
    content = bytearray(path.read_bytes())
    # The number of free pages, at offset 36 of the header; there are none.
    content[36:40] = (5).to_bytes(4)
    path.write_bytes(content)

    error = refuse(path)

    assert isinstance(error, DatabaseCorrupt)
    assert "freelist" in error.detail


def test_a_folder_in_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir()

    with pytest.raises(DatabaseUnusable) as refused:
        files.prepare(path)

    assert "directory" in refused.value.detail
    assert (refused.value.path, str(refused.value)) == (path, str(path))


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")

    with pytest.raises(DatabaseUnusable):
        files.prepare(tmp_path / "var" / "focal.sqlite3")


def test_a_write_ahead_log_that_cannot_be_read_is_told_of(path: Path) -> None:
    make(path)
    with closing(files.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    path.with_name(f"{path.name}-wal").mkdir()

    with pytest.raises(DatabaseUnusable):
        files.examine(path, known=LATEST)


def killed_with_a_log(path: Path) -> Path:
    """A database as a killed process leaves it: its last commit stands in the write-ahead log."""
    make(path)
    left = path.with_name("killed.sqlite3")
    with closing(files.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("INSERT INTO facts (key, value) VALUES ('deadline', 'last')")
        for end in ("", "-wal"):
            kept = path.with_name(path.name + end).read_bytes()
            left.with_name(left.name + end).write_bytes(kept)
    return left


def log_and_file(path: Path) -> list[bytes]:
    return [path.with_name(path.name + end).read_bytes() for end in ("", "-wal")]


def test_the_look_before_opening_leaves_file_and_log_as_they_are(path: Path) -> None:
    left = killed_with_a_log(path)
    before = log_and_file(left)

    assert files.examine(left, known=LATEST) == LATEST
    assert log_and_file(left) == before


def test_a_copy_has_what_stands_in_the_log_and_leaves_both_as_they_are(
    path: Path, tmp_path: Path
) -> None:
    left, target = killed_with_a_log(path), tmp_path / "copy.sqlite3"
    before = log_and_file(left)

    files.copy(left, target)

    assert log_and_file(left) == before
    with closing(files.connect(target, read_only=True)) as db:
        assert db.execute("SELECT value FROM facts").fetchall() == [("last",)]


def test_references_are_no_matter_for_the_look_before_opening(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO staff (person_id, role, granted_at) VALUES (7, 'viewer', '')")
        db.commit()

    assert files.examine(path, known=LATEST) == LATEST
    with closing(files.connect(path, read_only=True)) as db:
        assert files.faults_in(db, quick=True) == []
        assert files.faults_in(db) == ["row 7 of staff refers to a missing row of people"]


def test_no_more_than_five_damages_are_told(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for person in range(1, 8):
            db.execute("INSERT INTO people (id, first_seen_at) VALUES (?, '')", (person,))
            db.execute(
                "INSERT INTO staff (person_id, role, granted_at) VALUES (?, 'queen', '')", (person,)
            )
        db.commit()
        db.execute("PRAGMA ignore_check_constraints = OFF")

        assert files.faults_in(db) == ["CHECK constraint failed in staff"] * 5


def test_what_an_interrupted_making_left_is_in_nobodys_way(path: Path) -> None:
    path.with_name(f"{path.name}.unfinished").write_bytes(b"half a database")

    make(path)

    assert version_of(path) == LATEST
    assert not path.with_name(f"{path.name}.unfinished").exists()


def write_migrations(folder: Path, *scripts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number, script in enumerate(scripts, start=1):
        (folder / f"{number:04d}_step.sql").write_text(script)
    return folder


def test_a_migration_that_fails_leaves_the_version_before_it(path: Path, tmp_path: Path) -> None:
    first, second = "CREATE TABLE one (x);", "ALTER TABLE one ADD y;"
    steps = write_migrations(tmp_path / "steps", first)
    files.prepare(path, migrations=steps).close()
    steps = write_migrations(
        steps, first, second, "CREATE TABLE two (x); INSERT INTO none VALUES (1);"
    )

    with pytest.raises(DatabaseUnusable, match="focal"):
        files.prepare(path, migrations=steps)

    with closing(files.connect(path, read_only=True)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema")]
        assert [column[1] for column in db.execute("PRAGMA table_info(one)")] == ["x", "y"]
    assert version_of(path) == 2
    assert tables == ["one"]


def test_a_migration_may_rebuild_a_table_others_refer_to(path: Path, tmp_path: Path) -> None:
    first = (
        "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id));"
        "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);"
    )
    rebuild = (
        "CREATE TABLE new (id INTEGER PRIMARY KEY, y); INSERT INTO new (id) SELECT id FROM a;"
        "DROP TABLE a; ALTER TABLE new RENAME TO a;"
    )
    files.prepare(path, migrations=write_migrations(tmp_path / "steps", first)).close()

    files.prepare(path, migrations=write_migrations(tmp_path / "steps", first, rebuild)).close()

    with closing(files.connect(path, read_only=True)) as db:
        assert files.faults_in(db) == []
        assert db.execute("SELECT a.id, y FROM a JOIN b ON b.a = a.id").fetchall() == [(1, None)]


def test_a_migration_that_breaks_references_is_undone(path: Path, tmp_path: Path) -> None:
    first = (
        "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a (id));"
        "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);"
    )
    files.prepare(path, migrations=write_migrations(tmp_path / "steps", first)).close()
    steps = write_migrations(tmp_path / "steps", first, "DELETE FROM a;")

    with pytest.raises(DatabaseUnusable) as refused:
        files.prepare(path, migrations=steps)

    assert refused.value.detail == "migration 2 leaves references broken"
    assert version_of(path) == 1


@pytest.mark.parametrize("name", ["0003_gap.sql", "first.sql"])
def test_migrations_are_numbered_without_a_gap(tmp_path: Path, name: str) -> None:
    write_migrations(tmp_path / "steps", "SELECT 1;")
    (tmp_path / "steps" / name).write_text("SELECT 1;")

    with pytest.raises(ValueError, match=name):
        files.migrations_in(tmp_path / "steps")
