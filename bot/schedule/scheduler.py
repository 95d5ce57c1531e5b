"""Does what is due by the clock: reads it from the database and does each thing once, in one transaction."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta

from bot.campaign.campaign import Campaign
from bot.campaign.quiet_hours import awake, is_quiet, on, today
from bot.campaign.work import Work
from bot.i18n.tongue import tongue_for
from bot.operations.clock import Now, utc_now
from bot.schedule import bulk_sending, digests, retention
from bot.schedule.due_deadlines import passed_deadlines
from bot.schedule.due_reminders import staged_reminders, unsent_reminders
from bot.schedule.due_requests import waiting_requests
from storage import Db, intake, jobs, outbox, staff, upkeep
from storage.database import Database, savepoint
from storage.instants import from_text, to_text
from storage.jobs import JobKind
from storage.outbox import Lane
from storage.staff import DeskChat, Digest

log = logging.getLogger(__name__)

KINDS = (JobKind.MAILING, JobKind.RETRY_UPDATE)

DIGESTS_AT = time(8)
# At night, when nothing else wants the disk.
HOUSEKEEPING_AT = time(3)
# The first digest begins a little before the chat was seen to want one: twice beats never.
FIRST_DIGEST_OVERLAP = timedelta(minutes=10)

# Replies to a message of the secretariat are known by its row: after a season nobody replies.
KEEP_SENT = timedelta(days=90)
# Telegram delivers an update for 24 hours (Bot API, Getting updates); this leaves a wide margin.
KEEP_TAKEN = timedelta(days=4)
# Many days of a lively campaign: a clock that jumps makes nothing happen twice.
KEEP_NEWEST = 10_000
KEEP_JOBS = timedelta(days=30)
# Guessing is judged by the hour; a week is enough to look into it.
KEEP_ATTEMPTS = timedelta(days=7)
# What was asked too long ago no longer counts by itself; a month later it is not even told of.
KEEP_PROMPTS = timedelta(days=30)
KEEP_SETTLED = timedelta(days=30)

# The longest the clock sleeps, so that what others put into the database is found.
LONGEST_REST = timedelta(minutes=1)
SHORTEST_REST_SECONDS = 0.2

# Does what is due of one kind and returns when the next of it is.
Part = Callable[[Work], datetime | None]
Again = Callable[[Db, int, datetime], None]


class Scheduler:
    """Runs reminders, digests, deadlines, sendings under way, housekeeping.

    `again` handles an update anew that had been set aside, by its letter's id.
    """

    def __init__(self, campaign: Campaign, again: Again) -> None:
        self._campaign = campaign
        self._again = again
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look again: something was committed that may be the clock's business."""
        self._woken.set()

    def stop(self) -> None:
        self._stopping = True
        self._woken.set()

    async def run(
        self, database: Database, wake_outbox: Callable[[], None], *, now: Now = utc_now
    ) -> None:
        """Tick whenever something is due, until stopped."""
        while not self._stopping:
            self._woken.clear()
            due = await self._tick_in(database, now())
            wake_outbox()
            await self._rest(database, due, now)

    async def _tick_in(self, database: Database, at: datetime) -> datetime | None:
        try:
            return await database.write(lambda db: self.tick(Work.at(self._campaign, db, at)))
        except sqlite3.Error as error:
            log.error("the clock waits for its database: %s", error)  # noqa: TRY400
            return None

    async def _rest(self, database: Database, due: datetime | None, now: Now) -> None:
        """Sleep until something is due; a wake counts when it brought a job for the clock."""
        end = min(due, now() + LONGEST_REST) if due is not None else now() + LONGEST_REST
        while not self._stopping and (seconds := (end - now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), max(seconds, SHORTEST_REST_SECONDS))
            if self._woken.is_set():
                self._woken.clear()
                with suppress(sqlite3.Error):
                    soonest = await database.read(lambda db: jobs.next_due(db, kinds=KINDS))
                    end = min(end, from_text(soonest)) if soonest is not None else end

    def tick(self, work: Work) -> datetime | None:
        """Do all that is due, within the caller's transaction; return when the next thing is.

        A part that fails is undone, logged, and holds up no other.
        """
        parts: tuple[Part, ...] = (
            self._jobs,
            staged_reminders,
            unsent_reminders,
            passed_deadlines,
            waiting_requests,
            _digests,
            retention.remind,
            _housekeeping,
        )
        moments = [self._part(part, work) for part in parts]
        return min((at for at in moments if at is not None), default=None)

    def _part(self, part: Part, work: Work) -> datetime | None:
        try:
            with savepoint(work.db, "part"):
                return part(work)
        except sqlite3.OperationalError:
            raise
        except Exception as error:
            log.exception("a part of the clock failed: %s", type(error).__name__)
            return None

    def _jobs(self, work: Work) -> datetime | None:
        """Go on with sendings under way, and handle updates anew."""
        for job in jobs.due(work.db, work.stamp, kinds=KINDS):
            if job.kind is JobKind.MAILING:
                bulk_sending.step(work, job)
            elif jobs.finish(work.db, job.id):
                self._again(work.db, int(job.payload["letter"]), work.now)
        soonest = jobs.next_due(work.db, kinds=KINDS)
        return from_text(soonest) if soonest is not None else None


def _digests(work: Work) -> datetime | None:
    """Send, at eight, what came in to the chats that are told daily."""
    event, now = work.campaign.event, work.now
    if is_quiet(now, event):
        return awake(now, event)
    morning = awake(on(today(now, event), DIGESTS_AT, event), event)
    due: list[datetime] = []
    for desk in staff.desks(work.db):
        since = digests.last(work.db, desk.chat_id)
        if desk.digest is not Digest.DAILY:
            if since is not None:
                digests.note(work.db, desk.chat_id, None)
            continue
        if since is None:
            digests.note(work.db, desk.chat_id, now - FIRST_DIGEST_OVERLAP)
        elif since < morning <= now:
            _digest(work, desk, since)
        due.append(_next_of(morning, now))
    return min(due, default=None)


def _digest(work: Work, desk: DeskChat, since: datetime) -> None:
    """Send what came in since the last one; say nothing of nothing."""
    digests.note(work.db, desk.chat_id, work.now)
    if digests.arrived(work.db, since, work.now):
        for message in digests.digest(work, tongue_for(desk.language), since):
            work.post.send(desk.chat_id, message, lane=Lane.NOTICE)


def _housekeeping(work: Work) -> datetime | None:
    """Delete, once a day, what nobody needs any more."""
    db, now, event = work.db, work.now, work.campaign.event
    night = on(today(now, event), HOUSEKEEPING_AT, event)
    if night <= now and jobs.once(db, f"housekeeping:{night.date()}", work.stamp):
        outbox.prune(db, to_text(now - KEEP_SENT))
        intake.forget_taken(db, to_text(now - KEEP_TAKEN), but_newest=KEEP_NEWEST)
        jobs.prune(db, to_text(now - KEEP_JOBS))
        upkeep.forget_attempts(db, to_text(now - KEEP_ATTEMPTS))
        upkeep.forget_prompts(db, to_text(now - KEEP_PROMPTS))
        upkeep.forget_settled(db, to_text(now - KEEP_SETTLED))
    return _next_of(night, now)


def _next_of(daily: datetime, now: datetime) -> datetime:
    """Return that moment of the day, or of the next one."""
    return daily if daily > now else daily + timedelta(days=1)
