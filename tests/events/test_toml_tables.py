"""Each fault of an event file is told with the line it stands on."""

from __future__ import annotations

import pytest

from bot.events.toml_tables import Document


def faults(text: str) -> list[tuple[str, int | None]]:
    """Place and line of every element of `wanted` that is no text."""
    document = Document(text, "event.toml")
    top = document.read()
    assert top is not None
    top.strings("wanted")
    top.close()
    return [(fault.place, fault.line) for fault in document.faults]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('wanted = [\n  "a",\n  1,\n  "b",\n  2,\n]\n', [("wanted[1]", 3), ("wanted[3]", 5)]),
        ('wanted = ["a",\n\n  1, 2]\n', [("wanted[1]", 3), ("wanted[2]", 3)]),
        ("wanted = [\n  [\n    1,\n  ],\n  2,\n]\n", [("wanted[0]", 2), ("wanted[1]", 5)]),
        ("wanted = [\n  { b = [1, 2] },\n  3,\n]\n", [("wanted[0]", 2), ("wanted[1]", 3)]),
        ('wanted = """\n\n"""\nother = 1\n', [("wanted", 1), ("other", 4)]),
        ("# [x]\n\nwanted = 1 # ]\nother = [\n 1]\n", [("wanted", 3), ("other", 4)]),
    ],
)
def test_a_fault_in_a_list_has_the_line_of_its_element(
    text: str, found: list[tuple[str, int | None]]
) -> None:
    assert faults(text) == found
