"""Sets up the sandbox: a local Bot API server, people to play, and the bot as a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.demo import cast
from bot.demo.tour import story
from bot.events.reader import load
from bot.i18n.tongue import tongue_for
from bot.operations.clock import Now, utc_now
from bot.operations.signals import stop_by_signal
from bot.sandbox.client import Sim
from bot.sandbox.server import SandboxServer, new_world

# Telegram's tokens look like this one, which opens nothing but the sandbox.
TOKEN = "424242:SANDBOX-token-of-no-value-at-all-000"  # noqa: S105
USERNAME = "summit_reply_bot"
EVENT = "wsis-geneva-2003"
FOLDER = Path("var")
KEPT = ("", "-wal", "-shm", ".lock")


class DemoStage:
    """One sandbox, from `run` until it is interrupted."""

    def __init__(
        self,
        *,
        port: int,
        command: Sequence[str],
        env: Mapping[str, str],
        database: Path | None = None,
        fresh: bool = False,
        event: str = EVENT,
        now: Now = utc_now,
    ) -> None:
        self._port = port
        self._command = command
        self._env = env
        # What was tried of one event is kept apart from what was tried of another.
        apart = "" if event == EVENT else f"-{Path(event).stem}"
        self.database = database or FOLDER / f"sandbox{apart}.sqlite3"
        self._fresh = fresh
        self._event = event
        self._now = now
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Serve the page until stopped; the bot is stopped first."""
        stop_by_signal(self._stopping.set)
        server = await self.start()
        print(f"\nThe sandbox is ready: open {server.url}/\nStop it with Ctrl-C.", flush=True)
        try:
            await self._stopping.wait()
        finally:
            await server.stop()

    async def start(self) -> SandboxServer:
        """Return the server with its people, the group and the bot, ready to be played."""
        if self._fresh:
            for ending in KEPT:
                self.database.with_name(self.database.name + ending).unlink(missing_ok=True)
        event = load(self._event)
        world = new_world(
            token=TOKEN,
            username=USERNAME,
            name=tongue_for("en").text(event.title),
            wall=lambda: self._now().timestamp(),
        )
        server = SandboxServer("127.0.0.1", self._port, world=world)
        await server.start()
        links = await cast.prepare_database(self.database, USERNAME, self._now(), event.parties)
        async with Sim(server.url) as sim:
            await sim.set_limits(slow_down_repeated_polls=False)
            for user in cast.users(links):
                await sim.add_user(**user)
            group = cast.group()
            await sim.add_group(
                group["title"], group["members"], kind=group["type"], chat_id=group["id"]
            )
            if self._event == EVENT:
                await sim.request("PUT", "tour", story(event))
        await server.supervise(self._command, env=self._bot_env(server.url))
        return server

    def _bot_env(self, url: str) -> dict[str, str]:
        """Return the bot's settings: as on Telegram, but for the address."""
        ours = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": url,
            "DATABASE": str(self.database),
            "EVENT": self._event,
        }
        unset = ("ADMIN_IDS", "SECRETARIAT_CHAT_ID", "WEBHOOK_URL", "WEBHOOK_SECRET")
        return {key: value for key, value in self._env.items() if key not in unset} | ours
