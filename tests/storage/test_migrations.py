"""Every earlier version of the schema, with data in it, comes up to the newest one whole.

Who adds migration N writes `versions/N.sql` beside it: rows as version N had them, in every table.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import files

LATEST = len(files.migrations_in(files.MIGRATIONS))
VERSIONS = Path(__file__).with_name("versions")


def tables_of(db: sqlite3.Connection) -> set[str]:
    found = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in found if not name.startswith("sqlite_")}


def counts_of(db: sqlite3.Connection) -> dict[str, int]:
    return {
        table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables_of(db)
    }


def make_version(path: Path, version: int, folder: Path) -> dict[str, int]:
    """A database as that version left it, with its rows; returns how many in each table."""
    folder.mkdir()
    for script in sorted(files.MIGRATIONS.glob("*.sql"))[:version]:
        shutil.copy(script, folder)
    files.prepare(path, migrations=folder).close()
    with closing(files.connect(path)) as db:
        db.executescript((VERSIONS / f"{version:04d}.sql").read_text(encoding="utf-8"))
        return counts_of(db)


@pytest.mark.parametrize("version", range(1, LATEST + 1))
def test_a_database_of_every_version_keeps_its_rows(
    path: Path, tmp_path: Path, version: int
) -> None:
    before = make_version(path, version, tmp_path / "steps")

    files.prepare(path).close()

    with closing(files.connect(path, read_only=True)) as db:
        after = counts_of(db)
        assert db.execute("PRAGMA user_version").fetchone()[0] == LATEST
        assert files.faults_in(db) == []
    assert 0 not in before.values()
    assert {table: after.get(table) for table in before} == before


def test_a_migrated_database_has_the_schema_of_a_new_one(path: Path, tmp_path: Path) -> None:
    make_version(path, 1, tmp_path / "steps")
    files.prepare(path).close()
    new = tmp_path / "new.sqlite3"
    files.prepare(new).close()

    def columns(file: Path) -> dict[str, set[tuple[object, ...]]]:
        with closing(files.connect(file, read_only=True)) as db:
            return {
                table: {tuple(row[1:]) for row in db.execute(f"PRAGMA table_info({table})")}
                for table in tables_of(db)
            }

    assert columns(path) == columns(new)
