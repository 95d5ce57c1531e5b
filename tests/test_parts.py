"""The parts of a bot as they are put together: an inbox over a real database and a line that hangs."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.engine.folding import clean
from bot.events.reader import load
from bot.mission.reconnection import HEARD
from bot.operations.config import Settings
from bot.operations.meter import Meter
from bot.parts import Inbox, Parts, build
from bot.telegram.intake import RawUpdate
from bot.telegram.update_reader import UpdateReader
from storage import deployment
from storage.database import Database
from storage.instants import to_text
from tests import clock
from tests.waiting import until

CLAIRE = 101


class Hanging:
    """Telegram's side that lets every answer to a tap wait, and keeps hold of none that waits."""

    username = "FocalPointBot"

    def __init__(self) -> None:
        self.answers: list[weakref.ref[asyncio.Task[Any]]] = []
        self._ends: list[weakref.ref[asyncio.Future[None]]] = []

    async def call(self, method: str, params: Mapping[str, Any]) -> None:
        assert method == "answerCallbackQuery"
        end = asyncio.get_running_loop().create_future()
        task = asyncio.current_task()
        assert task is not None
        self.answers.append(weakref.ref(task))
        self._ends.append(weakref.ref(end))
        del task
        await end

    def let_go(self) -> None:
        for each in self._ends:
            end = each()
            if end is not None:
                end.set_result(None)

    def left(self) -> int:
        gc.collect()
        return sum(answer() is not None for answer in self.answers)


@pytest.fixture
def line() -> Hanging:
    return Hanging()


@pytest.fixture
async def parts(tmp_path: Path, line: Hanging) -> AsyncIterator[Parts]:
    path = tmp_path / "replies.sqlite3"
    settings = Settings.from_env(
        {"BOT_TOKEN": "1:none", "DATABASE": str(path), "EVENT": "wsis-geneva-2003"}
    )
    database = await Database.open(path)
    yield build(
        settings,
        load("wsis-geneva-2003"),
        database,
        line,  # type: ignore[arg-type]
        now=clock.now,
    )
    await database.close()


class Counted(Meter):
    def __init__(self) -> None:
        self.batches: list[int] = []

    def took(self, updates: int) -> None:
        self.batches.append(updates)


@dataclass
class Desk:
    """An inbox of its own over those parts, and how often it woke whom."""

    parts: Parts
    now: datetime
    meter: Counted = field(default_factory=Counted)
    woken: int = 0
    outbox_woken: int = 0

    def __post_init__(self) -> None:
        self.inbox = Inbox(
            self.parts.database,
            self.parts.turns,
            UpdateReader(Hanging.username, clean),
            self.parts.sender,
            self.meter,
            lambda: self.now,
            wake=self._wake,
            wake_outbox=self._wake_outbox,
        )

    def _wake(self) -> None:
        self.woken += 1

    def _wake_outbox(self) -> None:
        self.outbox_woken += 1

    async def heard_at(self) -> str | None:
        return await self.parts.database.read(lambda db: deployment.get(db, HEARD))


@pytest.fixture
def desk(parts: Parts) -> Desk:
    return Desk(parts, clock.now())


def tap(number: int) -> RawUpdate:
    person = {"id": CLAIRE, "is_bot": False, "first_name": "Claire"}
    message = {"message_id": 1, "date": 0, "chat": {"id": CLAIRE, "type": "private"}}
    query = {
        "id": str(number),
        "from": person,
        "chat_instance": "1",
        "message": message,
        "data": "nothing of ours",
    }
    return RawUpdate(number, {"update_id": number, "callback_query": query})


def text(number: int, words: str) -> RawUpdate:
    person = {"id": CLAIRE, "is_bot": False, "first_name": "Claire"}
    message = {
        "message_id": number,
        "date": 0,
        "chat": {"id": CLAIRE, "type": "private"},
        "from": person,
        "text": words,
    }
    return RawUpdate(number, {"update_id": number, "message": message})


async def test_an_answer_to_a_tap_is_held_until_it_is_given_and_no_longer(
    parts: Parts, line: Hanging
) -> None:
    await parts.inbox.process([tap(1), tap(2)])
    await until(lambda: len(line.answers) == 2, "two answers on their way")
    held = line.left()
    line.let_go()
    await until(lambda: line.left() == 0, "no answer left")

    assert held == 2


async def test_a_batch_is_counted_and_wakes_whoever_has_work(desk: Desk) -> None:
    await desk.inbox.process([tap(1), tap(2)])
    await desk.inbox.process([tap(3)])

    assert desk.meter.batches == [2, 1]
    assert (desk.woken, desk.outbox_woken) == (2, 0)


async def test_that_telegram_was_heard_is_stored_every_ten_seconds_and_wakes_nobody(
    desk: Desk,
) -> None:
    began, stored = desk.now, list[str | None]()
    for seconds in (0, 9, 10, 19):
        desk.now = began + timedelta(seconds=seconds)
        await desk.inbox.heard()
        stored.append(await desk.heard_at())

    assert stored == [to_text(began)] * 2 + [to_text(began + timedelta(seconds=10))] * 2
    assert (desk.woken, desk.outbox_woken) == (0, 0)


async def test_whoever_was_cut_off_is_written_to_and_the_outbox_woken(desk: Desk) -> None:
    await desk.inbox.heard()
    await desk.inbox.process([text(1, "/start")])
    desk.now += timedelta(seconds=151)
    await desk.inbox.heard()

    assert desk.outbox_woken == 1


async def test_what_could_not_be_stored_is_stored_the_next_time(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def rename(old: str, new: str) -> None:
        await desk.parts.database.write(lambda db: db.execute(f"ALTER TABLE {old} RENAME TO {new}"))

    await rename("facts", "hidden")
    await desk.inbox.heard()
    await rename("hidden", "facts")
    await desk.inbox.heard()

    assert caplog.text.count("when updates came last was not stored") == 1
    assert await desk.heard_at() == to_text(desk.now)
