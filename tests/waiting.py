"""Waits for a condition, however slow the machine is."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

# What takes longer has gone wrong, also on one busy core; a test that passes never waits so long.
PATIENCE_SECONDS = 60.0
# How often a condition is asked that has no event of its own.
ASKING_SECONDS = 0.01

T = TypeVar("T")


class NeverCame(AssertionError):
    """What was waited for did not come about."""


@overload
async def until(
    condition: Callable[[], Awaitable[T | None]],
    what: str = "",
    *,
    seconds: float = PATIENCE_SECONDS,
    every_seconds: float = ASKING_SECONDS,
) -> T: ...


@overload
async def until(
    condition: Callable[[], T | None],
    what: str = "",
    *,
    seconds: float = PATIENCE_SECONDS,
    every_seconds: float = ASKING_SECONDS,
) -> T: ...


async def until(
    condition: Callable[[], object],
    what: str = "",
    *,
    seconds: float = PATIENCE_SECONDS,
    every_seconds: float = ASKING_SECONDS,
) -> object:
    """Ask until the condition holds; returns the first answer that is true.

    Raises: NeverCame, with `what` was waited for, after that many seconds.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        answer = condition()
        found = await answer if inspect.isawaitable(answer) else answer
        if found:
            return found
        if loop.time() > end:
            raise NeverCame(f"{what or condition!r} did not come about in {seconds:g} s")
        await asyncio.sleep(every_seconds)
