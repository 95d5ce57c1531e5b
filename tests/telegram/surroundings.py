"""The people of a telegram test, and a clock to put forward."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

ANN = 5_000_001
BEN = 5_000_002
NEVER_WROTE = 5_000_003

START = datetime(2003, 12, 10, 8, 30, tzinfo=UTC)
# Longer than any test waits: it comes when the test puts the clock forward.
HOUR_SECONDS = 3600.0


class LoopClock:
    """The event loop's clock, which can be put forward, and the time of day that goes with it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._time = loop.time
        self._begun = loop.time()
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._time() + self._ahead

    def now(self) -> datetime:
        return START + timedelta(seconds=self() - self._begun)

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


async def the_loop_has_gone_round(times: int = 100) -> None:
    """Whatever needs the event loop alone, no thread and no socket, has had its turns."""
    for _ in range(times):
        await asyncio.sleep(0)
