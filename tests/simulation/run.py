"""Runs one seed from beginning to end, and has it judged."""

from __future__ import annotations

import asyncio
import random
import tempfile
from pathlib import Path

from tests.simulation.judge import Judge, Result
from tests.simulation.loop import VirtualLoop
from tests.simulation.people import Bewildered
from tests.simulation.world import World


def simulate(seed: int, *, acts: int | None = None) -> Result:
    """Runs one seed and judges it."""
    random.seed(seed)
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    try:
        with tempfile.TemporaryDirectory(dir=_fast_folder()) as folder:

            async def live() -> World:
                world = World(seed, Path(folder), acts=acts)
                try:
                    await world.run()
                except Bewildered as bewildered:
                    world.complain(str(bewildered))
                except asyncio.CancelledError:
                    world.complain("the day was broken off")
                await world.process.abandon()
                return world

            world = loop.run_until_complete(live())
            try:
                return Judge(world).judge()
            finally:
                world.onlooker.close()
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _fast_folder() -> str | None:
    """Memory where there is some: what is tested are crashes of the process, not of the machine."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() else None
