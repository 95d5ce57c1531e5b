"""Reads rows as dataclasses and single values, inserts rows, and tells whether a statement changed any."""

from __future__ import annotations

from enum import Enum
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from storage import Db

T = TypeVar("T")


class Table(Generic[T]):
    """Reads the rows of a table as a dataclass whose fields are columns, enums by their values."""

    def __init__(self, name: str, kind: type[T]) -> None:
        hints = get_type_hints(kind)
        self._kind = kind
        self._select = f"SELECT {', '.join(hints)} FROM {name}"
        self._members = [_members(hint) for hint in hints.values()]

    def first(self, db: Db, rest: str, *values: object) -> T | None:
        """Return the first row of a query, of which `rest` is what follows the table's name."""
        return next(iter(self.all(db, rest, *values)), None)

    def all(self, db: Db, rest: str, *values: object) -> list[T]:
        """Return every row of such a query."""
        return [self._read(row) for row in db.execute(f"{self._select} {rest}", values)]

    def _read(self, row: tuple[Any, ...]) -> T:
        pairs = zip(self._members, row, strict=True)
        return self._kind(*(members[value] if members else value for members, value in pairs))


def _members(hint: Any) -> dict[str | None, Any]:
    """Return stored value → member for a field of enums, None for None; empty for any other."""
    kinds = [one for one in (hint, *get_args(hint)) if isinstance(one, type)]
    enums = [one for one in kinds if issubclass(one, Enum)]
    members = {member.value: member for one in enums for member in one}
    return {None: None, **members} if members else {}


def value(db: Db, query: str, *values: object) -> Any | None:
    """Return the first column of the first row; None where there is no row."""
    row = db.execute(query, values).fetchone()
    return None if row is None else row[0]


def number(db: Db, query: str, *values: object) -> int:
    """Return what a query counts."""
    return int(value(db, query, *values) or 0)


def column(db: Db, query: str, *values: object) -> list[Any]:
    """Return the first column of every row."""
    return [row[0] for row in db.execute(query, values)]


def insert(db: Db, table: str, **values: object) -> int:
    """Insert a row of these columns; return its id."""
    marks = ", ".join("?" * len(values))
    query = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
    return int(db.execute(query, tuple(values.values())).lastrowid or 0)


def changed(db: Db, statement: str, *values: object) -> bool:
    """Run a statement; return whether it inserted, updated or deleted anything."""
    return db.execute(statement, values).rowcount > 0
