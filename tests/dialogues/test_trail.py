"""Every deed of a mission has its entry in the trail, with the role it was done in and the State."""

from __future__ import annotations

import pytest

from tests.dialogues.branches import BRANCHES
from tests.dialogues.played import SCRIPTS, played

DEEDS = [
    ("unknown_code", "visitor", None),
    ("used_code", "visitor", "KEN"),
    ("agreed", "visitor", None),
    ("agreed", "primary", None),
    ("agreed", "backup", None),
    ("asked in", "visitor", "KEN"),
    ("wrote", "visitor", None),
    ("wrote", "primary", "KEN"),
    ("opened", "primary", "KEN"),
    ("opened", "backup", "KEN"),
    ("declined", "primary", "SEN"),
    ("invited backup", "primary", "KEN"),
    ("answered", "primary", "KEN"),
    ("answered", "backup", "KEN"),
    ("answered", "officer", "KEN"),
    ("removed", "primary", "KEN"),
    ("removed", "backup", "KEN"),
    ("imported", "primary", "KEN"),
    ("discarded", "primary", "KEN"),
    ("sent", "primary", "KEN"),
    ("sent", "backup", "KEN"),
    ("sent", "officer", "KEN"),
    ("sent late", "primary", "KEN"),
    ("withdrawn", "primary", "KEN"),
]


@pytest.fixture(scope="module")
def recorded() -> set[tuple[str, str, str | None]]:
    return {deed for name in (*SCRIPTS, *BRANCHES) for deed in played(name).deeds}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: "-".join(map(str, deed)))
def test_a_deed_is_in_the_trail(
    deed: tuple[str, str, str | None], recorded: set[tuple[str, str, str | None]]
) -> None:
    assert deed in recorded
