"""Remembers which tests ran which lines, by function, so that a map outlives lines that move."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from tests.mutants.functions import function_at, functions_of

FOLDERS = ("bot", "storage", "tests")
# A map does not change with the tool that makes it.
OWN = "tests/mutants/"
MARKS = "not slow and not browser and not kill"
# Branches would be remembered a test each, which takes gigabytes.
SETTINGS = "[run]\nbranch = false\nparallel = true\nsource =\n    bot\n    storage\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """The tests that ran a function: all of them, and by line, counted from its `def`."""

    digest: str
    all_tests: frozenset[str]
    by_line: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """Test → seconds of those that passed, and path → function → who ran it."""

    tree: str
    seconds: Mapping[str, float]
    functions: Mapping[str, Mapping[str, Ran]]

    def save(self, path: Path) -> None:
        names = list(self.seconds)
        numbers = {name: number for number, name in enumerate(names)}
        sets: dict[frozenset[str], int] = {}
        functions = {
            path: {
                name: [
                    ran.digest,
                    {
                        line: sets.setdefault(tests, len(sets))
                        for line, tests in ran.by_line.items()
                    },
                ]
                for name, ran in by_name.items()
            }
            for path, by_name in self.functions.items()
        }
        written = {
            "tree": self.tree,
            "seconds": self.seconds,
            "sets": [sorted(numbers[name] for name in tests) for tests in sets],
            "functions": functions,
        }
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(json.dumps(written).encode(), compresslevel=6))

    @classmethod
    def load(cls, path: Path) -> CoverageMap:
        read = json.loads(gzip.decompress(path.read_bytes()))
        names = list(read["seconds"])
        sets = [frozenset(names[number] for number in numbers) for numbers in read["sets"]]
        return cls(
            read["tree"],
            read["seconds"],
            {
                path: {
                    name: _ran(digest, {int(line): sets[place] for line, place in lines.items()})
                    for name, (digest, lines) in by_name.items()
                }
                for path, by_name in read["functions"].items()
            },
        )


def tree_hash(root: Path) -> str:
    """Return a digest of all that the map depends on, as it stands in the folder."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and "__pycache__" not in path.parts and not name.startswith(OWN):
                digest.update(name.encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def measured(copy: Path, workers: int) -> CoverageMap:
    """Run the tests in the copy, whose code stays as it is, and return who ran what.

    Raises: RuntimeError where no test passes.
    """
    tree = tree_hash(copy)
    settings, outcomes = copy / ".coveragerc-mutants", copy / ".outcomes-mutants"
    settings.write_text(SETTINGS, encoding="utf-8")
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"),
            *("-p", "tests.mutants.outcomes", "--outcomes", str(outcomes), "-m", MARKS),
            *("-n", str(workers), "--dist", "worksteal", "--continue-on-collection-errors"),
            *("--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="),
        ],
        cwd=copy,
        env=environment(),
        stdout=sys.stderr,
        check=False,
    )
    seconds = json.loads(outcomes.read_text(encoding="utf-8")) if outcomes.exists() else {}
    if not seconds:
        raise RuntimeError("no test passed, so there is no map")
    return from_coverage(copy, copy / ".coverage", tree, seconds)


def environment() -> dict[str, str]:
    """Return our environment, without what would keep Python from keeping bytecode."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def from_coverage(root: Path, path: Path, tree: str, seconds: Mapping[str, float]) -> CoverageMap:
    """Return the map that a file of coverage.py's holds; tests without seconds did not pass."""
    data = CoverageData(basename=str(path))
    data.read()
    functions = dict[str, dict[str, Ran]]()
    known = dict[str, str]()
    for measured_file in data.measured_files():
        name = Path(measured_file).relative_to(root.resolve()).as_posix()
        source = (root / name).read_text(encoding="utf-8")
        by_line = {
            line: frozenset(
                test
                for context in contexts
                if (test := known.setdefault(context, context.rpartition("|")[0])) in seconds
            )
            for line, contexts in data.contexts_by_lineno(measured_file).items()
        }
        functions[name] = _by_function(source, by_line)
    return CoverageMap(tree, dict(seconds), functions)


def _by_function(source: str, by_line: Mapping[int, frozenset[str]]) -> dict[str, Ran]:
    functions = functions_of(source)
    lines = defaultdict[str, dict[int, frozenset[str]]](dict)
    digests = dict[str, str]()
    for line, tests in sorted(by_line.items()):
        function = function_at(functions, line)
        if function is not None and tests:
            lines[function.name][line - function.first_line] = tests
            # A name that stands twice, such as a property's two, is known as a whole only.
            same = digests.setdefault(function.name, function.digest)
            digests[function.name] = function.digest if same == function.digest else "several"
    return {name: _ran(digests[name], ran) for name, ran in lines.items()}


def _ran(digest: str, by_line: Mapping[int, frozenset[str]]) -> Ran:
    return Ran(digest, frozenset().union(*by_line.values()), by_line)
