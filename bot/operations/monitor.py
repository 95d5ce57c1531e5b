"""Serves `/healthz` and `/metrics`, counts alone, on a local port for whoever watches the process."""

from __future__ import annotations

import asyncio
import logging
import platform
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Gauge, generate_latest

from bot import __version__
from bot.operations.clock import Now
from bot.operations.config import Address
from bot.operations.http_server import listening
from bot.operations.meter import LANES, Meter
from storage import deployment, intake, jobs, outbox, upkeep
from storage.database import Database
from storage.instants import from_text, to_text

T = TypeVar("T")

log = logging.getLogger(__name__)

# Whoever asks every few seconds wants no for an answer rather than none.
PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Monitor:
    """Serves the state of the process; `loops` tells which of its loops are running."""

    address: Address
    database: Database
    meter: Meter
    loops: Callable[[], Mapping[str, bool]]
    now: Now

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Answer requests until the block ends.

        Raises: CannotListen
        """
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/metrics", self._metrics)
        async with listening(app, self.address, "METRICS_LISTEN"):
            yield

    async def _health(self, _: web.Request) -> web.Response:
        """Answer 200 where every loop runs and the database can be read, else 503; list the parts."""
        loops = self.loops()
        parts = {name: "running" if runs else "stopped" for name, runs in loops.items()}
        readable = (
            await self._read(lambda db: deployment.get(db, deployment.Key.LAST_BACKUP) or "")
            is not None
        )
        parts["database"] = "readable" if readable else "unreadable"
        well = bool(loops) and all(loops.values()) and readable
        return web.json_response(
            {"status": "ok" if well else "failing", **parts}, status=200 if well else 503
        )

    async def _metrics(self, _: web.Request) -> web.Response:
        now = self.now()
        process = CollectorRegistry()
        gauge = partial(Gauge, registry=process)
        version = {"version": __version__, "python": platform.python_version()}
        gauge("focal_point_build_info", "Always 1.", version).labels(**version).set(1)
        running = gauge(
            "focal_point_loop_running", "Whether each loop of the process is running.", ["loop"]
        )
        for name, runs in self.loops().items():
            running.labels(name).set(runs)
        stored = await self._read(lambda db: figures(db, now))
        gauge(
            "focal_point_database_readable", "Whether the figures of the database are there."
        ).set(stored is not None)
        body = generate_latest(process) + self.meter.page()
        if stored is not None:
            body += generate_latest(stored)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what the database says, or None where it does not answer in time."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self.database.read(work)
        except (sqlite3.Error, TimeoutError, ValueError) as error:
            log.warning("the database cannot be read: %s", type(error).__name__)
            return None


def figures(db: sqlite3.Connection, now: datetime) -> CollectorRegistry:
    """Count what the database holds: queues, what was set aside, and its own size."""
    found = CollectorRegistry()
    gauge = partial(Gauge, registry=found)
    rows = gauge("focal_point_outbox_rows", "Messages in the outbox.", ["state", "lane"])
    for (state, lane), count in outbox.counts(db).items():
        rows.labels(state, LANES[lane]).set(count)
    gauge(
        "focal_point_outbox_oldest_seconds", "How long the oldest message has waited to be sent."
    ).set(_age(outbox.figures(db).oldest_queued_at, now))
    gauge(
        "focal_point_dead_letters",
        "Updates that could not be handled and that nobody has looked at.",
    ).set(intake.count_dead_letters(db))
    gauge("focal_point_jobs_due", "Jobs whose time has come.").set(jobs.count_due(db, to_text(now)))
    gauge("focal_point_database_bytes", "The database's size.").set(upkeep.size_bytes(db))
    if (last_backup := deployment.get(db, deployment.Key.LAST_BACKUP)) is not None:
        gauge(
            "focal_point_backup_age_seconds",
            "How old the last backup is; absent while there is none.",
        ).set(_age(last_backup, now))
    return found


def _age(stamp: str | None, now: datetime) -> float:
    return 0.0 if stamp is None else max(0.0, (now - from_text(stamp)).total_seconds())
