"""Carries out what an admin asked of the database and its files: a backup, and the end of what was erased."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.desk.router import Desk
from bot.jobs.outcome import Done, Outcome
from bot.operations.backups import Backups, NoBackupFolder
from storage import attachments, jobs
from storage.attachments import Attachments
from storage.database import Database
from storage.jobs import Job

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Handles the jobs that work on the database as a whole and on the folder of attachments."""

    desk: Desk
    database: Database
    kept: Attachments
    backups: Backups

    async def back_up(self, job: Job) -> Outcome:
        """Make the copy that an admin has asked for, and tell them how it went."""
        size: int | None = None
        with contextlib.suppress(NoBackupFolder, OSError, sqlite3.Error):
            target = await self.backups.make()
            size = (await asyncio.to_thread(target.stat)).st_size
        return Done(lambda work: self.desk.backed_up(work, job.payload, size))

    async def forget(self, job: Job) -> Outcome:
        """Delete the bytes of erased files, and the pages of erased rows that the log still holds.

        No other job keeps bytes meanwhile, so between the look and the deleting none come back.
        """
        hashes: list[str] = job.payload["hashes"]
        gone = await self.database.read(lambda db: attachments.unreferenced(db, hashes))
        for digest in gone:
            await asyncio.to_thread(self.kept.delete, digest)
        await self.database.empty_log()
        return Done()

    async def sweep(self, now: datetime) -> None:
        """Delete bytes that a kill left without their row; give up jobs of another version."""
        with contextlib.suppress(OSError, sqlite3.Error):
            if given_up := await self.database.write(jobs.give_up_unknown):
                log.error("jobs of an unknown kind are given up: %d", given_up)
            named = await self.database.read(attachments.referenced)
            await asyncio.to_thread(self.kept.sweep, named, now=now.timestamp())
