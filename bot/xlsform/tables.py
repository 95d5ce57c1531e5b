"""Holds the tables of an event file while it is made, each value with its place in the workbook."""

from __future__ import annotations

from collections.abc import Iterator

from bot.xlsform.sheets import CellPlace, Line


class FormTable(dict[str, object]):
    """A table of the event file; `line` is its row, `columns` the cells its values come from."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.columns: dict[str, CellPlace] = {}

    def put(
        self, key: str, value: object, column: str | None = None, *, line: Line | None = None
    ) -> None:
        """Keep the value unless it is empty, None or False (0 is kept), and its cell.

        The cell is in the column `key` of the table's own row, unless told otherwise.
        """
        if value is not None and value is not False and value not in ("", {}):
            self[key] = value
        self.columns[key] = (line or self.line).place(key if column is None else column)

    def rows(self, key: str) -> list[FormTable]:
        """Return the tables in the list under this key, none where there is no such list."""
        found = self.get(key)
        listed = found if isinstance(found, list) else []
        return [one for one in listed if isinstance(one, FormTable)]

    def append(self, key: str, table: FormTable) -> None:
        """Add a table to the list under this key."""
        self[key] = [*self.rows(key), table]


def places(path: str, table: FormTable) -> Iterator[tuple[str, CellPlace]]:
    """Yield path in the event file and place in the workbook of a table and all within."""
    yield path, table.line.place()
    for key, place in table.columns.items():
        yield f"{path}.{key}", place
    for key in table:
        for number, one in enumerate(table.rows(key)):
            yield from places(f"{path}.{key}[{number}]", one)
