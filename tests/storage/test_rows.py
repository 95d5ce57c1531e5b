"""Rows as dataclasses, enums by their values, and the small statements that every table needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from storage import Db, rows


class Ink(StrEnum):
    BLUE = "blue"
    RED = "red"


class Paper(StrEnum):
    LINED = "lined"


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    ink: Ink | None
    kind: Ink | Paper


NOTES = rows.Table("notes", Note)


@pytest.fixture
def notes(db: Db) -> Db:
    db.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, kind TEXT, ink TEXT, text TEXT)")
    return db


def test_a_row_is_read_by_the_names_of_the_fields(notes: Db) -> None:
    ids = [
        rows.insert(notes, "notes", ink=Ink.RED, kind=Paper.LINED, text="a"),
        rows.insert(notes, "notes", ink=None, kind=Ink.BLUE, text="b"),
    ]

    assert ids == [1, 2]
    assert NOTES.all(notes, "ORDER BY id") == [
        Note(1, Ink.RED, Paper.LINED),
        Note(2, None, Ink.BLUE),
    ]
    assert NOTES.first(notes, "WHERE ink = ?", "red") == Note(1, Ink.RED, Paper.LINED)
    assert NOTES.first(notes, "WHERE ink = ?", "blue") is None


def test_a_text_that_is_no_member_is_not_read(notes: Db) -> None:
    rows.insert(notes, "notes", ink="green", kind="lined")

    with pytest.raises(KeyError, match="green"):
        NOTES.all(notes, "")


def test_single_values_counts_and_changes(notes: Db) -> None:
    none = rows.value(notes, "SELECT text FROM notes"), rows.number(notes, "SELECT 3 WHERE 0")
    for text in ("a", "b"):
        rows.insert(notes, "notes", text=text)

    assert none == (None, 0)
    assert rows.value(notes, "SELECT text FROM notes WHERE id = ?", 2) == "b"
    assert rows.value(notes, "SELECT ink FROM notes") is None
    assert rows.number(notes, "SELECT count(*) FROM notes WHERE id < ?", 9) == 2
    assert rows.column(notes, "SELECT text FROM notes ORDER BY id") == ["a", "b"]
    assert rows.changed(notes, "UPDATE notes SET text = ? WHERE id = ?", "c", 1)
    assert not rows.changed(notes, "UPDATE notes SET text = ? WHERE id = ?", "c", 3)
