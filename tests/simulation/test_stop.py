"""How long the whole app lets a stop take when Telegram is silent and the disk is full, on a clock that is made up."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

from bot.app import begin, serve
from bot.events.reader import load
from bot.operations.config import Settings
from bot.parts import build
from bot.telegram.pacing import UNLIMITED
from storage import outbox
from storage.instants import to_text
from tests.simulation.disk import Disk, Onlooker
from tests.simulation.fate import Fate
from tests.simulation.loop import VirtualLoop, virtual_time
from tests.simulation.process import BEGAN, Clock
from tests.simulation.quiet import quiet
from tests.simulation.telegram import Json, Line, Telegram
from tests.waiting import until

# A supervisor may be set to wait for so long before it kills: bot/telegram/dispatcher.py.
STOP_SECONDS = 5.0
ANSWERED, SILENT = 5_000_001, 5_000_002


class Trouble:
    """A disk that is full from the first message on, and a chat that never answers."""

    def __init__(self) -> None:
        self.fate = Fate(1)
        self.fate.calm = True
        self.is_full = False
        self.taken: set[int] = set()

    def disk(self, path: Path) -> Disk:
        trouble = self

        class Full(Disk):
            async def write(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
                if trouble.is_full:
                    raise sqlite3.OperationalError("database or disk is full")
                return await super().write(work)

        return Full(path, self.fate)

    def line(self) -> Line:
        trouble = self

        class Silent(Telegram):
            async def call(self, method: str, params: Json, still: Callable[[], bool]) -> Any:
                if method == "sendMessage":
                    trouble.is_full = True
                    trouble.taken.add(params["chat_id"])
                    if params["chat_id"] == SILENT:
                        await asyncio.Event().wait()
                return await super().call(method, params, still)

        return Line(Silent(self.fate, webhook=False), lambda: None)


async def seconds_to_stop(path: Path, trouble: Trouble) -> float:
    """The seconds from the request to stop to the end of the app, while two messages are on their way."""
    event = load("wsis-geneva-2003")
    settings = Settings.from_env(
        {
            "BOT_TOKEN": "424242:SANDBOX-token-of-no-value-at-all-000",
            "DATABASE": str(path),
            "EVENT": event.name,
        }
    )
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        disk = trouble.disk(path)
        stack.push_async_callback(disk.close)
        parts = build(
            settings,
            event,
            disk,
            trouble.line(),  # type: ignore[arg-type]
            limits=UNLIMITED,
            now=Clock(),
        )
        await begin(parts, settings, lambda _: None)
        running = asyncio.create_task(serve(parts, stopping))
        await until(lambda: parts.loops, "the loops")
        await disk.write(queue_both)
        parts.wake()
        await until(lambda: trouble.taken == {ANSWERED, SILENT}, "two messages on their way")
        began = virtual_time()
        stopping.set()
        await running
        return virtual_time() - began


def queue_both(db: sqlite3.Connection) -> None:
    for chat in (ANSWERED, SILENT):
        params = {"text": "a"}
        outbox.enqueue(db, chat_id=chat, method="sendMessage", params=params, now=to_text(BEGAN))


def test_a_stop_takes_five_seconds_at_most_though_a_message_hangs_and_the_disk_is_full(
    tmp_path: Path,
) -> None:
    trouble, path = Trouble(), tmp_path / "replies.sqlite3"
    with closing(VirtualLoop()) as loop, quiet():
        seconds = loop.run_until_complete(seconds_to_stop(path, trouble))
    with closing(Onlooker(path)) as onlooker:
        left = onlooker.one("SELECT count(*) FROM outbox WHERE state = 'queued'")[0]

    assert seconds <= STOP_SECONDS
    # Both come again.
    assert left == 2
