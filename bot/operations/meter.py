"""Counts what happens in this process. The plain `Meter` counts nothing, and costs nothing to import."""

from __future__ import annotations

from collections.abc import Mapping

from storage.outbox import Lane

LANES: Mapping[Lane, str] = {
    Lane.INTERACTIVE: "interactive",
    Lane.NOTICE: "notice",
    Lane.BULK: "bulk",
}


class Meter:
    """Told of each event by whoever causes it; a subclass that counts overrides every method."""

    def took(self, updates: int) -> None:
        """A batch of updates has committed."""

    def turned(self, seconds: float, *, set_aside: bool) -> None:
        """A turn is over; it has not committed yet."""

    def tried(self, lane: Lane, outcome: str) -> None:
        """A call for a row has come to an end, such as `sent` or `again`."""

    def delivered(self, lane: Lane, seconds: float) -> None:
        """Telegram has a row, so long after it was written."""

    def page(self) -> bytes:
        """Return the counts in Prometheus's text format."""
        return b""
