"""A clock and its dispatcher over one database, which can be told to die; run by the test of kills, asserts nothing.

`python -m tests.mortal_clock DATABASE LOG STATEMENTS SENDS` kills itself at that statement of the
tick's transaction, or at that message sent; 0 is never.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.campaign.campaign import Campaign
from bot.campaign.delivery_watch import DeliveryWatch
from bot.campaign.work import Work
from bot.events import parties, reader
from bot.schedule.scheduler import Scheduler
from bot.telegram.delivery import Outcome, Sent
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.pacing import UNLIMITED
from storage.database import Database
from storage.outbox import Row
from tests.waiting import until

NOW = datetime(2003, 10, 25, 7, 5, tzinfo=UTC)


def campaign() -> Campaign:
    return Campaign(reader.load("wsis-geneva-2003"), parties.load(), "FocalPointBot")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Line:
    """Telegram, as far as it is needed: it writes down who got something."""

    def __init__(self, log: Path, dies_at: int) -> None:
        self._log = log
        self._left = dies_at

    async def send(self, row: Row) -> Outcome:
        self._left -= 1
        if self._left == 0:
            die()
        with self._log.open("a") as file:
            file.write(f"{row.chat_id}\n")
        await asyncio.sleep(0)
        return Sent(row.id)


async def run(path: Path, log: Path, *, statements: int = 0, sends: int = 0) -> None:
    """One tick, then everything that waits is sent."""
    served = campaign()
    database = await Database.open(path)
    schedule = Scheduler(served, lambda db, letter, now: None)
    left = statements

    def count(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            die()

    def tick(db: sqlite3.Connection) -> None:
        db.set_trace_callback(count if statements else None)
        schedule.tick(Work.at(served, db, NOW))

    await database.write(tick)
    line = Line(log, sends)
    dispatcher = Dispatcher(
        database, line.send, DeliveryWatch(served), limits=UNLIMITED, now=lambda: NOW
    )
    sending = asyncio.create_task(dispatcher.run())
    await until(lambda: dispatcher.at_rest)
    dispatcher.stop()
    await sending
    await database.close()


if __name__ == "__main__":
    database, log, statements, sends = sys.argv[1:]
    asyncio.run(run(Path(database), Path(log), statements=int(statements), sends=int(sends)))
