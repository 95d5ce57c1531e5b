"""A sandbox on a free port for each test, a person in it, and ways to look at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import pytest
from aiohttp import ClientSession

from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer, new_world
from tests.clock import unix
from tests.sandbox.api import Api
from tests.simulation.loop import VirtualLoop

T = TypeVar("T")

ANN = 5_000_001
BEN = 5_000_002


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    # Its time stands still, and goes on where a test says so.
    began = unix()
    sandbox = SandboxServer(world=new_world(wall=lambda: began))
    sandbox.world.updates.slow_down_repeated_polls = False
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


@pytest.fixture
async def sim(server: SandboxServer, session: ClientSession) -> Sim:
    player = Sim(server.url, session=session)
    await player.add_user("Ann", id=ANN, language_code="fr")
    await player.add_user("Ben", id=BEN, username="ben")
    return player


@pytest.fixture
async def api(server: SandboxServer, session: ClientSession, sim: Sim) -> Api:
    """Ann has started the bot, and that update is confirmed; Ben has never written."""
    await sim.say(ANN, "/start")
    bare = Api(server, session)
    await bare.updates(offset=-1)
    last = (await bare.updates())[-1]["update_id"]
    await bare.updates(offset=last + 1)
    return bare


def on_made_up_time(scene: Callable[[], Awaitable[T]]) -> T:
    """Plays a scene without a network, on a loop that jumps to the next moment something is due."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(scene())
    finally:
        loop.close()
