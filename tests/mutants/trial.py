"""Tries mutants one by one in a copy of the tree and tells who noticed."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.coverage_map import environment
from tests.mutants.mutant import Mutant

# What no test reads, and what is large.
NOT_COPIED = shutil.ignore_patterns(
    ".git",
    ".venv*",
    ".mutants",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
    "__pycache__",
    "var",
    "htmlcov",
)
WARM = Path(__file__).with_name("warm.py")
# Those that take long to load, and whatever the project's own tests need of pytest's plugins.
LIBRARIES = (
    *("asyncio", "sqlite3", "aiohttp.web", "aiosqlite", "telegram", "telegram.request"),
    *("babel.core", "babel.dates", "babel.lists", "babel.numbers", "babel.support"),
    *("docx", "openpyxl", "typst", "xlsxwriter", "segno", "phonenumbers", "email_validator"),
    *("hypothesis", "hypothesis.strategies", "_hypothesis_pytestplugin", "pytest_asyncio.plugin"),
)
FIRST_CHUNK = 40
# Doubled where the tests take longer without a mutant, too, up to the second.
TIMEOUT_SECONDS = 120
LONGEST_TIMEOUT_SECONDS = 960
TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The test that noticed, or "" where none did, and how many were run."""

    noticed_by: str
    tests_run: int


@dataclass(frozen=True, slots=True)
class Question:
    """Tests by name, then all that are in the files."""

    tests: Sequence[str] = ()
    files: Sequence[str] = ()

    def chunks(self) -> list[Question]:
        """Return the nearest tests apart: most mutants are noticed by them, and fewer files are read."""
        parts = self.tests[:FIRST_CHUNK], self.tests[FIRST_CHUNK:]
        return [
            *(Question(tests=part) for part in parts if part),
            *(Question(files=[file]) for file in self.files),
        ]

    def all_files(self) -> list[str]:
        """Return the files to collect, each once and in order."""
        named = (test.partition("::")[0] for test in self.tests)
        return list(dict.fromkeys((*named, *self.files)))


class TrialError(Exception):
    """pytest could not be asked."""


class _TimeIsOver(Exception):
    """What was asked last has no answer that counts."""


class Copy:
    """A copy of the tree with a process beside it that runs tests there."""

    def __init__(self, source: Path, folder: Path, *, libraries: Sequence[str] = LIBRARIES) -> None:
        self._root = folder / "tree"
        copy_tree(source, self._root)
        self._green: set[str] = set()
        self._left_out: set[str] = set()
        self._times_written = 0
        self._patience = TIMEOUT_SECONDS
        self._end = math.inf
        # -P: without the folder of warm.py on the import path, whose names are common ones.
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(WARM), *libraries],
            cwd=self._root,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def close(self) -> None:
        # It ends where its questions do.
        self._process.communicate()

    def judge(self, mutant: Mutant, question: Question, *, end: float = math.inf) -> Verdict | None:
        """Return who notices the mutant, of tests that pass without it; None where the monotonic clock ends it.

        Raises: TrialError
        """
        self._end = end
        try:
            return self._verdict(mutant, question)
        except _TimeIsOver:
            return None

    def _verdict(self, mutant: Mutant, question: Question) -> Verdict:
        run = 0
        for chunk in question.chunks():
            while True:
                failed, ran = self._played_with(mutant, chunk)
                run += ran
                if not failed:
                    break
                if self._passes_without(failed, chunk):
                    return Verdict(failed, run)
        return Verdict("", run)

    def _played_with(self, mutant: Mutant, chunk: Question) -> tuple[str, int]:
        path = self._root / mutant.path
        before, stamp = path.read_bytes(), path.stat()
        self._times_written += 1
        path.write_bytes(mutant.applied_to(before))
        # Bytecode is kept by whole seconds: no two mutants may have the same.
        moment = stamp.st_mtime_ns + self._times_written * 1_000_000_000
        os.utime(path, ns=(moment, moment))
        try:
            return self._play(chunk)
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(stamp.st_mtime_ns, stamp.st_mtime_ns))

    def _passes_without(self, failed: str, chunk: Question) -> bool:
        """Whether it was the mutant; a test that fails anyway is left out from now on."""
        if failed in self._green:
            return True
        file, _, test = failed.partition("::")
        if not file.endswith(".py"):
            # No test was named, so the same tests have to pass as they were asked.
            again, _ = self._play(chunk)
            if again == TIMEOUT and self._patience < LONGEST_TIMEOUT_SECONDS:
                self._patience *= 2
                return False
            if again and not again.partition("::")[0].endswith(".py"):
                raise TrialError(f"without a mutant, too: {again}")
            self._left_out.update({again} if again else ())
            return not again
        again, _ = self._play(Question(tests=[failed]) if test else Question(files=[file]))
        (self._left_out if again else self._green).add(failed)
        return not again

    def _play(self, question: Question) -> tuple[str, int]:
        assert self._process.stdin is not None
        files = [
            file
            for file in question.all_files()
            if file not in self._left_out and (self._root / file).exists()
        ]
        if not files:
            return "", 0
        seconds = min(self._patience, self._end - time.monotonic())
        if seconds <= 0:
            raise _TimeIsOver
        asked = {
            "files": files,
            "tests": list(question.tests),
            "left_out": sorted(self._left_out),
            "seconds": seconds,
        }
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = self._answer()
        if not isinstance(answer, dict):
            raise TrialError("no answer")
        if time.monotonic() >= self._end:
            raise _TimeIsOver
        failed = str(answer["failed"])
        if answer["code"] != 0 and not failed:
            failed = "pytest itself"
        return failed if answer["code"] != 0 else "", int(answer["ran"])

    def _answer(self) -> object:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise TrialError("the process that runs the tests has ended")
        return json.loads(line)


def copy_tree(source: Path, target: Path) -> None:
    """Copy all that tests may read, with the times of the files."""
    shutil.copytree(source, target, ignore=NOT_COPIED, symlinks=True)
