"""Follows tests that have moved to another file since a map was made, by the name of their function."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from tests.mutants.coverage_map import CoverageMap, Ran

_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


def followed(coverage_map: CoverageMap, root: Path) -> CoverageMap:
    """Return the map with the tests where they stand now, without those that are gone."""
    files = defaultdict[str, list[str]](list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        for name in _TEST.findall(path.read_text(encoding="utf-8")):
            files[name].append(path.relative_to(root).as_posix())
    now = {test: _place(test, files) for test in coverage_map.seconds}

    def moved(tests: frozenset[str]) -> frozenset[str]:
        return frozenset(now[test] for test in tests) - {""}

    return replace(
        coverage_map,
        seconds={now[test]: taken for test, taken in coverage_map.seconds.items() if now[test]},
        functions={
            path: {
                name: Ran(
                    ran.digest,
                    moved(ran.all_tests),
                    {line: moved(tests) for line, tests in ran.by_line.items()},
                )
                for name, ran in by_name.items()
            }
            for path, by_name in coverage_map.functions.items()
        },
    )


def _place(test: str, files: dict[str, list[str]]) -> str:
    """The test's name now: in its file, or in the only one that has such a function; else ""."""
    file, _, name = test.partition("::")
    found = files.get(name.partition("[")[0], [])
    if file in found:
        return test
    return f"{found[0]}::{name}" if len(found) == 1 else ""
