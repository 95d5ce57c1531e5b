"""Runs the bot as a child process that can be stopped and killed; knows nothing about the bot."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.sandbox.model import Json

# Longer than a clean stop takes; then the process is killed, as a service manager would.
STOP_SECONDS = 15.0


class Supervisor:
    """One command, started again only when asked: what a crash looks like should be seen."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._command = list(command)
        self._env = dict(env) if env is not None else None
        self._cwd = cwd
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._starts = 0

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def view(self) -> Json:
        """The state as the play API shows it."""
        process = self._process
        return {
            "running": self.running,
            "pid": process.pid if process is not None and self.running else None,
            "restarts": max(0, self._starts - 1),
            "exit_code": process.returncode if process is not None else None,
        }

    async def start(self) -> None:
        """Starts the command unless it runs. Raises: OSError if it cannot be started."""
        if self.running:
            return
        # A session of its own: Ctrl-C in the terminal reaches the sandbox, which stops the bot.
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._env, cwd=self._cwd, start_new_session=True
        )
        self._starts += 1
        self._watcher = asyncio.create_task(self._watch(self._process))
        self._changed()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        await process.wait()
        self._changed()

    async def stop(self) -> None:
        """SIGTERM and wait for a clean end; SIGKILL if that takes too long."""
        await self._end(gently=True)

    async def kill(self) -> None:
        """SIGKILL: nothing of the process can run any more."""
        await self._end(gently=False)

    async def _end(self, *, gently: bool) -> None:
        process, watcher = self._process, self._watcher
        if process is None or watcher is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if gently:
                process.terminate()
            else:
                process.kill()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.shield(watcher)
        except TimeoutError:
            process.kill()
            await watcher
