"""The parts of a bot as they are put together: an inbox over a real database and a line that hangs."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.events.reader import load
from bot.operations.config import Settings
from bot.parts import Parts, build
from bot.telegram.intake import RawUpdate
from storage.database import Database
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


async def test_an_answer_to_a_tap_is_held_until_it_is_given_and_no_longer(
    parts: Parts, line: Hanging
) -> None:
    await parts.inbox.process([tap(1), tap(2)])
    await until(lambda: len(line.answers) == 2, "two answers on their way")
    held = line.left()
    line.let_go()
    await until(lambda: line.left() == 0, "no answer left")

    assert held == 2
