"""Puts back what belongs to the whole process, so that no test finds what another one left."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# pytest's own note on where it is, which changes within a test.
PYTEST_NOTE = "PYTEST_CURRENT_TEST"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def put_back() -> Iterator[None]:
    """Afterwards umask, environment, zone, folder, arguments, import path, signal handlers, hooks and logging are as before."""
    umask = os.umask(0)
    os.umask(umask)
    environment, folder = dict(os.environ), Path.cwd()
    arguments, import_path = list(sys.argv), list(sys.path)
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    loggers = _loggers()
    try:
        yield
    finally:
        os.umask(umask)
        _put_back_environment(environment)
        os.chdir(folder)
        sys.argv[:], sys.path[:] = arguments, import_path
        for number, handler in handlers.items():
            if signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        _put_back_loggers(loggers)


def _put_back_environment(before: dict[str, str]) -> None:
    note = os.environ.pop(PYTEST_NOTE, None)
    before.pop(PYTEST_NOTE, None)
    if dict(os.environ) != before:
        zone = os.environ.get("TZ")
        os.environ.clear()
        os.environ.update(before)
        if zone != before.get("TZ") and hasattr(time, "tzset"):
            time.tzset()
    if note is not None:
        os.environ[PYTEST_NOTE] = note


@dataclass(frozen=True, slots=True)
class _Logging:
    """What `bot.operations.logs.set_up` changes of a logger, and what a test may."""

    level: int = logging.NOTSET
    propagate: bool = True
    disabled: bool = False
    handlers: tuple[logging.Handler, ...] = ()
    filters: tuple[logging._FilterType, ...] = ()


def _loggers() -> dict[logging.Logger, _Logging]:
    """The root and every logger so far, as they are."""
    known = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    return {
        one: _Logging(
            one.level, one.propagate, one.disabled, tuple(one.handlers), tuple(one.filters)
        )
        for one in known
    }


def _put_back_loggers(before: dict[logging.Logger, _Logging]) -> None:
    for one, now in _loggers().items():
        was = before.get(one, _Logging())
        if now == was:
            continue
        one.setLevel(was.level)
        one.propagate, one.disabled = was.propagate, was.disabled
        one.handlers[:], one.filters[:] = was.handlers, was.filters
