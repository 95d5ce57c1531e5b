"""A sandbox on a free port for each test, a person in it, and ways to look at it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer
from tests.sandbox.api import Api

ANN = 5_000_001
BEN = 5_000_002


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    sandbox = SandboxServer()
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
