from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from bot.documents import File
from bot.sandbox.client import Sim
from bot.telegram import backoff as trouble_module
from bot.telegram import dispatcher as outbox_module
from bot.telegram.api import Api
from bot.telegram.delivery import Lost, Migrated, Outcome, Refused, RetryLater, Sent, Undeliverable
from bot.telegram.dispatcher import GRACE_SECONDS, Dispatcher
from bot.telegram.pacing import UNLIMITED, Limits, Rate
from bot.telegram.sender import Sender
from storage import outbox, upkeep
from storage.database import Database
from storage.instants import to_text
from storage.outbox import Lane, Row
from tests import clock
from tests.telegram.conftest import (
    ANN,
    BEN,
    HOUR_SECONDS,
    START,
    LoopClock,
    the_loop_has_gone_round,
)
from tests.waiting import PATIENCE_SECONDS, until

NOW = to_text(START)
Send = Callable[[Row], Any]


@dataclass
class Heard:
    """A watcher that writes down what it is told, and tells an admin of what was refused."""

    told: list[tuple[object, ...]] = field(default_factory=list)
    fails: bool = False
    disk_failures: int = 0

    def chat_gone(self, db: sqlite3.Connection, chat_id: int, reason: str, now: datetime) -> None:
        self._hear(db, "gone", chat_id, reason)

    def chat_moved(self, db: sqlite3.Connection, old: int, new: int, now: datetime) -> None:
        self._hear(db, "moved", old, new)

    def refused(self, db: sqlite3.Connection, row: Row, reason: str, now: datetime) -> None:
        self._hear(db, "refused", row.id, reason)
        if row.chat_id != BEN:
            put(db, BEN, f"row {row.id} was refused", key=f"refused:{row.id}")

    def _hear(self, db: sqlite3.Connection, *told: object) -> None:
        self.told.append(told)
        db.execute("INSERT INTO happened VALUES (?, ?)", (repr(told), NOW))
        if self.fails:
            raise LookupError
        if self.disk_failures:
            self.disk_failures -= 1
            raise sqlite3.OperationalError("database or disk is full")


