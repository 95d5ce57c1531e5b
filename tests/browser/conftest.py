"""A sandbox with a small bot, and its page open in chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, expect

from bot.sandbox.client import Sim
from bot.sandbox.server import DEFAULT_TOKEN, SandboxServer, new_world
from tests import clock
from tests.browser.chromium import chromium
from tests.browser.echo_bot import EchoBot
from tests.waiting import PATIENCE_SECONDS

FRANCE = 101
EGYPT = 102
OFFICER = 103
GROUP = -1
PATIENCE_MS = PATIENCE_SECONDS * 1000
WIDE = {"width": 1440, "height": 900}


expect.set_options(timeout=PATIENCE_MS)


@dataclass(slots=True)
class Stage:
    """What a test plays on; ``complaints`` is what the browser said against the page."""

    server: SandboxServer
    sim: Sim
    page: Page
    bot: EchoBot
    complaints: list[str]

    async def open(self, *, as_user: int | None = FRANCE) -> None:
        """Opens the page, already as somebody unless told otherwise."""
        place = f"#user={as_user}&view=main" if as_user else ""
        await self.page.goto(f"{self.server.url}/{place}")
        await self.page.wait_for_selector("[data-ready]")

    async def write(self, text: str) -> None:
        """Types into the field of the main chat and presses Enter."""
        await self.page.fill("#main-input", text)
        await self.page.press("#main-input", "Enter")


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    server = SandboxServer(world=new_world(wall=clock.unix))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def sim(server: SandboxServer) -> AsyncIterator[Sim]:
    async with Sim(server.url) as sim:
        link = "https://t.me/sandbox_bot?start=CODE"
        await sim.add_user(
            "Claire", id=FRANCE, label="Mission of France", language_code="fr", link=link
        )
        await sim.add_user("Mona", id=EGYPT, label="Mission of Egypt", language_code="ar")
        await sim.add_user("Greta", id=OFFICER, label="Secretariat", language_code="en")
        await sim.add_group("The secretariat", [OFFICER, EGYPT], chat_id=GROUP)
        yield sim


@pytest.fixture
async def bot(sim: Sim) -> AsyncIterator[EchoBot]:
    bot = EchoBot(f"{sim.url}/bot{DEFAULT_TOKEN}", GROUP)
    await bot.start()
    yield bot
    await bot.stop()


@pytest.fixture
async def stage(server: SandboxServer, sim: Sim, bot: EchoBot) -> AsyncIterator[Stage]:
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((server.url, "blob:", "data:")):
            complaints.append(f"a request to {request.url}")

    async with chromium() as browser:
        page = await browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        yield Stage(server, sim, page, bot, complaints)
    assert complaints == []
