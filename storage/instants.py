"""Writes and reads instants as the schema keeps them: UTC, ISO 8601, milliseconds, `Z`; they sort as texts."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(instant: datetime) -> str:
    """Return the instant as stored, cut to milliseconds.

    Raises:
        ValueError: the instant has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """Return the instant that was stored, aware, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
