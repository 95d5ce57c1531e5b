"""A pytest plugin that writes which tests passed and how long each took, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--outcomes", type=Path, help="write the tests' outcomes into this file")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("outcomes")
    # The reports of all workers arrive at the process that started them.
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Outcomes(path))


class _Outcomes:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        taken = self._seconds.get(report.nodeid, 0.0)
        self._seconds[report.nodeid] = taken + report.duration
        if not report.passed:
            # A skipped test notices nothing either.
            self._failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        passed = {
            name: round(seconds, 4)
            for name, seconds in self._seconds.items()
            if name not in self._failed
        }
        self._path.write_text(json.dumps(passed), encoding="utf-8")
