"""What each outcome of a row means for the rows behind it, and who is told of it."""

from __future__ import annotations

import pytest

from bot.telegram import dispatcher as outbox_module
from bot.telegram.delivery import Lost, Migrated, Outcome, Refused, RetryLater, Sent, Undeliverable
from storage import outbox
from storage.database import Database
from storage.outbox import Row
from tests.telegram.dispatching import (
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