class Line:
    """Our side of the wire: takes rows, in the order they come, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, str]] = []
        self.outcomes: dict[str, list[Outcome]] = {}
        self.message_id = 100
        self.open = asyncio.Event()
        self.open.set()
        self.under_way = 0
        self.most_under_way = 0

    async def send(self, row: Row) -> Outcome:
        text = row.params.get("text", row.method)
        self.taken.append((row.chat_id, text))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.open.wait()
        finally:
            self.under_way -= 1
        if planned := self.outcomes.get(text):
            return planned.pop(0)
        self.message_id += 1
        return Sent(self.message_id)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.taken]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def line() -> Line:
    return Line()


def put(db: sqlite3.Connection, chat_id: int, text: str, **more: Any) -> int | None:
    return outbox.enqueue(
        db,
        chat_id=chat_id,
        method=more.pop("method", "sendMessage"),
        params={"text": text},
        now=NOW,
        **more,
    )


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[Dispatcher]:
    task = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await task


def dispatcher_of(database: Database, send: Send, heard: Heard, **more: Any) -> Dispatcher:
    more.setdefault("limits", UNLIMITED)
    more.setdefault("now", clock.now)
    return Dispatcher(database, send, heard, chance=lambda: 0.5, **more)


async def at_rest(dispatcher: Dispatcher) -> None:
    """Whatever may go by now has gone, and that is written down."""
    dispatcher.wake()
    await until(lambda: dispatcher.at_rest, "a rest")


async def settled(dispatcher: Dispatcher) -> None:
    """Everything committed so far has gone, and that is written down."""
    dispatcher.wake()
    await until(lambda: dispatcher.at_rest and dispatcher.unsettled == 0, "an empty outbox")


async def states(database: Database) -> dict[str, list[int]]:
    def look(db: sqlite3.Connection) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row, state in db.execute("SELECT id, state FROM outbox ORDER BY id"):
            found.setdefault(state, []).append(row)
        return found

    return await database.read(look)


async def test_what_was_committed_goes_in_order_and_is_marked(
    database: Database, line: Line, heard: Heard
) -> None:
    await database.write(lambda db: [put(db, ANN, f"{n}") for n in range(20)])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)
        await database.write(lambda db: put(db, ANN, "last"))
        await settled(dispatcher)

    assert line.texts == [*map(str, range(20)), "last"]
    assert await states(database) == {"sent": list(range(1, 22))}


async def test_chats_go_side_by_side_up_to_a_bound_and_each_chat_one_by_one(
    database: Database, line: Line, heard: Heard
) -> None:
    line.open.clear()
    await database.write(
        lambda db: [put(db, chat, f"{chat}-{n}") for n in range(3) for chat in range(1, 21)]
    )
    async with running(dispatcher_of(database, line.send, heard, in_flight=8)) as dispatcher:
        await until(lambda: line.under_way == 8)
        first = list(line.taken)
        line.open.set()
        await settled(dispatcher)

    assert len({chat for chat, _ in first}) == 8
    assert line.most_under_way == 8
    for chat in range(1, 21):
        assert [t for c, t in line.taken if c == chat] == [f"{chat}-{n}" for n in range(3)]


async def test_replies_go_before_announcements_that_were_queued_earlier(
    database: Database, line: Line, heard: Heard
) -> None:
    def announce(db: sqlite3.Connection) -> None:
        for chat in range(1, 31):
            put(db, chat, "announcement", lane=Lane.BULK)

    await database.write(announce)
    line.open.clear()
    async with running(dispatcher_of(database, line.send, heard, in_flight=2)) as dispatcher:
        await until(lambda: line.under_way == 2)
        await database.write(lambda db: put(db, 99, "reply"))
        dispatcher.wake()
        await until(lambda: dispatcher.unsettled == 31)
        line.open.set()
        await settled(dispatcher)

    assert line.texts.index("reply") <= 3


async def test_the_next_of_a_chat_goes_only_when_the_one_before_is_written_down(
    database: Database, heard: Heard
) -> None:
    marked_before: list[int] = []

    async def send(row: Row) -> Outcome:
        found = await database.read(
            lambda db: db.execute("SELECT count(*) FROM outbox WHERE state = 'sent'").fetchone()
        )
        marked_before.append(found[0])
        return Sent(row.id)

    await database.write(lambda db: [put(db, ANN, f"{n}") for n in range(5)])
    async with running(dispatcher_of(database, send, heard)) as dispatcher:
        await settled(dispatcher)

    assert marked_before == [0, 1, 2, 3, 4]


async def test_an_edit_gets_the_message_of_its_target_though_both_were_queued_at_once(
    database: Database, heard: Heard
) -> None:
    seen: list[tuple[str, int | None]] = []

    async def send(row: Row) -> Outcome:
        seen.append((row.method, row.target_message_id))
        return Sent(77)

    def turn(db: sqlite3.Connection) -> None:
        question = put(db, ANN, "?", lane=Lane.BULK)
        put(db, ANN, "!", method="editMessageText", target=question)

    await database.write(turn)
    async with running(dispatcher_of(database, send, heard)) as dispatcher:
        await settled(dispatcher)

    assert seen == [("sendMessage", None), ("editMessageText", 77)]


async def test_marks_that_come_together_are_written_in_one_commit(
    database: Database, line: Line, heard: Heard
) -> None:
    line.open.clear()
    await database.write(lambda db: [put(db, chat, "hello") for chat in range(1, 31)])
    commits: list[int] = []
    write = database.write

    async def counting(work: Callable[[sqlite3.Connection], Any]) -> Any:
        commits.append(1)
        return await write(work)

    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await until(lambda: line.under_way == 30)
        database.write = counting  # type: ignore[method-assign]
        line.open.set()
        await settled(dispatcher)

    assert 1 <= len(commits) <= 3


async def test_a_dispatcher_is_at_rest_when_nothing_is_on_its_way_and_nothing_may_go(
    database: Database, line: Line, heard: Heard
) -> None:
    line.open.clear()
    line.outcomes["a"] = [RetryLater("flood control", HOUR_SECONDS)]
    await database.write(lambda db: put(db, ANN, "a"))
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        before_it_looked = dispatcher.at_rest
        await until(lambda: line.under_way == 1)
        while_it_sends = dispatcher.at_rest
        line.open.set()
        await until(lambda: dispatcher.at_rest)
        left = dispatcher.unsettled
        dispatcher.wake()
        woken = dispatcher.at_rest

    assert (before_it_looked, while_it_sends, left, woken) == (False, False, 1, False)


async def test_a_flooded_chat_waits_as_told_and_the_others_go_on(
    database: Database, line: Line, heard: Heard, loop_clock: LoopClock
) -> None:
    line.outcomes["a"] = [RetryLater("flood control", HOUR_SECONDS)]
    await database.write(
        lambda db: [put(db, ANN, "a"), put(db, ANN, "b"), put(db, BEN, "c"), put(db, BEN, "d")]
    )
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await at_rest(dispatcher)
        at_once = list(line.texts)
        loop_clock.forward(HOUR_SECONDS / 2)
        await at_rest(dispatcher)
        halfway = list(line.texts)
        loop_clock.forward(HOUR_SECONDS / 2)
        await settled(dispatcher)

    assert sorted(at_once) == ["a", "c", "d"]
    assert halfway == at_once
    assert line.texts[3:] == ["a", "b"]


async def test_a_row_postponed_before_a_restart_keeps_its_time(
    database: Database, line: Line, heard: Heard, loop_clock: LoopClock
) -> None:
    line.outcomes["a"] = [RetryLater("flood control", HOUR_SECONDS)]
    await database.write(lambda db: put(db, ANN, "a"))
    now = loop_clock.now
    async with running(dispatcher_of(database, line.send, heard, now=now)) as dispatcher:
        await at_rest(dispatcher)
    attempts = await database.read(lambda db: outbox.load(db, [1])[0].attempts)
    async with running(dispatcher_of(database, line.send, heard, now=now)) as dispatcher:
        await at_rest(dispatcher)
        loop_clock.forward(HOUR_SECONDS / 2)
        await at_rest(dispatcher)
        early = list(line.texts)
        loop_clock.forward(HOUR_SECONDS / 2)
        await settled(dispatcher)

    assert attempts == 1
    assert early == ["a"]
    assert line.texts == ["a", "a"]


async def test_floods_in_two_chats_stop_everybody(
    database: Database,
    line: Line,
    heard: Heard,
    loop_clock: LoopClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    flood = RetryLater("flood control", HOUR_SECONDS)
    line.outcomes |= {"a": [flood], "b": [flood]}
    await database.write(lambda db: [put(db, 1, "a"), put(db, 2, "b")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await at_rest(dispatcher)
        await database.write(lambda db: put(db, 3, "c"))
        await at_rest(dispatcher)
        loop_clock.forward(HOUR_SECONDS / 2)
        await at_rest(dispatcher)
        during = list(line.texts)
        loop_clock.forward(HOUR_SECONDS / 2)
        await settled(dispatcher)

    assert sorted(during) == ["a", "b"]
    assert sorted(line.texts[2:]) == ["a", "b", "c"]
    assert "nothing is sent for" in caplog.text
    assert "Telegram answers again" in caplog.text


async def test_a_chat_that_is_gone_loses_its_rows_and_is_told_of_once(
    database: Database, line: Line, heard: Heard
) -> None:
    line.outcomes["a"] = [Undeliverable(Lost.CHAT, "bot was blocked by the user")]
    await database.write(lambda db: [put(db, ANN, "a"), put(db, ANN, "b"), put(db, BEN, "c")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)
        await database.write(lambda db: put(db, ANN, "back again"))
        await settled(dispatcher)

    assert sorted(line.texts[:2]) == ["a", "c"]
    assert line.texts[2:] == ["back again"]
    assert heard.told == [("gone", ANN, "bot was blocked by the user")]
    assert await states(database) == {"dropped": [1, 2], "sent": [3, 4]}


async def test_an_edit_of_a_message_that_is_gone_is_dropped_quietly(
    database: Database, line: Line, heard: Heard
) -> None:
    line.outcomes["a"] = [Undeliverable(Lost.MESSAGE, "message to edit not found")]
    await database.write(lambda db: [put(db, ANN, "a"), put(db, ANN, "b")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)

    assert line.texts == ["a", "b"]
    assert heard.told == []
    assert await states(database) == {"dropped": [1], "sent": [2]}


async def test_rows_of_a_moved_group_follow_it_in_order(
    database: Database, line: Line, heard: Heard
) -> None:
    line.outcomes["a"] = [Migrated(-1005)]
    await database.write(lambda db: [put(db, -5, "a"), put(db, -5, "b"), put(db, -5, "c")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)

    assert line.taken == [(-5, "a"), (-1005, "a"), (-1005, "b"), (-1005, "c")]
    assert heard.told == [("moved", -5, -1005)]


async def test_rows_moved_by_somebody_else_follow_too(
    database: Database, line: Line, heard: Heard
) -> None:
    line.open.clear()
    await database.write(lambda db: [put(db, -5, t) for t in "abc"])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await until(lambda: line.under_way == 1)
        await database.write(lambda db: outbox.migrate_chat(db, -5, -1005))
        line.open.set()
        await settled(dispatcher)

    assert line.taken == [(-5, "a"), (-1005, "b"), (-1005, "c")]


async def test_a_group_that_moves_to_where_it_was_is_refused_instead_of_followed_for_ever(
    database: Database, line: Line, heard: Heard
) -> None:
    line.outcomes["a"] = [Migrated(-5)]
    await database.write(lambda db: put(db, -5, "a"))
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)

    assert (await states(database))["dead"] == [1]


async def test_a_refused_row_is_dead_somebody_is_told_and_its_chat_goes_on(
    database: Database, line: Line, heard: Heard
) -> None:
    line.outcomes["a"] = [Refused("can't parse entities")]
    await database.write(lambda db: [put(db, ANN, "a"), put(db, ANN, "b")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)

    assert heard.told == [("refused", 1, "can't parse entities")]
    assert (BEN, "row 1 was refused") in line.taken
    assert await states(database) == {"dead": [1], "sent": [2, 3]}


async def test_dead_rows_queued_anew_go_when_the_queue_is_read_anew(
    database: Database, line: Line, heard: Heard
) -> None:
    line.outcomes["a"] = [Refused("x")]
    await database.write(lambda db: put(db, BEN, "a"))
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)
        line.open.clear()
        await database.write(lambda db: put(db, ANN, "b"))
        dispatcher.wake()
        await until(lambda: line.under_way == 1)
        await database.write(lambda db: upkeep.requeue_dead(db, NOW))
        # What is on its way meanwhile goes once all the same.
        dispatcher.wake(anew=True)
        await until(lambda: line.under_way == 2)
        line.open.set()
        await settled(dispatcher)

    assert line.texts == ["a", "b", "a"]
    assert await states(database) == {"sent": [2, 3]}


async def test_reading_the_queue_anew_counts_nothing_twice(
    database: Database, line: Line, heard: Heard
) -> None:
    line.open.clear()
    await database.write(lambda db: [put(db, ANN, t) for t in "abc"])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await until(lambda: line.under_way == 1)
        dispatcher.wake(anew=True)
        await until(lambda: not dispatcher.has_news)
        known = dispatcher.unsettled
        line.open.set()
        await settled(dispatcher)

    assert known == 3
    assert line.texts == ["a", "b", "c"]


async def test_a_row_dropped_after_it_was_seen_is_not_sent(
    database: Database, line: Line, heard: Heard
) -> None:
    line.open.clear()
    await database.write(lambda db: [put(db, ANN, "a"), put(db, ANN, "b", batch="x")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await until(lambda: line.under_way == 1)
        await database.write(lambda db: outbox.drop_batch(db, "x", "called off"))
        line.open.set()
        await settled(dispatcher)

    assert line.texts == ["a"]


async def test_a_mistake_in_sending_one_row_stops_no_other_and_quotes_nothing(
    database: Database, heard: Heard, logged: pytest.LogCaptureFixture
) -> None:
    async def send(row: Row) -> Outcome:
        if row.params["text"] == "secret":
            raise KeyError(row.params["text"])
        return Sent(1)

    await database.write(lambda db: [put(db, BEN, "secret"), put(db, BEN, "b")])
    async with running(dispatcher_of(database, send, heard)) as dispatcher:
        await settled(dispatcher)

    assert heard.told == [("refused", 1, "KeyError")]
    assert await states(database) == {"dead": [1], "sent": [2]}
    assert "KeyError" in logged.text
    assert "secret" not in logged.text.replace('row.params["text"] == "secret"', "")


async def test_a_watcher_that_fails_undoes_its_own_part_alone(
    database: Database, line: Line, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    heard.fails = True
    line.outcomes["a"] = [Refused("x")]
    await database.write(lambda db: [put(db, BEN, "a"), put(db, BEN, "b")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)
    happened = await database.read(lambda db: db.execute("SELECT key FROM happened").fetchall())

    assert await states(database) == {"dead": [1], "sent": [2]}
    assert happened == []
    assert "the watcher failed: LookupError" in caplog.text


async def test_a_disk_that_fails_while_the_watcher_writes_undoes_the_marks_for_another_try(
    database: Database, line: Line, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "DATABASE_RETRY_SECONDS", 0.02)
    heard.disk_failures = 2
    line.outcomes["a"] = [Refused("x")]
    await database.write(lambda db: [put(db, BEN, "a"), put(db, BEN, "b")])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)

    assert line.texts == ["a", "b"]
    assert heard.told == [("refused", 1, "x")] * 3
    assert await states(database) == {"dead": [1], "sent": [2]}


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


async def test_the_pace_of_a_chat_is_kept(
    database: Database, line: Line, heard: Heard, loop_clock: LoopClock
) -> None:
    limits = Limits(overall=None, private=Rate(per_second=1 / HOUR_SECONDS, burst=2), group=None)
    await database.write(lambda db: [put(db, ANN, f"{n}") for n in range(5)])
    sent: list[int] = []
    async with running(dispatcher_of(database, line.send, heard, limits=limits)) as dispatcher:
        for _ in range(7):
            await at_rest(dispatcher)
            sent.append(len(line.texts))
            loop_clock.forward(HOUR_SECONDS / 2)

    # Two at once, and each hour one more.
    assert sent == [2, 2, 3, 3, 4, 4, 5]


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_happens_on_the_way_nothing_is_lost_doubled_or_out_of_order(
    database: Database, heard: Heard, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(trouble_module, "FIRST_RETRY_SECONDS", 0.01)
    dice = random.Random(seed)
    arrived: list[tuple[int, Lane, int]] = []
    under_way: set[int] = set()
    supergroups: set[int] = set()

    async def send(row: Row) -> Outcome:
        assert row.chat_id not in under_way
        under_way.add(row.chat_id)
        await the_loop_has_gone_round(dice.choice([1, 1, 10, 30]))
        under_way.remove(row.chat_id)
        chance = dice.random()
        if chance < 0.1:
            return RetryLater("NetworkError")
        if chance < 0.2:
            return RetryLater("flood control", 0.01)
        if chance < 0.3 and row.chat_id in {-1, -2}:
            supergroups.add(row.chat_id)
        if row.chat_id in supergroups:
            return Migrated(row.chat_id - 1000)
        arrived.append((row.chat_id, row.lane, row.id))
        return Sent(row.id)

    def put_ten(db: sqlite3.Connection) -> None:
        for chat in dice.choices([1, 2, 3, 4, 5, -1, -2], k=10):
            put(db, chat, "x", lane=dice.choice(list(Lane)))

    dispatcher = dispatcher_of(database, send, heard, in_flight=4)
    async with running(dispatcher):
        for _ in range(30):
            await database.write(put_ten)
            dispatcher.wake(anew=dice.random() < 0.2)
            await the_loop_has_gone_round(dice.choice([1, 20]))
        await settled(dispatcher)

    assert sorted(row for _, _, row in arrived) == list(range(1, 301))
    for chat in (1, 2, 3, 4, 5, -1, -2):
        for lane in Lane:
            rows = [r for c, at, r in arrived if c in {chat, chat - 1000} and at is lane]
            assert rows == sorted(rows)


async def no_files(_: dict[str, Any]) -> File:
    raise AssertionError


async def test_over_http_within_telegrams_limits_nothing_is_refused_or_repeated(
    database: Database, api: Api, sim: Sim, heard: Heard
) -> None:
    await sim.set_limits(enforce=True)
    texts = [f"message {n}" for n in range(6)]
    await database.write(lambda db: [put(db, chat, t) for t in texts for chat in (ANN, BEN)])
    dispatcher = Dispatcher(database, Sender(api, no_files).send, heard)
    async with running(dispatcher):
        await settled(dispatcher)
    calls = await sim.journal(method="sendMessage")

    assert [t for t in await sim.texts(ANN) if t.startswith("message")] == texts
    assert [t for t in await sim.texts(BEN) if t.startswith("message")] == texts
    assert len(calls) == 12


async def test_over_http_a_flood_a_cut_and_a_broken_server_delay_and_lose_nothing(
    database: Database, api: Api, sim: Sim, heard: Heard
) -> None:
    await sim.add_fault("status", "sendMessage", status=429, retry_after=1, times=1)
    await sim.add_fault("cut", "sendMessage", times=1, skip=2)
    await sim.add_fault("status", "sendMessage", status=502, times=1, skip=3)
    texts = [f"message {n}" for n in range(4)]
    await database.write(lambda db: [put(db, chat, t) for t in texts for chat in (ANN, BEN)])
    dispatcher = dispatcher_of(database, Sender(api, no_files).send, heard)
    async with running(dispatcher):
        await settled(dispatcher)

    assert [t for t in await sim.texts(ANN) if t.startswith("message")] == texts
    assert [t for t in await sim.texts(BEN) if t.startswith("message")] == texts
