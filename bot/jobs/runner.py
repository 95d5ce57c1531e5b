"""Files people send: fetched by queued jobs outside any turn; each ends in an input of its own. Judges content, not names."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.campaign.work import Work
from bot.engine.form import Value
from bot.engine.inputs import Arrived
from bot.mission import spreadsheet_import
from bot.operations.backups import Backups, NoBackupFolder
from bot.operations.clock import Now
from bot.operations.logs import about, places
from bot.telegram.delivery import Refused, RetryLater
from bot.telegram.sender import Sender
from bot.turns import Turns
from storage import attachments, jobs
from storage.attachments import Attachments
from storage.database import Database
from storage.instants import to_text
from storage.jobs import Job, JobKind

log = logging.getLogger(__name__)

# About three hours: longer than Telegram's longest outages, and its ids of files stay good.
MAX_ATTEMPTS = 40
FIRST_RETRY_SECONDS = 2.0
LAST_RETRY_SECONDS = 300.0
MAX_SHEET_BYTES = 5_000_000
KINDS = (
    JobKind.FETCH_FILE,
    JobKind.FETCH_SHEET,
    JobKind.FETCH_LIST,
    JobKind.CONFIRM_SHEET,
    JobKind.BACKUP,
    JobKind.FORGET,
)


class JobRunner:
    """Runs the jobs that wait for the world, one after the other; `run` until `stop`."""

    def __init__(
        self,
        campaign: Campaign,
        turns: Turns,
        database: Database,
        sender: Sender,
        kept: Attachments,
        backups: Backups,
        wake_outbox: Callable[[], None],
        now: Now,
    ) -> None:
        self._campaign = campaign
        self._turns = turns
        self._database = database
        self._sender = sender
        self._kept = kept
        self._backups = backups
        self._wake_outbox = wake_outbox
        self._now = now
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Does what is due, then waits to be woken; a failure leaves its job for later."""
        await self._sweep()
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                due = await self._due_now()
            except sqlite3.Error as error:
                # The disk, not the job: it stays queued and has its turn again.
                log.error("files wait for the database: %s", error)  # noqa: TRY400
                due = []
            if not due:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), 1.0)

    async def _due_now(self) -> list[Job]:
        """What was due, and is done."""
        due = await self._database.read(self._due)
        for job in due:
            if self._stopping.is_set():
                break
            with about(job=job.id, **_ids_of(job)):
                await self._one(job)
        return due

    def _due(self, db: sqlite3.Connection) -> list[Job]:
        return jobs.due(db, to_text(self._now()), kinds=KINDS)

    async def _one(self, job: Job) -> None:
        try:
            await self._do(job)
        except sqlite3.OperationalError:
            raise
        except OSError as error:
            # The disk for files may be full for a while.
            await self._later(job, _wait_seconds(job), type(error).__name__)
        except Exception as error:
            # A loop's edge: the job is set aside with its kind, never with what a file holds.
            log.error("job set aside: %s", places(error))  # noqa: TRY400
            kind = type(error).__name__
            await self._database.write(lambda db: jobs.give_up(db, job.id, kind))

    async def _later(self, job: Job, seconds: float, reason: str) -> None:
        """Try again after a while; what has failed too often is given up."""
        due = to_text(self._now() + timedelta(seconds=seconds))

        def note(db: sqlite3.Connection) -> None:
            if job.attempts < MAX_ATTEMPTS:
                jobs.postpone(db, job.id, due_at=due, error=reason)
            else:
                jobs.give_up(db, job.id, reason)

        await self._database.write(note)

    async def _do(self, job: Job) -> None:
        if job.kind == JobKind.BACKUP:
            await self._back_up(job)
            return
        if job.kind == JobKind.FORGET:
            await self._forget(job)
            return
        if job.kind == JobKind.CONFIRM_SHEET:
            # The preview's time is over and nobody said the word.
            await self._database.write(lambda db: jobs.stop(db, job.id))
            return
        got = await self._sender.download(job.payload["file_id"])
        if isinstance(got, RetryLater) and job.attempts < MAX_ATTEMPTS:
            await self._later(job, got.after_seconds or _wait_seconds(job), got.reason)
            return
        data = got if isinstance(got, bytes) else None
        too_large = isinstance(got, Refused) and "too big" in got.reason
        if job.kind == JobKind.FETCH_FILE:
            await self._attach(job, data, too_large=too_large)
        elif job.kind == JobKind.FETCH_SHEET:
            await self._sheet(job, data)
        else:
            desk = self._turns.desk
            await self._finish(
                job,
                lambda db, post, now: desk.file_arrived(
                    Work(self._campaign, db, post, now), job.payload, data
                ),
            )

    async def _finish(
        self, job: Job, work: Callable[[sqlite3.Connection, Post, datetime], None]
    ) -> None:
        """The job's end and what it leads to, in one transaction."""
        now = self._now()

        def end(db: sqlite3.Connection) -> None:
            if jobs.finish(db, job.id):
                work(db, Post(db, to_text(now)), now)

        await self._database.write(end)
        self._wake_outbox()

    async def _back_up(self, job: Job) -> None:
        """The copy an admin has asked for, and word of it."""
        size: int | None = None
        with contextlib.suppress(NoBackupFolder, OSError, sqlite3.Error):
            target = await self._backups.make()
            size = (await asyncio.to_thread(target.stat)).st_size
        desk = self._turns.desk
        await self._finish(
            job,
            lambda db, post, now: desk.backed_up(
                Work(self._campaign, db, post, now), job.payload, size
            ),
        )

    # ------------------------------------------------------------ what goes

    async def _forget(self, job: Job) -> None:
        """The bytes of erased files, and the pages of erased rows that the log still holds.

        Here, since nobody else keeps bytes: between the look and the deleting none can come back.
        """
        hashes: list[str] = job.payload["hashes"]
        gone = await self._database.read(lambda db: attachments.unreferenced(db, hashes))
        for digest in gone:
            await asyncio.to_thread(self._kept.delete, digest)
        await self._database.write(lambda db: jobs.finish(db, job.id))
        await self._database.empty_log()

    async def _sweep(self) -> None:
        """Bytes that a kill left without their row."""
        with contextlib.suppress(OSError, sqlite3.Error):
            named = await self._database.read(attachments.referenced)
            await asyncio.to_thread(self._kept.sweep, named, now=self._now().timestamp())

    # ------------------------------------------------------------ note verbale

    async def _attach(self, job: Job, data: bytes | None, *, too_large: bool) -> None:
        from bot.documents.filetype import examine, name_for
        from bot.engine.problems import Problem

        payload = job.payload
        if data is None:
            problem = "file_too_large" if too_large else "file_damaged"
            await self._arrived(job, Arrived(payload["question"], problem=problem))
            return
        kind = await asyncio.to_thread(examine, data)
        if isinstance(kind, Problem):
            await self._arrived(job, Arrived(payload["question"], problem=kind.code))
            return
        digest = await asyncio.to_thread(self._kept.keep, data)
        name = name_for(payload["name"], kind)

        def attach(db: sqlite3.Connection, post: Post, now: datetime) -> None:
            file = attachments.add(
                db,
                digest=digest,
                party=payload["party"],
                name=name,
                mime_type=kind.value,
                size_bytes=len(data),
                by=payload["person"],
                now=to_text(now),
            )
            value: Value = {
                "file": file,
                "name": name,
                "size_bytes": len(data),
                "mime_type": kind.value,
                "hash": digest,
            }
            arrived = Arrived(payload["question"], value, message_id=payload["message_id"])
            self._turns.mission.advance(
                Work(self._campaign, db, post, now), payload["person"], arrived
            )

        await self._finish(job, attach)

    async def _arrived(self, job: Job, arrived: Arrived) -> None:
        await self._finish(
            job,
            lambda db, post, now: self._turns.mission.advance(
                Work(self._campaign, db, post, now), job.payload["person"], arrived
            ),
        )

    # ------------------------------------------------------------ a delegation in a spreadsheet

    async def _sheet(self, job: Job, data: bytes | None) -> None:
        if data is None or len(data) > MAX_SHEET_BYTES:
            await self._finish(
                job,
                lambda _db, post, _now: spreadsheet_import.refuse_unfetched(post, job.payload),
            )
            return
        read = await asyncio.to_thread(spreadsheet_import.read, self._campaign, job.payload, data)
        await self._finish(
            job,
            lambda db, post, now: spreadsheet_import.show_preview(
                Work(self._campaign, db, post, now), job.payload, read
            ),
        )


def _wait_seconds(job: Job) -> float:
    """Before the next try, after so many."""
    return min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2.0 ** min(job.attempts, 16))


def _ids_of(job: Job) -> dict[str, object]:
    """What a job's log lines say it is about, of what its payload has."""
    return {key: job.payload[key] for key in ("chat", "person", "party") if key in job.payload}
