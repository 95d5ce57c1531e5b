"""Runs pytest in a fork of a process that has libraries in memory, once for each line it is asked.

`python -P warm.py LIBRARY…` is started in the folder of a copy, and imports nothing of the project: only its forks do.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

OPTIONS = [
    *("-x", "-q", "--no-header", "--tb=short", "--basetemp=../pytest-files"),
    *("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov"),
    # That is what we mean to do: plugins are in memory before pytest could rewrite what they assert.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
]
NO_TESTS = 5


class Chosen:
    """Keeps the chosen tests in their order, counts those that ran and names the one that failed."""

    def __init__(self, tests: Sequence[str], left_out: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(tests)}
        self._left_out = set(left_out)
        self.ran = 0
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [item for item in items if item.nodeid not in self._left_out]
        if self._places:
            kept = [item for item in kept if item.nodeid in self._places]
            kept.sort(key=lambda item: self._places[item.nodeid])
        items[:] = kept

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += report.when == "setup"
        if report.failed and not self.failed:
            self.failed = report.nodeid


def main() -> None:
    for name in sys.argv[1:]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    print(json.dumps("warm"), flush=True)
    for line in sys.stdin:
        print(json.dumps(_asked(json.loads(line))), flush=True)


def _asked(asked: dict[str, object]) -> dict[str, object]:
    """Return what a fork answers, or that it took longer than asked["seconds"]."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _play(asked, writing)
    os.close(writing)
    answer = _read(reading, float(str(asked["seconds"])))
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if answer is None:
        return {"code": -1, "failed": "timeout", "ran": 0}
    # A process that ends without an answer was ended by the change.
    return json.loads(answer) if answer else {"code": 1, "failed": "pytest ended", "ran": 0}


def _read(reading: int, seconds: float) -> bytes | None:
    """Return all that comes before the end; None where it does not come in time."""
    end, received = time.monotonic() + seconds, b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
            part = pipe.read(65536)
            if not part:
                return received
            received += part
            if received.endswith(b"\n"):
                return received
    return None


def _play(asked: dict[str, object], writing: int) -> None:
    os.setsid()
    log = os.open("../pytest.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    silence = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, silence), (1, log), (2, log)):
        os.dup2(source, target)
    sys.path.insert(0, str(Path.cwd()))
    chosen = Chosen(_names(asked["tests"]), _names(asked["left_out"]))
    marks = ("-m", "not slow and not browser and not kill")
    code = int(pytest.main([*OPTIONS, *marks, *_names(asked["files"])], plugins=[chosen]))
    answer = {"code": 0 if code == NO_TESTS else code, "failed": chosen.failed, "ran": chosen.ran}
    os.write(writing, json.dumps(answer).encode() + b"\n")
    os._exit(0)


def _names(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


if __name__ == "__main__":
    main()
