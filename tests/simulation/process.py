"""One life of the bot's process after the other, over one file: the real app, without threads, sockets or typesetting."""

from __future__ import annotations

import asyncio
import contextvars
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import begin, serve
from bot.documents import File
from bot.events.event import Event
from bot.operations.config import Address, Settings
from bot.parts import Inbox, build
from bot.telegram.intake import Polling, RawUpdate, Webhook
from bot.telegram.pacing import UNLIMITED, Limits
from bot.telegram.update_reader import ALLOWED_UPDATES
from tests.simulation.disk import Disk, Onlooker
from tests.simulation.fate import Fate, Killed
from tests.simulation.loop import MEMBERS, virtual_time
from tests.simulation.telegram import Json, Line, Telegram

SECRET = "secret"
BEGAN = datetime(2003, 9, 1, 8, 0, tzinfo=UTC)


class Clock:
    """The clock on the wall: it goes on by itself, and jumps."""

    def __init__(self) -> None:
        self._zero = virtual_time()
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return BEGAN + timedelta(seconds=virtual_time() - self._zero) + self.ahead


class Posted(Webhook):
    """The webhook without its server: `post` is what a request leads to."""

    listening = False

    async def run(self) -> None:
        self.listening = True
        await self.work()

    async def post(self, update: Json) -> int:
        if not self.listening:
            return 503

        async def read() -> bytes:
            return json.dumps(update).encode()

        try:
            return await self.take(SECRET, read)
        except Exception:
            return 500


class Simulated:
    """The parts of a bot over the simulated disk and line; documents are a few bytes."""

    def __init__(
        self,
        settings: Settings,
        event: Event,
        disk: Disk,
        line: Line,
        clock: Clock,
        limits: Limits,
        taken: set[int],
        *,
        webhook: bool,
    ) -> None:
        # Updates that it has been given and not stored yet.
        self.holding: frozenset[int] = frozenset()
        self._taken = taken
        self._webhook = webhook
        self._settings = settings
        self._stopping = asyncio.Event()
        self._parts = build(
            settings,
            event,
            disk,
            line,  # type: ignore[arg-type]
            limits=limits,
            now=clock,
            make=_paper,
            make_intake=partial(self._intake, line),
        )

    def stop(self) -> None:
        self._stopping.set()

    def wake(self) -> None:
        self._parts.wake()

    async def run(self) -> None:
        await begin(self._parts, self._settings, _nothing)
        await serve(self._parts, self._stopping)

    async def post(self, update: Json) -> int:
        assert isinstance(self._parts.intake, Posted)
        return await self._parts.intake.post(update)

    def _intake(self, line: Line, inbox: Inbox) -> Polling | Webhook:
        async def process(updates: Sequence[RawUpdate]) -> None:
            self.holding = frozenset(update.update_id for update in updates)
            try:
                await inbox.process(updates)
            except Exception:
                if self._webhook:
                    self.holding = frozenset()
                raise
            self._taken |= self.holding
            self.holding = frozenset()

        if not self._webhook:
            return Polling(
                line,  # type: ignore[arg-type]
                process,
                allowed_updates=ALLOWED_UPDATES,
                heard=inbox.heard,
            )
        return Posted(
            line,  # type: ignore[arg-type]
            process,
            url="https://example.org/hook",
            listen=Address("127.0.0.1", 0),
            secret=SECRET,
            allowed_updates=ALLOWED_UPDATES,
            heard=inbox.heard,
        )


async def _paper(document: Json) -> File:
    return File(f"{document['kind']}.pdf", "application/pdf", b"%PDF-")


class Process:
    """Starts the bot, lets it die, and starts it again, until it is told to end."""

    def __init__(
        self,
        path: Path,
        event: Event,
        telegram: Telegram,
        fate: Fate,
        clock: Clock,
        onlooker: Onlooker,
        limits: Limits = UNLIMITED,
    ) -> None:
        self._path = path
        self._event = event
        self._telegram = telegram
        self._fate = fate
        self._clock = clock
        self._onlooker = onlooker
        self._limits = limits
        self._ending = False
        self._died: asyncio.Event = asyncio.Event()
        self.app: Simulated | None = None
        self.disk: Disk | None = None
        self.crashes: list[BaseException] = []
        # In a calm world nothing ends the process but an error of its own.
        self.must_live = False
        self.restarts = 0
        # Every update that was ever stored.
        self.taken: set[int] = set()

    @property
    def holds_updates(self) -> bool:
        return self.app is not None and bool(self.app.holding)

    def end(self) -> None:
        """A clean stop, and no new life."""
        self._ending = True
        if self.app is not None:
            self.app.stop()

    async def abandon(self) -> None:
        """Nothing of it is left, whatever it was at."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        while alive := sorted((task for task in others if not task.done()), key=_by_name):
            for task in alive:
                task.cancel()
            await asyncio.wait(alive, timeout=0.01)

    async def run(self) -> None:
        while not self._ending:
            self.restarts += 1
            self._fate.begin_life()
            crashes = len(self.crashes)
            await self._life()
            if self.must_live and len(self.crashes) > crashes:
                raise self.crashes[-1]
            if not self._ending:
                calm = 1.0 if self._fate.calm else self._fate.downtime_seconds()
                await asyncio.sleep(calm)

    async def _life(self) -> None:
        members: list[asyncio.Task[Any]] = []
        self._died.clear()
        try:
            disk = Disk(self._path, self._fate)
        except Exception as error:
            self.crashes.append(error)
            return
        line = Line(self._telegram, self._died.set)
        disk.died = self._died.set
        app = Simulated(
            self._settings(),
            self._event,
            disk,
            line,
            self._clock,
            self._limits,
            self.taken,
            webhook=self._telegram.webhook,
        )
        self.app, self.disk = app, disk
        context = contextvars.copy_context()
        context.run(MEMBERS.set, members)
        main = context.run(asyncio.create_task, app.run())
        if self._telegram.webhook:
            self._telegram.post = lambda update: context.run(asyncio.create_task, app.post(update))
        died = asyncio.create_task(self._died.wait())
        after = self._fate.stops_cleanly_after_seconds()
        stopping = None if after is None else asyncio.get_running_loop().call_later(after, app.stop)
        await asyncio.wait({main, died}, return_when=asyncio.FIRST_COMPLETED)
        if stopping is not None:
            stopping.cancel()
        died.cancel()
        self._telegram.post = None
        self.disk = None
        line.dead = True
        disk.abandon()
        while alive := [task for task in members if not task.done()]:
            for task in alive:
                task.cancel()
            await asyncio.wait(alive, timeout=0.01)
        ended = None if main.cancelled() else main.exception()
        if ended is not None and not isinstance(ended, Killed):
            self.crashes.append(ended)
        stored = self._onlooker.all("SELECT update_id FROM processed")
        self.taken |= app.holding & {update for (update,) in stored}
        # Until here nobody knows what has become of the updates that it held.
        self.app = None
        queued = self._onlooker.all("SELECT id FROM outbox WHERE state = 'queued'")
        self._telegram.caller_died({row for (row,) in queued})

    def _settings(self) -> Settings:
        return Settings.from_env(
            {
                "BOT_TOKEN": "424242:SANDBOX-token-of-no-value-at-all-000",
                "DATABASE": str(self._path),
                "EVENT": self._event.name,
            }
        )


def _by_name(task: asyncio.Task[Any]) -> str:
    """An order that is the same in every run."""
    return task.get_name()


def _nothing(_: str) -> None:
    """The link for a first admin; there is one."""
