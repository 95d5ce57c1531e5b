"""A real database for each test, in a temporary folder."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage import files
from storage.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's database is or will be."""
    return tmp_path / "focal.sqlite3"


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new database; each statement is a transaction of its own."""
    with closing(files.prepare(path)), closing(files.connect(path)) as connection:
        yield connection


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """A new database in use."""
    opened = await Database.open(path)
    yield opened
    await opened.close()
