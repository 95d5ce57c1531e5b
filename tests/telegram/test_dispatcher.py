"""What waits goes in order and at its pace, each chat one by one and chats side by side."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import Callable
from typing import Any

from bot.telegram.delivery import Outcome, Refused, RetryLater, Sent
from bot.telegram.pacing import Limits, Rate
from storage import outbox, upkeep
from storage.database import Database
from storage.outbox import Lane, Row
from tests.telegram.dispatching import (
    NOW,
    Heard,
    Line,
    at_rest,
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
)
from tests.waiting import until


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


async def test_nothing_is_kept_of_what_was_sent(
    database: Database, line: Line, heard: Heard
) -> None:
    def kept() -> list[str]:
        gc.collect()
        tasks = [one for one in gc.get_objects() if isinstance(one, asyncio.Task)]
        return [name for one in tasks if (name := repr(one.get_coro())) if "_deliver" in name]

    before = len(kept())
    await database.write(lambda db: [put(db, chat, "x") for chat in range(1, 41)])
    async with running(dispatcher_of(database, line.send, heard)) as dispatcher:
        await settled(dispatcher)
        while_running = len(kept())

    assert len(line.taken) == 40
    # The last one may still be on its way out.
    assert while_running - before <= 1
