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
from pathlib import Path

# pytest's own note on where it is, which changes within a test.
PYTEST_NOTE = "PYTEST_CURRENT_TEST"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def put_back() -> Iterator[None]:
    """Afterwards umask, environment, zone, folder, arguments, signal handlers, hooks and logging are as before."""
    umask = os.umask(0)
    os.umask(umask)
    environment, folder, arguments = dict(os.environ), Path.cwd(), list(sys.argv)
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    loggers = _loggers()
    try:
        yield
    finally:
        os.umask(umask)
        _put_back_environment(environment)
        os.chdir(folder)
        sys.argv[:] = arguments
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


def _loggers() -> dict[logging.Logger, tuple[int, bool, bool, list[logging.Handler]]]:
    """What `bot.logs.set_up` changes, and what a test may: of the root and of every logger so far."""
    known = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    return {one: (one.level, one.propagate, one.disabled, list(one.handlers)) for one in known}


def _put_back_loggers(
    before: dict[logging.Logger, tuple[int, bool, bool, list[logging.Handler]]],
) -> None:
    for one in _loggers():
        level, propagate, disabled, handlers = before.get(one, (logging.NOTSET, True, False, []))
        if one.level != level:
            one.setLevel(level)
        one.propagate, one.disabled = propagate, disabled
        if one.handlers != handlers:
            one.handlers[:] = handlers
