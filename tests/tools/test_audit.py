"""What `make audit` says: weak, not weak, or that nobody could be asked; never the one for the other."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
verdict: Callable[[str, str], tuple[int, str]] = runpy.run_path(str(ROOT / "tools" / "audit.py"))[
    "verdict"
]


def answer(*vulnerabilities: dict[str, object]) -> str:
    found = {"name": "aiohttp", "version": "3.0", "vulns": list(vulnerabilities)}
    return json.dumps({"dependencies": [found, {"name": "idna", "version": "1", "vulns": []}]})


def test_where_none_is_known_it_says_of_how_many() -> None:
    assert verdict(answer(), "") == (0, "no weakness is known of its 2 distributions")


def test_a_weakness_is_named_with_what_mends_it() -> None:
    status, words = verdict(answer({"id": "GHSA-1", "fix_versions": ["3.1"]}), "Found 1 known")

    assert status == 1
    assert "aiohttp 3.0: GHSA-1, mended in 3.1" in words


@pytest.mark.parametrize("output", ["", "no JSON", "[]", "{}"])
def test_without_an_answer_nothing_was_checked(output: str) -> None:
    status, words = verdict(output, "a traceback\nConnectionError: no route")

    assert status == 2
    assert words.startswith("nothing was checked")
    assert words.endswith("ConnectionError: no route")
