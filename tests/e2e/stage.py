"""The real app over HTTP against the sandbox, in one process; and somebody who answers the reply form in a chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot import demo
from bot.app import App
from bot.config import Settings
from bot.event import Event
from bot.event_files import load
from bot.pacing import UNLIMITED, Limits
from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer, new_world
from bot.stage import TOKEN, USERNAME

Json = dict[str, Any]
PATIENCE_SECONDS = 10.0


class Clock:
    """The app's clock: it goes as the real one does, and can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Stage:
    """One sandbox with its people, and the app that serves them."""

    sim: Sim
    server: SandboxServer
    database: Path
    links: dict[int, str]
    clock: Clock
    event: Event
    limits: Limits
    settings: Callable[[Settings], Settings]
    _app: App | None = None
    _running: asyncio.Task[None] | None = None
    said: list[str] = field(default_factory=list)

    async def start(self) -> None:
        """Start the app, or start it again."""
        env = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self.server.url,
            "DATABASE": str(self.database),
            "EVENT": self.event.name,
        }
        self._app = App(
            self.settings(Settings.from_env(env)),
            self.event,
            limits=self.limits,
            now=self.clock,
            announce=self.said.append,
        )
        self._running = asyncio.create_task(self._app.run())

    async def stop(self) -> None:
        """A clean stop, as SIGTERM asks for."""
        if self._app is not None and self._running is not None:
            self._app.stop()
            await self._running
        self._app = self._running = None


@asynccontextmanager
async def stage(
    folder: Path,
    *,
    event: Event | None = None,
    limits: Limits = UNLIMITED,
    settings: Callable[[Settings], Settings] = lambda settings: settings,
) -> AsyncIterator[Stage]:
    """A stage with the demo's people, started, and stopped cleanly afterwards."""
    server = SandboxServer(world=new_world(token=TOKEN, username=USERNAME))
    await server.start()
    database = folder / "replies.sqlite3"
    links = await demo.prepare_database(database, USERNAME, datetime.now(UTC))
    async with Sim(server.url) as sim:
        await sim.set_limits(slow_down_repeated_polls=False)
        for user in demo.users(links):
            await sim.add_user(**user)
        group = demo.group()
        await sim.add_group(
            group["title"], group["members"], kind=group["type"], chat_id=group["id"]
        )
        shipped = event or load("wsis-geneva-2003")
        one = Stage(sim, server, database, links, Clock(), shipped, limits, settings)
        await one.start()
        try:
            yield one
        finally:
            await one.stop()
            await server.stop()


class Playable(Protocol):
    """What playing somebody takes: the sandbox, and everybody's invitation."""

    sim: Sim
    links: dict[int, str]


class Attache:
    """Somebody at a mission: writes and taps, and sees the newest message with buttons."""

    def __init__(self, stage: Playable, user: int) -> None:
        self.stage = stage
        self.sim = stage.sim
        self.user = user

    async def open_link(self, link: str | None = None) -> Json:
        """Follows the invitation, as Telegram's Start button does."""
        code = (link or self.stage.links[self.user]).split("start=")[1]
        return await self.say(f"/start {code}")

    async def say(self, text: str) -> Json:
        """Writes; returns the bot's next question, list or card."""
        await self.sim.say(self.user, text)
        return await self.screen()

    async def tap(self, action: str) -> Json:
        """Taps the button that does `action`, such as `pick:yes`, on the newest screen."""
        entry = await self._with(action)
        data = next(
            button["data"]
            for row in entry["buttons"]
            for button in row
            if _does(button.get("data", ""), action)
        )
        await self.sim.tap(self.user, data, message_id=entry["message_id"])
        return await self.screen()

    async def _with(self, action: str) -> Json:
        def has(entry: Json) -> bool:
            return any(
                _does(button.get("data", ""), action) for row in entry["buttons"] for button in row
            )

        found = [entry for entry in await self.sim.messages(self.user) if has(entry)]
        if not found:
            texts = await self.sim.texts(self.user)
            raise AssertionError(f"nothing to tap does {action!r}; the chat says: {texts[-3:]}")
        return found[-1]

    async def screen(self) -> Json:
        """The message that now waits for an answer: it came or changed since the last act."""
        return await self.sim.wait_for(self.user, _waits, timeout=PATIENCE_SECONDS)

    async def saw(self, what: str | Callable[[Json], bool], *, after: int = 0) -> Json:
        """A message with that in it, from the bot, whenever it came."""
        return await self.sim.wait_for(self.user, what, timeout=PATIENCE_SECONDS, after=after)


def _does(data: str, action: str) -> bool:
    """Whether a button's data, `screen:action:argument`, is that action."""
    return data.partition(":")[2] == action


def _waits(entry: Json) -> bool:
    """Whether a message offers something: buttons, or the telephone's keyboard."""
    return bool(entry["buttons"]) or bool(entry["keyboard"] and entry["keyboard"] != "remove")
