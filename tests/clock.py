"""Tells the tests, their sandbox and the bots they start one time: the machine's, moved as far as `--clock` asks."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

# A distance and not an instant: a process that is started later then tells the same time.
AHEAD = "TESTS_CLOCK_AHEAD_SECONDS"


def ahead() -> timedelta:
    """How far the tests' clock is ahead of the machine's."""
    return timedelta(seconds=float(os.environ.get(AHEAD, "0")))


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + ahead()


def unix() -> float:
    """The present instant in seconds since 1970, as Telegram counts."""
    return time.time() + ahead().total_seconds()


def set_to(instant: datetime) -> None:
    """Let it be that instant now, here and in every process started from here."""
    os.environ[AHEAD] = repr((instant - datetime.now(UTC)).total_seconds())
