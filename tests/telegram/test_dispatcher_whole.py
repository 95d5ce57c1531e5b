"""Whatever happens on the way, over a line of dice and over HTTP: each row once, in order."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

import pytest

from bot.documents import File
from bot.sandbox.client import Sim
from bot.telegram import backoff as trouble_module
from bot.telegram.api import Api
from bot.telegram.delivery import Migrated, Outcome, RetryLater, Sent
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.sender import Sender
from storage.database import Database
from storage.outbox import Lane, Row
from tests.telegram.dispatching import (
    Heard,
    dispatcher_of,
    put,
    running,
    settled,
)
from tests.telegram.surroundings import (
    ANN,
    BEN,
    the_loop_has_gone_round,
)


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
