"""What storage.database relies on in aiosqlite beyond its public interface: a version without it fails here, by name."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import aiosqlite
import pytest

T = TypeVar("T")


class Seam(aiosqlite.Connection):
    """Opens the seam as storage.database does."""

    async def hand_over(self, work: Callable[..., T], *given: object) -> T:
        result: T = await self._execute(work, *given)  # type: ignore[no-untyped-call]
        return result


def connect() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


@asynccontextmanager
async def opened(connector: Callable[[], sqlite3.Connection] = connect) -> AsyncIterator[Seam]:
    seam = Seam(connector, iter_chunk_size=1)
    async with seam:
        yield seam


async def test_what_is_handed_over_is_called_with_its_arguments_in_the_connections_thread() -> None:
    made: list[sqlite3.Connection] = []

    def connector() -> sqlite3.Connection:
        made.append(connect())
        return made[0]

    def work(db: sqlite3.Connection) -> tuple[str, int]:
        db.execute("SELECT 1")  # which SQLite allows in the thread that made it alone
        return "done", threading.get_ident()

    async with opened(connector) as seam:
        words, thread = await seam.hand_over(work, made[0])

    assert words == "done"
    assert thread != threading.get_ident()


async def test_what_is_handed_over_is_done_in_order_one_at_a_time() -> None:
    done: list[int] = []
    async with opened() as seam:
        await asyncio.gather(*(seam.hand_over(done.append, number) for number in range(50)))

    assert done == list(range(50))


async def test_what_the_work_raises_is_raised_to_whoever_waits() -> None:
    def fail() -> None:
        raise LookupError("as it was")

    async with opened() as seam:
        with pytest.raises(LookupError, match="as it was"):
            await seam.hand_over(fail)


async def test_what_was_handed_over_runs_to_its_end_when_its_caller_is_cancelled() -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait()
        ended.set()

    async with opened() as seam:
        caller = asyncio.create_task(seam.hand_over(work))
        await asyncio.to_thread(begun.wait)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        go_on.set()
        await asyncio.to_thread(ended.wait)

    assert caller.cancelled()


async def test_nothing_can_be_handed_over_after_closing() -> None:
    async with opened() as seam:
        pass
    with pytest.raises(ValueError, match="closed"):
        await seam.hand_over(print)
