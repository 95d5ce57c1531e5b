"""A signal of the system stops the program in order."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.operations.signals import stop_by_signal


@pytest.mark.skipif(os.name != "posix", reason="Windows sends no signals to a loop")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_either_signal_stops_and_ends_nothing_by_itself(number: signal.Signals) -> None:
    stopped = asyncio.Event()
    stop_by_signal(stopped.set)

    os.kill(os.getpid(), number)

    await asyncio.wait_for(stopped.wait(), 10)
    for each in (signal.SIGINT, signal.SIGTERM):
        assert asyncio.get_running_loop().remove_signal_handler(each)
