"""Builds every part of the bot once and connects them; starts none of them."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.campaign.campaign import Campaign
from bot.campaign.delivery_watch import DeliveryWatch
from bot.engine.folding import clean
from bot.events.event import Event
from bot.jobs.documents import DocumentMaker
from bot.jobs.runner import JobRunner
from bot.mission.reconnection import Reconnection
from bot.operations.backups import Backups
from bot.operations.clock import Now, utc_now
from bot.operations.config import Settings
from bot.operations.meter import Meter
from bot.schedule.scheduler import Scheduler
from bot.telegram import update_reader
from bot.telegram.api import Api
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.intake import Polling, RawUpdate, Webhook
from bot.telegram.pacing import TELEGRAM, UNLIMITED, Limits
from bot.telegram.sender import Make, Sender
from bot.telegram.update_reader import UpdateReader
from bot.turns import Arrival, Turns
from storage import intake
from storage.attachments import Attachments
from storage.database import Database

log = logging.getLogger(__name__)

PACES: Mapping[str, Limits] = {"telegram": TELEGRAM, "none": UNLIMITED}


class Inbox:
    """Has batches of updates handled, each in one transaction, and wakes whoever has work then."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        reader: UpdateReader,
        sender: Sender,
        meter: Meter,
        now: Now,
        *,
        wake: Callable[[], None],
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._turns = turns
        self._reader = reader
        self._sender = sender
        self._meter = meter
        self._now = now
        self._wake = wake
        self._wake_outbox = wake_outbox
        self._reconnection = Reconnection(turns.mission)
        self._answers: set[asyncio.Task[None]] = set()

    async def process(self, updates: Sequence[RawUpdate]) -> None:
        """Handle one batch in one transaction; it has committed when this returns."""
        arrivals = [self._arrival(raw) for raw in updates]
        now = self._now()
        answers = await self._database.write(lambda db: self._turns.batch(db, arrivals, now))
        self._meter.took(len(updates))
        self._wake()
        for answer in answers:
            task = asyncio.create_task(
                self._sender.answer(answer.query_id, answer.text, alert=answer.alert)
            )
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def heard(self) -> None:
        """Note that updates reach us; after a long silence show people where they stand."""
        now = self._now()
        if not self._reconnection.is_due(now):
            return
        try:
            offered = await self._database.write(lambda db: self._reconnection.heard(db, now))
        except sqlite3.Error as error:
            log.error("when updates came last was not stored: %s", error)  # noqa: TRY400
            return
        self._reconnection.noted(now)
        if offered:
            self._wake_outbox()

    def again(self, db: sqlite3.Connection, letter: int, now: datetime) -> None:
        """Handle an update anew that had been set aside as the dead letter of that id."""
        for dead in intake.dead_letters(db):
            if dead.id == letter:
                raw = RawUpdate(dead.update_id or 0, json.loads(dead.raw))
                self._turns.again(db, self._arrival(raw), letter, now)

    def _arrival(self, raw: RawUpdate) -> Arrival:
        return Arrival(raw.update_id, raw.text, lambda: self._reader.read(raw.parsed()))


MakeIntake = Callable[[Inbox], Polling | Webhook]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that a running bot consists of."""

    event: Event
    database: Database
    campaign: Campaign
    turns: Turns
    inbox: Inbox
    intake: Polling | Webhook
    sender: Sender
    dispatcher: Dispatcher
    runner: JobRunner
    scheduler: Scheduler
    backups: Backups
    # What answers `/metrics` and `/healthz` while it is entered; nothing unless it is set.
    monitor: AbstractAsyncContextManager[None]
    now: Now
    # The tasks of the loops, once they run; the monitor looks at them.
    loops: list[asyncio.Task[None]] = field(default_factory=list)

    def wake(self) -> None:
        """Have outbox, jobs and schedule look for what was committed."""
        self.dispatcher.wake()
        self.runner.wake()
        self.scheduler.wake()

    def wake_after_tick(self) -> None:
        """Have outbox and jobs look for what was committed, also for rows that are to be tried again."""
        self.dispatcher.wake(anew=True)
        self.runner.wake()


def build(
    settings: Settings,
    event: Event,
    database: Database,
    api: Api,
    *,
    limits: Limits | None = None,
    now: Now = utc_now,
    make: Make | None = None,
    make_intake: MakeIntake | None = None,
) -> Parts:
    """Build what serves one event over an open database and a connected client.

    `limits` go before those of the settings. `make` makes documents, and `make_intake` what
    fetches updates, in place of those of a real bot.
    """
    campaign = Campaign.of(event, api.username)
    folder = settings.database.with_suffix(".files")
    attachments = Attachments(folder)
    backups = Backups(database, folder, settings.backup_dir, settings.backup_keep, now)
    meter = _meter(settings)
    turns = Turns(campaign, meter)
    sender = Sender(api, make or DocumentMaker(campaign, database, attachments).make)
    dispatcher = Dispatcher(
        database,
        sender.send,
        DeliveryWatch(campaign),
        limits=limits or PACES[settings.pace],
        now=now,
        meter=meter,
    )

    def wake() -> None:
        # Called when all is built: who wakes and who is woken are built of each other.
        parts.wake()

    inbox = Inbox(
        database,
        turns,
        UpdateReader(api.username, clean),
        sender,
        meter,
        now,
        wake=wake,
        wake_outbox=dispatcher.wake,
    )
    loops: list[asyncio.Task[None]] = []
    parts = Parts(
        event=event,
        database=database,
        campaign=campaign,
        turns=turns,
        inbox=inbox,
        intake=(make_intake or partial(intake_of, settings, api))(inbox),
        sender=sender,
        dispatcher=dispatcher,
        runner=JobRunner(
            campaign, turns.mission, turns.desk, database, sender, attachments, backups, wake, now
        ),
        scheduler=Scheduler(campaign, inbox.again),
        backups=backups,
        monitor=_monitor(settings, database, meter, loops, now),
        now=now,
        loops=loops,
    )
    return parts


def intake_of(settings: Settings, api: Api, inbox: Inbox) -> Polling | Webhook:
    """Return what fetches updates for an inbox: long polling, or a webhook where one is set."""
    allowed, webhook = update_reader.ALLOWED_UPDATES, settings.webhook
    if webhook is None:
        return Polling(api, inbox.process, allowed_updates=allowed, heard=inbox.heard)
    return Webhook(
        api,
        inbox.process,
        url=webhook.url,
        listen=webhook.listen,
        secret=webhook.secret,
        allowed_updates=allowed,
        heard=inbox.heard,
    )


def _meter(settings: Settings) -> Meter:
    """Return a meter that counts where its figures are shown; only then is its library loaded."""
    if settings.metrics_listen is None:
        return Meter()
    from bot.operations.prometheus import PrometheusMeter

    return PrometheusMeter()


def _monitor(
    settings: Settings,
    database: Database,
    meter: Meter,
    loops: Sequence[asyncio.Task[None]],
    now: Now,
) -> AbstractAsyncContextManager[None]:
    if settings.metrics_listen is None:
        return nullcontext()
    from bot.operations.monitor import Monitor

    def running() -> dict[str, bool]:
        return {task.get_name(): not task.done() for task in loops}

    return Monitor(settings.metrics_listen, database, meter, running, now).serving()
