"""Another process beside the bot: what it reads, what it writes, and what it refuses."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import deployment, files
from storage.database import Database
from storage.errors import DatabaseRefused, DatabaseUnusable
from storage.visits import reading, writing


async def test_a_visitor_reads_and_writes_while_the_bot_has_the_database_open(
    path: Path,
) -> None:
    bot = await Database.open(path)
    await bot.write(lambda db: deployment.put(db, "event", "wsis-geneva-2003"))

    with reading(path) as visitor:
        read = deployment.get(visitor, "event")
    with writing(path) as visitor:
        deployment.put(visitor, "deadline", "2003-12-01")
    seen = await bot.read(lambda db: deployment.get(db, "deadline"))
    await bot.close()

    assert (read, seen) == ("wsis-geneva-2003", "2003-12-01")


def test_a_visitor_reads_one_moment(path: Path) -> None:
    with writing(path) as other:
        deployment.put(other, "event", "before")
    with reading(path) as visitor:
        first = deployment.get(visitor, "event")
        with writing(path) as other:
            deployment.put(other, "event", "after")
        second = deployment.get(visitor, "event")

    assert (first, second) == ("before", "before")


def test_writing_makes_a_database_where_there_is_none(path: Path) -> None:
    with writing(path) as visitor:
        deployment.put(visitor, "event", "wsis-geneva-2003")

    with reading(path) as visitor:
        assert deployment.get(visitor, "event") == "wsis-geneva-2003"


def test_reading_makes_none(path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match=path.name), reading(path):
        pass

    assert not path.exists()


def test_what_a_visitor_wrote_before_it_failed_is_undone(path: Path) -> None:
    def write_and_fail() -> None:
        with writing(path) as visitor:
            deployment.put(visitor, "event", "wsis-geneva-2003")
            raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        write_and_fail()

    with reading(path) as visitor:
        assert deployment.get(visitor, "event") is None


def test_a_reader_cannot_write(path: Path) -> None:
    files.prepare(path).close()

    with pytest.raises(sqlite3.OperationalError, match="readonly"), reading(path) as visitor:
        deployment.put(visitor, "event", "wsis-geneva-2003")


def test_a_database_of_an_earlier_version_is_left_to_the_bot(path: Path) -> None:
    with closing(sqlite3.connect(path)) as old:
        old.execute(f"PRAGMA application_id = {files.APPLICATION_ID}")
        old.execute("CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT)")
    before = path.read_bytes()

    with pytest.raises(DatabaseRefused) as refused, writing(path):
        pass

    assert isinstance(refused.value, DatabaseUnusable)
    assert "earlier version" in refused.value.detail
    assert path.read_bytes() == before
