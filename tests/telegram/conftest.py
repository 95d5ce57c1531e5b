"""A sandbox with two people and a group, our client of it, a database, and a clock to put forward."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.client import Sim
from bot.sandbox.server import DEFAULT_TOKEN, SandboxServer, new_world
from bot.telegram.api import Api, connect
from storage.database import Database
from tests import clock
from tests.telegram.dispatching import Heard, Line
from tests.telegram.surroundings import ANN, BEN, NEVER_WROTE, LoopClock


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


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def line() -> Line:
    return Line()
