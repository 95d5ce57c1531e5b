"""A disk that fails and a process that stops lose no row and send none twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest

from bot.telegram import dispatcher as outbox_module
from bot.telegram.dispatcher import GRACE_SECONDS
from storage.database import Database
from tests.telegram.dispatching import (
    Heard,
    Line,
    dispatcher_of,
    put,
    running,
    settled,
    states,
)
from tests.telegram.surroundings import (
    ANN,
    BEN,
    HOUR_SECONDS,
    LoopClock,
    the_loop_has_gone_round,
)
from tests.waiting import PATIENCE_SECONDS, until


class Flaky(Database):
    """A database whose disk fails when the test says so."""

    failing: frozenset[str] = frozenset()

    async def write(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        if "write" in self.failing:
            raise sqlite3.OperationalError("database or disk is full")
        return await super().write(work)

    async def read(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        if "read" in self.failing:
            raise sqlite3.OperationalError("disk I/O error")
        return await super().read(work)


@pytest.fixture
async def flaky(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Flaky]:
    monkeypatch.setattr(outbox_module, "DATABASE_RETRY_SECONDS", 0.05)
    opened = await Flaky.open(tmp_path / "flaky.sqlite3")
    yield opened
    await opened.close()


async def test_what_cannot_be_marked_is_held_and_not_sent_twice(
    flaky: Flaky, line: Line, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    await flaky.write(lambda db: [put(db, ANN, "a"), put(db, ANN, "b")])
    async with running(dispatcher_of(flaky, line.send, heard)) as dispatcher:
        flaky.failing = frozenset({"write"})
        await until(lambda: complaints(caplog) >= 2)
        # Whatever may go goes by the time that a row of a free chat has gone.
        await super(Flaky, flaky).write(lambda db: put(db, BEN, "c"))
        dispatcher.wake()
        await until(lambda: "c" in line.texts)
        during = list(line.texts)
        flaky.failing = frozenset()
        await settled(dispatcher)

    assert during == ["a", "c"]
    assert line.texts == ["a", "c", "b"]


def complaints(caplog: pytest.LogCaptureFixture) -> int:
    """How often the database has failed so far."""
    return caplog.text.count("waits for its database")


async def test_a_queue_that_cannot_be_read_is_read_later(
    flaky: Flaky, line: Line, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    await flaky.write(lambda db: put(db, ANN, "a"))
    flaky.failing = frozenset({"read"})
    async with running(dispatcher_of(flaky, line.send, heard)) as dispatcher:
        await until(lambda: complaints(caplog) > 0)
        flaky.failing = frozenset()
        await settled(dispatcher)
        # Now between seeing a row and reading what it says.
        line.open.clear()
        await flaky.write(lambda db: [put(db, ANN, "b"), put(db, ANN, "c")])
        dispatcher.wake()
        await until(lambda: line.under_way == 1)
        flaky.failing = frozenset({"read"})
        before = complaints(caplog)
        line.open.set()
        await until(lambda: complaints(caplog) > before)
        flaky.failing = frozenset()
        await settled(dispatcher)

    assert line.texts == ["a", "b", "c"]


async def test_a_stop_waits_for_what_is_on_its_way_and_marks_it(
    database: Database,
    line: Line,
    heard: Heard,
    loop_clock: LoopClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox_module, "GRACE_SECONDS", HOUR_SECONDS)
    line.open.clear()
    await database.write(lambda db: [put(db, ANN, "a"), put(db, ANN, "b")])
    dispatcher = dispatcher_of(database, line.send, heard)
    task = asyncio.create_task(dispatcher.run())
    await until(lambda: line.under_way == 1)
    dispatcher.stop()
    await the_loop_has_gone_round()
    # The machine's own time goes on too, and is left as much of the hour as a test may take.
    loop_clock.forward(HOUR_SECONDS - PATIENCE_SECONDS)
    await the_loop_has_gone_round()
    waits = not task.done()
    line.open.set()
    await task

    assert waits
    assert line.texts == ["a"]
    assert await states(database) == {"sent": [1], "queued": [2]}


async def test_a_stop_waits_no_longer_than_its_grace(
    database: Database, line: Line, heard: Heard, loop_clock: LoopClock
) -> None:
    line.open.clear()
    await database.write(lambda db: put(db, ANN, "a"))
    dispatcher = dispatcher_of(database, line.send, heard)
    task = asyncio.create_task(dispatcher.run())
    await until(lambda: line.under_way == 1)
    dispatcher.stop()
    await the_loop_has_gone_round()
    loop_clock.forward(GRACE_SECONDS)
    await the_loop_has_gone_round()
    ended = task.done()
    line.open.set()
    await task

    # Maybe sent: it will be sent again.
    assert ended
    assert await states(database) == {"queued": [1]}


async def test_a_stop_gives_up_on_a_disk_that_stays_full(
    flaky: Flaky, line: Line, heard: Heard
) -> None:
    await flaky.write(lambda db: put(db, ANN, "a"))
    dispatcher = dispatcher_of(flaky, line.send, heard)
    flaky.failing = frozenset({"write"})
    task = asyncio.create_task(dispatcher.run())
    await until(lambda: line.texts == ["a"])
    dispatcher.stop()
    await asyncio.wait_for(task, PATIENCE_SECONDS)

    assert await states(flaky) == {"queued": [1]}


async def test_being_cancelled_leaves_no_task_behind(
    database: Database, line: Line, heard: Heard
) -> None:
    line.open.clear()
    await database.write(lambda db: put(db, ANN, "a"))
    task = asyncio.create_task(dispatcher_of(database, line.send, heard).run())
    await until(lambda: line.under_way == 1)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

    assert asyncio.all_tasks() == {asyncio.current_task()}
