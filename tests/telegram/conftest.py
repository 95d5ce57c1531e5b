"""A sandbox with two people and a group, our client of it, a database, and a clock to put forward."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox.client import Sim
from bot.sandbox.server import DEFAULT_TOKEN, SandboxServer, new_world
from bot.telegram.api import Api, connect
from storage.database import Database
from tests import clock

ANN = 5_000_001
BEN = 5_000_002
NEVER_WROTE = 5_000_003

START = datetime(2003, 12, 10, 8, 30, tzinfo=UTC)
# Longer than any test waits: it comes when the test puts the clock forward.
HOUR_SECONDS = 3600.0


class LoopClock:
    """The event loop's clock, which can be put forward, and the time of day that goes with it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._time = loop.time
        self._begun = loop.time()
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._time() + self._ahead

    def now(self) -> datetime:
        return START + timedelta(seconds=self() - self._begun)

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


async def the_loop_has_gone_round(times: int = 100) -> None:
    """Whatever needs the event loop alone, no thread and no socket, has had its turns."""
    for _ in range(times):
        await asyncio.sleep(0)


@pytest.fixture
async def loop_clock(monkeypatch: pytest.MonkeyPatch) -> LoopClock:
    loop = asyncio.get_running_loop()
    forwardable = LoopClock(loop)
    monkeypatch.setattr(loop, "time", forwardable)
    return forwardable


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    sandbox = SandboxServer(world=new_world(wall=clock.unix))
    sandbox.world.updates.slow_down_repeated_polls = False
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def sim(server: SandboxServer) -> AsyncIterator[Sim]:
    """Ann and Ben have started the bot, and nothing waits for it."""
    async with Sim(server.url) as player:
        for person, name in ((ANN, "Ann"), (BEN, "Ben"), (NEVER_WROTE, "Cy")):
            await player.add_user(name, id=person)
        for person in (ANN, BEN):
            await player.say(person, "/start")
        async with connect(DEFAULT_TOKEN, server.url) as api:
            waiting = await api.call("getUpdates", {"timeout": 0})
            await api.call("getUpdates", {"timeout": 0, "offset": waiting[-1]["update_id"] + 1})
        yield player


@pytest.fixture
async def api(server: SandboxServer, sim: Sim) -> AsyncIterator[Api]:
    async with connect(DEFAULT_TOKEN, server.url) as client:
        yield client


@pytest.fixture
async def group(sim: Sim) -> int:
    chat = await sim.add_group("Secretariat", [ANN, BEN])
    return int(chat["id"])


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "focal.sqlite3")
    yield opened
    await opened.close()
