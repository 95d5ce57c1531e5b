"""docs/security.md against the code: each threat has a test that exists, and what is stored is the schema."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import files

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def rows_of(title: str) -> list[list[str]]:
    """The cells of a section's table, without its heading."""
    section = PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_each_threat_names_tests_that_are_there() -> None:
    threats = rows_of("Threats")
    named = {threat: re.findall(r"`(tests/[^`]+)::(\w+)`", tests) for threat, _, tests in threats}

    assert [threat for threat, tests in named.items() if not tests] == []
    assert [
        f"{path}::{name}"
        for tests in named.values()
        for path, name in tests
        if not re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ] == []


def test_what_is_stored_is_listed_as_the_schema_has_it(tmp_path: Path) -> None:
    path = tmp_path / "focal.sqlite3"
    files.prepare(path).close()
    with closing(files.connect(path, read_only=True)) as db:
        schema = {table: columns_of(db, table) for table in tables_of(db)}
    listed = {
        table.strip("`"): columns.split(", ") for table, columns, *_ in rows_of("What is stored")
    }

    assert listed == schema


def test_every_table_says_what_it_is_and_how_long_it_is_kept() -> None:
    assert [row[0] for row in rows_of("What is stored") if len(row) != 4 or not all(row)] == []


def tables_of(db: sqlite3.Connection) -> list[str]:
    found = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    return [name for (name,) in found if not name.startswith("sqlite_")]


def columns_of(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
