"""Serves HTTP on an address of the settings for as long as a block lasts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.operations.config import Address

STOP_SECONDS = 2.0


class CannotListen(Exception):
    """The address of that setting cannot be listened on; `reason` is in the system's words."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting} {reason}")
        self.setting = setting
        self.reason = reason


@asynccontextmanager
async def listening(app: web.Application, address: Address, setting: str) -> AsyncIterator[None]:
    """Listen until the block ends, with no log of requests: a path may be part of a secret.

    Raises: CannotListen
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, address.host, address.port).start()
        except OSError as error:
            raise CannotListen(setting, error.strerror or type(error).__name__) from None
        yield
    finally:
        await runner.cleanup()
