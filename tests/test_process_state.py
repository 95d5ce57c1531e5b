"""What belongs to the whole process is put back after every test."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.operations.logs import set_up
from tests.process_state import put_back


def umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def test_the_umask_of_the_command_line_does_not_stay(capsys: pytest.CaptureFixture[str]) -> None:
    os.umask(0o022)
    with put_back():
        main(["check", "wsis-geneva-2003"])
        within = umask()

    assert (within, umask()) == (0o077, 0o022)


def test_the_logging_of_the_program_does_not_stay() -> None:
    root, ours = logging.getLogger(), logging.getLogger("bot")
    before = [(one.level, one.handlers[:], one.propagate) for one in (root, ours)]
    with put_back():
        hooks = (sys.unraisablehook, threading.excepthook)
        set_up("DEBUG")
        set_hooks = (sys.unraisablehook, threading.excepthook)
        logging.getLogger("bot.new").setLevel(logging.CRITICAL)
        within = [(one.level, one.handlers[:], one.propagate) for one in (root, ours)]

    assert within != before
    assert set_hooks != hooks
    assert (sys.unraisablehook, threading.excepthook) == hooks
    assert [(one.level, one.handlers, one.propagate) for one in (root, ours)] == before
    assert logging.getLogger("bot.new").level == logging.NOTSET


def test_the_zone_and_the_rest_of_the_environment_do_not_stay() -> None:
    before, zone = os.environ.get("TZ"), time.tzname
    with put_back():
        os.environ["TZ"] = "Pacific/Kiritimati"
        os.environ["NEW"] = "new"
        os.environ.pop("PATH")
        time.tzset()

    assert (os.environ.get("TZ"), time.tzname) == (before, zone)
    assert "NEW" not in os.environ
    assert os.environ["PATH"]


def test_folder_arguments_and_signal_handlers_do_not_stay(tmp_path: Path) -> None:
    before = (Path.cwd(), list(sys.argv), signal.getsignal(signal.SIGTERM))
    with put_back():
        os.chdir(tmp_path)
        sys.argv.append("more")
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    assert (Path.cwd(), sys.argv, signal.getsignal(signal.SIGTERM)) == before
