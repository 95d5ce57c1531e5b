"""Holds the tables of an event file while it is made, each value with its place in the workbook."""

from __future__ import annotations

from collections.abc import Iterator

from bot.xlsform.sheets import CellPlace


class FormTable(dict[str, object]):
    """A table of the event file; `at` is its row, `columns` what its values come from."""

    def __init__(self, at: CellPlace) -> None:
        super().__init__()
        self.at = at
        self.columns: dict[str, CellPlace] = {}

    def put(self, key: str, value: object, place: CellPlace) -> None:
        """A value, unless it is empty: then the key stays away."""
        if value not in ("", None, False) and value != {}:
            self[key] = value
        self.columns[key] = place


def places(path: str, table: FormTable) -> Iterator[tuple[str, CellPlace]]:
    """Path in the event file → place in the workbook, for a table and all within it."""
    yield path, table.at
    for key, place in table.columns.items():
        yield f"{path}.{key}", place
    for key, value in table.items():
        if isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, FormTable):
                    yield from places(f"{path}.{key}[{number}]", one)
