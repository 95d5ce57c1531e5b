"""Opens what the bot stands on, starts its loops in order, and stops them in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from bot import __version__, profile
from bot.campaign.first_start import first_start
from bot.events.event import Event
from bot.operations.clock import Now, utc_now
from bot.operations.config import Settings
from bot.parts import Parts, build
from bot.telegram.api import connected
from bot.telegram.pacing import Limits
from storage.database import Database

log = logging.getLogger(__name__)


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
        self._limits = limits
        self._now = now
        self._announce = announce
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let `run` come to a clean end."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until stopped.

        Raises: StorageError, WrongEvent, Unreachable, TokenRefused or CannotListen where it cannot begin.
        """
        settings = self._settings
        async with AsyncExitStack() as stack:
            database = await Database.open(settings.database)
            stack.push_async_callback(database.close)
            api = await stack.enter_async_context(
                connected(settings.bot_token, settings.bot_api_url)
            )
            parts = build(settings, self._event, database, api, limits=self._limits, now=self._now)
            await begin(parts, settings, self._announce)
            await stack.enter_async_context(parts.monitor)
            await serve(parts, self._stopping)


async def begin(parts: Parts, settings: Settings, announce: Callable[[str], None]) -> None:
    """Bring the database in line with the settings; announce a first admin's link where one is due.

    Raises: WrongEvent
    """
    now = parts.now()
    link = await parts.database.write(
        lambda db: first_start(
            db,
            parts.campaign,
            admin_ids=settings.admin_ids,
            group=settings.secretariat_chat_id,
            now=now,
        )
    )
    if link is not None:
        announce(f"No admin yet. Whoever opens this link first becomes the admin:\n{link}")


async def serve(parts: Parts, stopping: asyncio.Event) -> None:
    """Run every loop until the first of them ends or a stop is asked for; then stop the rest in order.

    Raises: whatever ended a loop.
    """
    # Turns change the menus of the staff, so these come first.
    menus = await parts.database.read(parts.turns.desk.menus.every)
    await profile.publish_for_staff(parts.sender, menus)
    # Some fifty calls that no turn touches; nobody who writes meanwhile should wait for them.
    publishing = asyncio.create_task(profile.publish(parts.sender, parts.event), name="menus")
    intake = asyncio.create_task(parts.intake.run(), name="intake")
    others = _started_beside_intake(parts)
    parts.loops[:] = [intake, *others]
    log.info(
        "version %s serves %s as @%s", __version__, parts.event.code, parts.campaign.bot_username
    )
    stop = asyncio.create_task(stopping.wait(), name="stop")
    await asyncio.wait({intake, stop, *others}, return_when=asyncio.FIRST_COMPLETED)
    parts.intake.stop()
    publishing.cancel()
    failed = await _finish([intake])
    # What the last batch queued still goes out, as far as the grace period allows.
    for part in (parts.dispatcher, parts.runner, parts.backups, parts.scheduler):
        part.stop()
    stop.cancel()
    failed = failed or await _finish(others)
    unpublished = await _finish([publishing])
    if not isinstance(unpublished, asyncio.CancelledError | None):
        log.error("the menus were not published: %s", type(unpublished).__name__)
    log.info("stopped, with %d messages left for the next start", parts.dispatcher.unsettled)
    if failed is not None:
        raise failed


def _started_beside_intake(parts: Parts) -> list[asyncio.Task[None]]:
    return [
        asyncio.create_task(parts.dispatcher.run(), name="outbox"),
        asyncio.create_task(parts.runner.run(), name="files"),
        asyncio.create_task(parts.backups.run(), name="backups"),
        asyncio.create_task(
            parts.scheduler.run(parts.database, parts.wake_after_tick, now=parts.now),
            name="schedule",
        ),
    ]


async def _finish(tasks: Sequence[asyncio.Task[None]]) -> BaseException | None:
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return next((result for result in results if isinstance(result, BaseException)), None)
