"""An event loop whose time is made up: it jumps to the next timer when nothing is ready. What is for threads is run at once."""

from __future__ import annotations

import asyncio
import contextvars
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any

# The tasks of the process to which whoever is running belongs; None outside of it.
MEMBERS: contextvars.ContextVar[list[asyncio.Task[Any]] | None] = contextvars.ContextVar(
    "members", default=None
)


class StandStill(Exception):
    """Nothing is ready and no timer runs: somebody waits for what never comes."""


class _NoFiles(selectors.SelectSelector):
    """No file is ever ready; waiting for one is how time passes."""

    passes: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise StandStill
        if timeout > 0:
            self.passes(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Deterministic as long as whoever runs on it is."""

    def __init__(self) -> None:
        self._virtual = 1_000_000.0
        selector = _NoFiles()
        selector.passes = self._pass
        super().__init__(selector)
        self.set_task_factory(_register)  # type: ignore[arg-type]
        # A process that was killed leaves tasks nobody asks about; that is no news.
        self.set_exception_handler(lambda loop, context: None)

    def time(self) -> float:
        return self._virtual

    def _pass(self, seconds: float) -> None:
        self._virtual += seconds

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """At once, in this thread."""
        done: asyncio.Future[Any] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done


def _register(
    loop: asyncio.AbstractEventLoop,
    coro: Coroutine[Any, Any, Any],
    *,
    context: contextvars.Context | None = None,
    **more: Any,
) -> asyncio.Task[Any]:
    """Whoever belongs to a process is ended with it."""
    task = asyncio.Task(coro, loop=loop, context=context, **more)
    members = (context or contextvars.copy_context()).get(MEMBERS)
    if members is not None:
        members.append(task)
    return task


def virtual_time() -> float:
    return asyncio.get_running_loop().time()
