"""Builds every part once, starts them in order and stops them in order. Decides nothing that a turn decides."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime, timedelta

from bot import __version__, profile
from bot.campaign.campaign import BOT_USERNAME, STARTED, Campaign
from bot.campaign.delivery_watch import DeliveryWatch
from bot.campaign.post import CallbackAnswer
from bot.events import parties
from bot.events.event import Event
from bot.jobs.documents import DocumentMaker
from bot.jobs.runner import JobRunner
from bot.mission.reconnection import Reconnection
from bot.operations.backups import Backups
from bot.operations.clock import Now, utc_now
from bot.operations.config import Address, Settings
from bot.operations.meter import counting
from bot.readiness import EVENT_FACT, WrongEvent
from bot.schedule.scheduler import Scheduler
from bot.telegram import update_reader
from bot.telegram.api import connected
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.intake import Polling, RawUpdate, Webhook
from bot.telegram.pacing import TELEGRAM, UNLIMITED, Limits
from bot.telegram.sender import Sender
from bot.turns import Arrival, Turns
from storage import audit, deployment, intake, invitations, people, staff
from storage.attachments import Attachments
from storage.database import Database
from storage.instants import to_text

log = logging.getLogger(__name__)

PACES: Mapping[str, Limits] = {"telegram": TELEGRAM, "none": UNLIMITED}
# Long enough to open the link on a telephone, short enough not to lie about.
FIRST_ADMIN_VALIDITY = timedelta(hours=24)


class App:
    """The bot as one process: intake → turns → outbox, and the jobs and the clock beside them."""

    def __init__(
        self,
        settings: Settings,
        event: Event,
        *,
        limits: Limits | None = None,
        now: Now = utc_now,
        announce: Callable[[str], None] = print,
    ) -> None:
        self._settings = settings
        self._event = event
        self._limits = limits or PACES[settings.pace]
        self._now = now
        self._announce = announce
        self._stopping = asyncio.Event()
        self._answers: set[asyncio.Task[None]] = set()
        self._meter = counting(wanted=settings.metrics_listen is not None)
        self._loops: list[asyncio.Task[None]] = []

    def stop(self) -> None:
        """Let `run` come to a clean end."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until stopped.

        Raises: StorageError, WrongEvent, Unreachable, TokenRefused or CannotListen where it cannot begin.
        """
        async with AsyncExitStack() as stack:
            self._database = await Database.open(self._settings.database)
            stack.push_async_callback(self._database.close)
            self._api = await stack.enter_async_context(
                connected(self._settings.bot_token, self._settings.bot_api_url)
            )
            await self._build()
            if self._settings.metrics_listen is not None:
                await stack.enter_async_context(self._monitor(self._settings.metrics_listen))
            await self._serve()

    async def _build(self) -> None:
        campaign = Campaign(self._event, self._parties(), self._api.username)
        beside = self._settings.database.with_suffix(".files")
        attachments = Attachments(beside)
        self._backups = Backups(
            self._database,
            beside,
            self._settings.backup_dir,
            self._settings.backup_keep,
            self._now,
        )
        self._campaign = campaign
        self._turns = Turns(campaign, self._meter)
        self._absence = Reconnection(self._turns.mission)
        papers = DocumentMaker(campaign, self._database, attachments)
        self._sender = Sender(self._api, papers.make)
        self._dispatcher = Dispatcher(
            self._database,
            self._sender.send,
            DeliveryWatch(campaign),
            limits=self._limits,
            now=self._now,
            meter=self._meter,
        )
        self._files = JobRunner(
            campaign,
            self._turns,
            self._database,
            self._sender,
            attachments,
            self._backups,
            self._wake,
            self._now,
        )
        self._schedule = Scheduler(campaign, self._again)
        await self._database.write(self._begin)
        self._intake = self._make_intake()

    def _monitor(self, address: Address) -> AbstractAsyncContextManager[None]:
        from bot.operations.monitor import Monitor

        def loops() -> dict[str, bool]:
            return {task.get_name(): not task.done() for task in self._loops}

        return Monitor(address, self._database, self._meter, loops, self._now).serving()

    def _parties(self) -> parties.Parties:
        known = parties.load()
        return known if self._event.parties is None else known.only(self._event.parties)

    def _make_intake(self) -> Polling | Webhook:
        webhook = self._settings.webhook
        if webhook is None:
            return Polling(
                self._api,
                self.process,
                allowed_updates=update_reader.ALLOWED_UPDATES,
                heard=self._heard,
            )
        return Webhook(
            self._api,
            self.process,
            url=webhook.url,
            listen=webhook.listen,
            secret=webhook.secret,
            allowed_updates=update_reader.ALLOWED_UPDATES,
            heard=self._heard,
        )

    def _begin(self, db: sqlite3.Connection) -> None:
        """What the settings say of people and chats becomes rows; a first admin gets a link."""
        stamp = to_text(self._now())
        known = deployment.get(db, EVENT_FACT)
        if known is not None and known != self._event.code:
            raise WrongEvent(known, self._event.code)
        deployment.put(db, EVENT_FACT, self._event.code)
        deployment.put(db, STARTED, stamp)
        deployment.put(db, BOT_USERNAME, self._campaign.bot_username)
        for admin in sorted(self._settings.admin_ids):
            if staff.role_of(db, admin) != "admin":
                people.meet(db, admin, "", None, stamp)
                staff.grant(db, admin, "admin", by=None, now=stamp)
                audit.record(
                    db,
                    at=stamp,
                    actor=None,
                    role="settings",
                    action="granted",
                    subject=str(admin),
                    new="admin",
                )
        group = self._settings.secretariat_chat_id
        if group is not None and staff.desk(db, group) is None:
            staff.register_desk(db, group, "", "en", by=None, now=stamp)
        if not any(role == "admin" for _, role, _ in staff.members(db)):
            expires = to_text(self._now() + FIRST_ADMIN_VALIDITY)
            _, code = invitations.create(db, None, "admin", by=None, now=stamp, expires_at=expires)
            self._announce(
                "No admin yet. Whoever opens this link first becomes the admin:\n"
                + self._campaign.link(code)
            )

    # ------------------------------------------------------------ running

    async def _serve(self) -> None:
        """Every loop until the first of them ends or a stop is asked for; then the rest in order."""
        # Turns change the menus of the staff, so these come first.
        await profile.publish_for_staff(
            self._sender, await self._database.read(self._turns.desk.menus.every)
        )
        # Some fifty calls that no turn touches; nobody who writes meanwhile should wait for them.
        publishing = asyncio.create_task(profile.publish(self._sender, self._event), name="menus")
        intake = asyncio.create_task(self._intake.run(), name="intake")
        others = [
            asyncio.create_task(self._dispatcher.run(), name="outbox"),
            asyncio.create_task(self._files.run(), name="files"),
            asyncio.create_task(self._backups.run(), name="backups"),
            asyncio.create_task(
                self._schedule.run(self._database, self._wake_outbox, now=self._now),
                name="schedule",
            ),
        ]
        self._loops = [intake, *others]
        log.info(
            "version %s serves %s as @%s",
            __version__,
            self._event.code,
            self._campaign.bot_username,
        )
        stop = asyncio.create_task(self._stopping.wait(), name="stop")
        await asyncio.wait({intake, stop, *others}, return_when=asyncio.FIRST_COMPLETED)
        self._intake.stop()
        publishing.cancel()
        failed = await self._finish([intake])
        # What the last batch queued still goes out, as far as the grace period allows.
        self._dispatcher.stop()
        self._files.stop()
        self._backups.stop()
        self._schedule.stop()
        self._stopping.set()
        stop.cancel()
        failed = failed or await self._finish(others)
        unpublished = await self._finish([publishing])
        if not isinstance(unpublished, asyncio.CancelledError | None):
            log.error("the menus were not published: %s", type(unpublished).__name__)
        log.info("stopped, with %d messages left for the next start", self._dispatcher.unsettled)
        if failed is not None:
            raise failed

    async def _finish(self, tasks: Sequence[asyncio.Task[None]]) -> BaseException | None:
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return next((result for result in results if isinstance(result, BaseException)), None)

    async def process(self, updates: Sequence[RawUpdate]) -> None:
        """One batch in one transaction; it has committed when this returns."""
        arrivals = [self._arrival(raw) for raw in updates]
        now = self._now()
        answers = await self._database.write(lambda db: self._turns.batch(db, arrivals, now))
        self._meter.took(len(updates))
        self._wake()
        for answer in answers:
            task = asyncio.create_task(self._answer(answer))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def _heard(self) -> None:
        """Telegram can reach us; where it could not for long, people are shown where they stand."""
        now = self._now()
        if not self._absence.is_due(now):
            return
        try:
            offered = await self._database.write(lambda db: self._absence.heard(db, now))
        except sqlite3.Error as error:
            log.error("when updates came last was not stored: %s", error)  # noqa: TRY400
            return
        self._absence.noted(now)
        if offered:
            self._dispatcher.wake()

    def _arrival(self, raw: RawUpdate) -> Arrival:
        name = self._campaign.bot_username
        return Arrival(
            raw.update_id,
            raw.text,
            lambda: update_reader.read(raw.parsed(self._api), bot_username=name),
        )

    async def _answer(self, answer: CallbackAnswer) -> None:
        await self._sender.answer(answer.query_id, answer.text, alert=answer.alert)

    def _wake(self) -> None:
        self._dispatcher.wake()
        self._files.wake()
        self._schedule.wake()

    def _wake_outbox(self) -> None:
        """After a tick: also rows that had died and are to be tried again."""
        self._dispatcher.wake(anew=True)
        self._files.wake()

    def _again(self, db: sqlite3.Connection, letter: int, now: datetime) -> None:
        """Handles an update anew that had been set aside."""
        for dead in intake.dead_letters(db):
            if dead.id == letter:
                raw = RawUpdate(dead.update_id or 0, json.loads(dead.raw))
                self._turns.again(db, self._arrival(raw), letter, now)
