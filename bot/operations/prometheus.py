"""Counts what happens in a registry of prometheus-client, which writes it as Prometheus reads it.

The library takes about 30 ms to import, so only a bot that shows its figures imports this module.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from bot.operations.meter import LANES, Meter
from storage.outbox import Lane

# A turn takes about a millisecond; a message about a tenth of a second, or as long as Telegram is away.
TURN_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0)
DELIVERY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)

# Else each counter has a second series with the time it was made, which nothing here needs.
disable_created_metrics()  # type: ignore[no-untyped-call]


class PrometheusMeter(Meter):
    """Counts in a registry of its own, so that two bots in one process do not mix."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._updates = Counter("focal_point_updates", "Updates stored.", registry=registry)
        self._turns = Counter(
            "focal_point_turns",
            "Updates handled, or set aside because of a mistake of ours.",
            ["outcome"],
            registry=registry,
        )
        self._turn_seconds = Histogram(
            "focal_point_turn_seconds",
            "How long the handling of an update took, without the commit.",
            buckets=TURN_SECONDS,
            registry=registry,
        )
        self._sends = Counter(
            "focal_point_sends",
            "Calls to Telegram for a row of the outbox, by what came of them.",
            ["lane", "outcome"],
            registry=registry,
        )
        self._delivery_seconds = Histogram(
            "focal_point_delivery_seconds",
            "From the turn that wrote a message to Telegram's receipt.",
            ["lane"],
            buckets=DELIVERY_SECONDS,
            registry=registry,
        )
        # A series that begins at 0 shows its first event as a rise.
        for outcome in ("handled", "set_aside"):
            self._turns.labels(outcome)
        for lane in LANES.values():
            self._delivery_seconds.labels(lane)

    def took(self, updates: int) -> None:
        self._updates.inc(updates)

    def turned(self, seconds: float, *, set_aside: bool) -> None:
        self._turns.labels("set_aside" if set_aside else "handled").inc()
        self._turn_seconds.observe(seconds)

    def tried(self, lane: Lane, outcome: str) -> None:
        self._sends.labels(LANES[lane], outcome).inc()

    def delivered(self, lane: Lane, seconds: float) -> None:
        self._delivery_seconds.labels(LANES[lane]).observe(max(0.0, seconds))

    def page(self) -> bytes:
        return generate_latest(self._registry)
