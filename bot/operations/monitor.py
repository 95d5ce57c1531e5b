"""`/healthz` and `/metrics` on a local port, for whoever watches the process. Shows counts alone, never what anybody wrote."""

from __future__ import annotations

import asyncio
import logging
import platform
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from aiohttp import web

from bot import __version__
from bot.campaign.campaign import LAST_BACKUP
from bot.operations.clock import Now
from bot.operations.config import Address
from bot.operations.http_server import listening
from bot.operations.meter import LANES, Family, Meter, Sample, text
from storage import deployment, intake, jobs, outbox, upkeep
from storage.database import Database
from storage.instants import from_text, to_text

T = TypeVar("T")

log = logging.getLogger(__name__)

# Whoever asks every few seconds wants no for an answer rather than none.
PATIENCE_SECONDS = 3.0
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Monitor:
    """Serves how the process is; `loops` says which of its loops are running."""

    def __init__(
        self,
        address: Address,
        database: Database,
        meter: Meter,
        loops: Callable[[], Mapping[str, bool]],
        now: Now,
    ) -> None:
        self._address = address
        self._database = database
        self._meter = meter
        self._loops = loops
        self._now = now

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Answers until the block ends.

        Raises: CannotListen
        """
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/metrics", self._metrics)
        async with listening(app, self._address, "METRICS_LISTEN"):
            yield

    async def _health(self, _: web.Request) -> web.Response:
        """200 where every loop runs and the database can be read, else 503; either with the parts."""
        loops = self._loops()
        parts = {name: "running" if runs else "stopped" for name, runs in loops.items()}
        readable = await self._read(lambda db: deployment.get(db, LAST_BACKUP) or "") is not None
        parts["database"] = "readable" if readable else "unreadable"
        well = bool(loops) and all(loops.values()) and readable
        return web.json_response(
            {"status": "ok" if well else "failing", **parts}, status=200 if well else 503
        )

    async def _metrics(self, _: web.Request) -> web.Response:
        now = self._now()
        families = [self._build_info(), self._running(), *self._meter.families()]
        stored = await self._read(lambda db: figures(db, now))
        families.append(
            Family(
                "database_readable",
                "gauge",
                "Whether the figures of the database are there.",
                [Sample(stored is not None)],
            )
        )
        page = text([*families, *(stored or [])])
        return web.Response(body=page.encode(), headers={"Content-Type": METRICS_TYPE})

    def _build_info(self) -> Family:
        labels = {"version": __version__, "python": platform.python_version()}
        return Family("build_info", "gauge", "Always 1.", [Sample(1, labels)])

    def _running(self) -> Family:
        return Family(
            "loop_running",
            "gauge",
            "Whether each loop of the process is running.",
            [Sample(runs, {"loop": name}) for name, runs in self._loops().items()],
        )

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """None where the database does not answer in time, or not at all."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._database.read(work)
        except (sqlite3.Error, TimeoutError, ValueError) as error:
            log.warning("the database cannot be read: %s", type(error).__name__)
            return None


def figures(db: sqlite3.Connection, now: datetime) -> list[Family]:
    """What the database says of queues, of what was set aside, and of itself."""
    queue = outbox.figures(db)
    oldest = queue.oldest_queued_at
    last_backup = deployment.get(db, LAST_BACKUP)
    found = [
        Family(
            "outbox_rows",
            "gauge",
            "Messages in the outbox.",
            [
                Sample(count, {"state": state, "lane": LANES[lane]})
                for (state, lane), count in outbox.counts(db).items()
            ],
        ),
        Family(
            "outbox_oldest_seconds",
            "gauge",
            "How long the oldest message has waited to be sent.",
            [Sample(_age(oldest, now))],
        ),
        Family(
            "dead_letters",
            "gauge",
            "Updates that could not be handled and that nobody has looked at.",
            [Sample(intake.count_dead_letters(db))],
        ),
        Family(
            "jobs_due",
            "gauge",
            "Jobs whose time has come.",
            [Sample(jobs.count_due(db, to_text(now)))],
        ),
        Family("database_bytes", "gauge", "The database's size.", [Sample(upkeep.size_bytes(db))]),
    ]
    if last_backup is not None:
        found.append(
            Family(
                "backup_age_seconds",
                "gauge",
                "How old the last backup is; absent while there is none.",
                [Sample(_age(last_backup, now))],
            )
        )
    return found


def _age(stamp: str | None, now: datetime) -> float:
    return 0.0 if stamp is None else max(0.0, (now - from_text(stamp)).total_seconds())
