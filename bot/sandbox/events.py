"""Tells whoever listens what has just happened; keeps nothing and waits for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]

# A listener this far behind has stopped reading: it is dropped and reloads when it comes back.
MAX_BACKLOG = 2_000


class Events:
    """Fan-out to the pages that are open."""

    def __init__(self) -> None:
        self._listeners: list[asyncio.Queue[Event | None]] = []

    @property
    def watched(self) -> bool:
        return bool(self._listeners)

    def publish(self, kind: str, make: Callable[[], Event]) -> None:
        """Sends one event; ``make`` runs only if somebody listens."""
        if not self._listeners:
            return
        event = {"kind": kind} | make()
        for queue in list(self._listeners):
            if queue.qsize() >= MAX_BACKLOG:
                self._listeners.remove(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(event)

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Event | None]]:
        """A queue of events; ``None`` in it means that nothing more will come."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            yield queue
        finally:
            if queue in self._listeners:
                self._listeners.remove(queue)

    def close(self) -> None:
        """Ends every listener's stream."""
        for queue in self._listeners:
            queue.put_nowait(None)
        self._listeners.clear()
