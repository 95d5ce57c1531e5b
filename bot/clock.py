"""Reads the wall clock; everybody else is given `now`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

# Returns the present instant, aware, in UTC.
Now = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the machine's present instant, aware, in UTC."""
    return datetime.now(UTC)
