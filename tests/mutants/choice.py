"""Chooses the tests that may notice a mutant, those that most likely do first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from tests.mutants.coverage_map import CoverageMap, Ran
from tests.mutants.functions import Function, functions_of
from tests.mutants.mutant import MODULE, Mutant
from tests.mutants.sampling import APP, room_of

MOST_TESTS = 400
# As they took while the map was made, which is longer than without it.
MOST_SECONDS = 90.0
# Where every test of a room would be too many.
MOST_FILES = 8
# They meet most texts of the bot.
CONVERSATIONS = "tests/dialogues/test_transcripts.py"


class Chooser:
    """Asks a map about the code as it stands now; `is_exact` where the map was made of it."""

    def __init__(
        self, coverage_map: CoverageMap, modules: Mapping[str, str], *, is_exact: bool
    ) -> None:
        self._map = coverage_map
        self._is_exact = is_exact
        # A function that has moved to another module is known by its text, or its name within the room.
        self._by_name = {
            (room_of(path), name): ran
            for path, named in coverage_map.functions.items()
            for name, ran in named.items()
        }
        self._by_digest = {
            ran.digest: ran for named in coverage_map.functions.values() for ran in named.values()
        }
        self._modules = modules
        self._functions = {path: functions_of(text) for path, text in modules.items()}

    def tests_for(self, mutant: Mutant) -> list[str]:
        """Return the names of tests in the order in which to ask them."""
        find = self._of_a_table if mutant.function == MODULE else self._of_a_function
        return _in_order(mutant.path, find(mutant), self._map.seconds)

    def _of_a_function(self, mutant: Mutant) -> frozenset[str]:
        now = [each for each in self._functions[mutant.path] if each.name == mutant.function]
        ran = self._ran(mutant.path, now[0])
        if ran is None:
            return frozenset() if self._is_exact else self._of_a_module(mutant.path)
        if len(now) != 1 or now[0].digest != ran.digest:
            return ran.all_tests
        # The line a statement begins with is the nearest before that ran; a default's is the `def`.
        line = mutant.line - now[0].first_line
        before = [each for each in ran.by_line if each <= line]
        return ran.by_line[max(before)] if before else ran.all_tests

    def _of_a_table(self, mutant: Mutant) -> frozenset[str]:
        """Those that ran a function which names the table, here or where it is imported."""
        names = set(mutant.names)
        readers = frozenset(
            test
            for path, functions in self._functions.items()
            if path == mutant.path or self._imports(path, mutant.path, names)
            for function in functions
            if not names.isdisjoint(function.words)
            for test in self._all_of(path, function)
        )
        return readers or self._of_a_module(mutant.path)

    def _all_of(self, path: str, function: Function) -> frozenset[str]:
        ran = self._ran(path, function)
        return ran.all_tests if ran is not None else frozenset()

    def _ran(self, path: str, function: Function) -> Ran | None:
        known = self._map.functions.get(path, {}).get(function.name)
        if known is not None or self._is_exact:
            return known
        moved = self._by_digest.get(function.digest)
        return moved or self._by_name.get((room_of(path), function.name))

    def _of_a_module(self, path: str) -> frozenset[str]:
        known = [ran.all_tests for ran in self._map.functions.get(path, {}).values()]
        return frozenset[str]().union(
            *known, *(self._all_of(path, f) for f in self._functions[path])
        )

    def _imports(self, path: str, imported: str, names: Iterable[str]) -> bool:
        module = imported.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        parent, _, own = module.rpartition(".")
        text = self._modules[path]
        return bool(
            re.search(rf"^\s*from {re.escape(module)} import\b", text, re.MULTILINE)
            or re.search(
                rf"^\s*from {re.escape(parent)} import\b[^#]*?\b{own}\b", text, re.MULTILINE
            )
        ) and any(name in text for name in names)


def _in_order(path: str, tests: Iterable[str], seconds: Mapping[str, float]) -> list[str]:
    """The nearest first, then a file's fastest of each, so that many kinds of test are asked early."""
    by_file = defaultdict[str, list[str]](list)
    for test in sorted(tests, key=lambda test: (seconds[test], test)):
        by_file[test.partition("::")[0]].append(test)
    ranked = sorted(
        (_distance(path, file), place, seconds[test], test)
        for file, named in by_file.items()
        for place, test in enumerate(named)
    )
    chosen, total = list[str](), 0.0
    for _, place, taken, test in ranked:
        if len(chosen) < MOST_TESTS and (total + taken <= MOST_SECONDS or place == 0):
            chosen.append(test)
            total += taken
    return chosen


def _distance(path: str, file: str) -> int:
    """0 for the test of the module's name, 1 for its room, 2 for the rest."""
    room, stem = room_of(path), PurePosixPath(path).stem.removeprefix("_")
    same_room = file.startswith(f"tests/{room}/") or (room == APP and file.count("/") == 1)
    if PurePosixPath(file).stem == f"test_{stem}":
        return 0 if same_room else 1
    return 1 if same_room else 2


def nearest_files(path: str, root: Path, *, most: int = MOST_FILES) -> list[str]:
    """Return files of tests that mirror the module, without a map: its own, its room's, the transcripts."""
    room = room_of(path)
    folder = root / "tests" if room == APP else root / "tests" / room
    files = [each.relative_to(root).as_posix() for each in sorted(folder.glob("test_*.py"))]
    stem = PurePosixPath(path).stem.removeprefix("_")
    shared = {*re.split("_", stem), stem}

    def strangeness(file: str) -> tuple[int, int]:
        words = set(PurePosixPath(file).stem.removeprefix("test_").split("_"))
        return _distance(path, file), -len(words & shared)

    nearest = sorted(files, key=strangeness)[: most - 1]
    return [*nearest, *([CONVERSATIONS] if (root / CONVERSATIONS).exists() else [])]


def naming_files(names: Iterable[str], root: Path) -> list[str]:
    """Return files of tests that name a table: they may compare it, or read it when they are collected."""
    if not (known := [re.escape(name) for name in sorted(names)]):
        return []
    named = re.compile(rf"\b(?:{'|'.join(known)})\b")
    return [
        each.relative_to(root).as_posix()
        for each in sorted((root / "tests").rglob("test_*.py"))
        if named.search(each.read_text(encoding="utf-8"))
    ]
