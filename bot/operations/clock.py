"""Reads the wall clock; every other module takes `now` as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

# Returns the present instant, aware, in UTC.
Now = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the machine's present instant, aware, in UTC."""
    return datetime.now(UTC)
