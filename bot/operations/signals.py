"""Stops the program in order when the system or Ctrl-C asks for it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable


def stop_by_signal(stop: Callable[[], object]) -> None:
    """Call `stop` on SIGINT and SIGTERM for as long as the running event loop lasts."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # The loops of Windows take no handlers; Ctrl-C raises KeyboardInterrupt there.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop)
