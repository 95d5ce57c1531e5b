"""The real bot on the sandbox's page, as `make run` shows it, in a folder of its own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

from bot.demo.stage import DemoStage
from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer
from tests import clock
from tests.bot_process import RUN


@asynccontextmanager
async def summit(folder: Path) -> AsyncIterator[tuple[SandboxServer, Sim]]:
    """The sandbox with its people and the bot as a process; both end with it."""
    stage = DemoStage(
        port=0,
        command=RUN,
        env={**os.environ, "PACE": "none", "LOG_LEVEL": "ERROR"},
        database=folder / "summit.sqlite3",
        now=clock.now,
    )
    server = await stage.start()
    try:
        async with Sim(server.url) as sim:
            yield server, sim
    finally:
        await server.stop()


async def take_tour(page: Page, url: str, *, timeout_seconds: float = 600) -> str:
    """Plays the whole story at the greatest speed, to its end."""
    await page.goto(f"{url}/")
    await page.wait_for_selector("[data-ready]")
    await page.get_by_role("button", name="Take the tour").click()
    await page.get_by_label("Speed").select_option("20")
    await page.wait_for_selector(
        "[data-tour=done], [data-tour=failed]", timeout=timeout_seconds * 1000
    )
    ended = await page.evaluate("document.body.dataset.tour")
    return str(ended)
