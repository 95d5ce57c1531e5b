"""Runs the jobs that wait for the world, outside any turn: a table of kinds, retries, and the end of each."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import assert_never

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.desk.router import Desk
from bot.jobs.fetched_files import Downloads, FetchedFiles
from bot.jobs.outcome import MAX_ATTEMPTS, CalledOff, Done, Handler, Outcome, TryAgain
from bot.jobs.upkeep import Upkeep
from bot.mission.turn import Mission
from bot.operations.backups import Backups
from bot.operations.clock import Now
from bot.operations.logs import about
from storage import Db, jobs
from storage.attachments import Attachments
from storage.database import Database
from storage.instants import to_text
from storage.jobs import Job, JobKind

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 2.0
LAST_RETRY_SECONDS = 300.0
# How long the runner sleeps when nobody wakes it, so that what others put into the database is found.
LONGEST_REST_SECONDS = 1.0


class JobRunner:
    """Runs one job after the other; `run` until `stop`."""

    def __init__(
        self,
        campaign: Campaign,
        mission: Mission,
        desk: Desk,
        database: Database,
        downloads: Downloads,
        kept: Attachments,
        backups: Backups,
        wake_outbox: Callable[[], None],
        now: Now,
    ) -> None:
        files = FetchedFiles(campaign, mission, desk, downloads, kept)
        self._upkeep = Upkeep(desk, database, kept, backups)
        self._handlers: Mapping[JobKind, Handler] = {
            JobKind.FETCH_FILE: files.answer,
            JobKind.FETCH_SHEET: files.delegation,
            JobKind.FETCH_LIST: files.list_of_states,
            JobKind.CONFIRM_SHEET: _never_confirmed,
            JobKind.BACKUP: self._upkeep.back_up,
            JobKind.FORGET: self._upkeep.forget,
        }
        self._campaign = campaign
        self._database = database
        self._wake_outbox = wake_outbox
        self._now = now
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def kinds(self) -> tuple[JobKind, ...]:
        """Return the kinds of jobs that are run here."""
        return tuple(self._handlers)

    def wake(self) -> None:
        """Look again: jobs were committed."""
        self._woken.set()

    def stop(self) -> None:
        """End `run` after the job in hand."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Do what is due, then wait to be woken; a failure leaves its job for later."""
        await self._upkeep.sweep(self._now())
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                due = await self._run_due()
            except sqlite3.Error as error:
                # The disk, not the job: it stays queued and has its turn again.
                log.error("files wait for the database: %s", error)  # noqa: TRY400
                due = []
            if not due:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), LONGEST_REST_SECONDS)

    async def _run_due(self) -> list[Job]:
        """Run the jobs that are due, and return them."""
        stamp = to_text(self._now())
        due = await self._database.read(lambda db: jobs.due(db, stamp, kinds=self.kinds))
        for job in due:
            if self._stopping.is_set():
                break
            with about(job=job.id, **_ids_of(job)):
                await self._run(job)
        return due

    async def _run(self, job: Job) -> None:
        try:
            await self._end(job, await self._handlers[job.kind](job))
        except sqlite3.OperationalError:
            raise
        except OSError as error:
            # The disk for files may be full for a while.
            await self._end(job, TryAgain(type(error).__name__))
        except Exception as error:
            # A loop's edge: the job is set aside with its kind, never with what a file holds.
            log.exception("job set aside")
            kind = type(error).__name__
            await self._database.write(lambda db: jobs.give_up(db, job.id, kind))

    async def _end(self, job: Job, outcome: Outcome) -> None:
        """Commit what came of a job, and what it leads to, in one transaction."""
        now = self._now()

        def end(db: Db) -> None:
            match outcome:
                case Done(then=then):
                    if jobs.finish(db, job.id):
                        then(Work.at(self._campaign, db, now))
                case CalledOff():
                    jobs.stop(db, job.id)
                case TryAgain(reason=reason) if job.attempts >= MAX_ATTEMPTS:
                    jobs.give_up(db, job.id, reason)
                case TryAgain(reason=reason, after_seconds=seconds):
                    due = now + timedelta(seconds=seconds or wait_seconds(job.attempts))
                    jobs.postpone(db, job.id, due_at=to_text(due), error=reason)
                case _:
                    assert_never(outcome)

        await self._database.write(end)
        if isinstance(outcome, Done):
            self._wake_outbox()


async def _never_confirmed(_: Job) -> Outcome:
    """End a preview whose time is over: nobody said yes."""
    return CalledOff()


def wait_seconds(attempts: int) -> float:
    """Return how long to wait before the next try, after so many failed ones."""
    return min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2.0 ** min(attempts, 16))


def _ids_of(job: Job) -> dict[str, object]:
    """Return what a job's log lines say it is about, of what its payload has."""
    return {key: job.payload[key] for key in ("chat", "person", "party") if key in job.payload}
