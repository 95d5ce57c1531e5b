"""The fixtures of the jobs' tests: the world of the desk, and Telegram's files as a list of what comes next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.telegram.delivery import FileTooLarge, Refused, RetryLater
from tests.world import campaign, world

__all__ = ["campaign", "downloads", "world"]


@dataclass
class Downloads:
    """Gives what it was told to, and keeps which files were asked for."""

    comes: bytes | RetryLater | Refused | FileTooLarge | OSError | ValueError = b""
    asked: list[str] = field(default_factory=list)
    # Happens while the file is on its way.
    first: Callable[[], Awaitable[None]] | None = None

    async def download(self, file_id: str) -> bytes | RetryLater | Refused | FileTooLarge:
        self.asked.append(file_id)
        if self.first is not None:
            await self.first()
        if isinstance(self.comes, Exception):
            raise self.comes
        return self.comes


@pytest.fixture
def downloads() -> Downloads:
    return Downloads()
