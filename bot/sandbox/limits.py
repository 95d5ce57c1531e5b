"""Flood control: counts messages by Telegram's published pace and says when it is too much."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from bot.sandbox.errors import SimError, too_many_requests
from bot.sandbox.model import Json

# Counted are the calls that put something before people's eyes; answers to taps are free.
COUNTED = frozenset(
    {
        "sendMessage",
        "sendDocument",
        "sendPhoto",
        "sendMediaGroup",
        "forwardMessage",
        "copyMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
    }
)
MINUTE_SECONDS = 60.0


@dataclass(slots=True)
class Pace:
    """The settings; Telegram's FAQ gives the numbers and calls them approximate."""

    enforce: bool = False
    per_second: float = 30
    per_chat_per_second: float = 1
    chat_burst: float = 20
    group_per_minute: float = 20
    slow_down_repeated_polls: bool = True

    def view(self) -> Json:
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def change(self, body: dict[str, Any]) -> None:
        """Raises: SimError for an unknown setting or a value that is no positive number."""
        known = {item.name: item for item in fields(self)}
        for name, value in body.items():
            if name not in known:
                raise SimError(f"there is no limit {name}")
            if isinstance(getattr(self, name), bool):
                if not isinstance(value, bool):
                    raise SimError(f"{name} is true or false")
            elif isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                raise SimError(f"{name} must be a positive number")
        for name, value in body.items():
            setattr(self, name, value)


@dataclass(slots=True)
class _Bucket:
    """Room for ``capacity`` messages, refilled at ``rate`` a second."""

    rate: float
    capacity: float
    room: float
    at: float
    closed_until: float = 0.0

    def seconds_to_wait(self, now: float) -> float:
        """0 if there is room now; after a refusal it stays closed for as long as announced."""
        if now < self.closed_until:
            return self.closed_until - now
        self.room = min(self.capacity, self.room + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.room >= 1 else (1 - self.room) / self.rate


class FloodControl:
    """Token buckets: one for the bot, one for each chat."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.pace = Pace()
        self._all: _Bucket | None = None
        self._chats: dict[int, _Bucket] = {}

    def change(self, body: dict[str, Any]) -> None:
        """New settings; what was counted so far is forgotten."""
        self.pace.change(body)
        self.clear()

    def clear(self) -> None:
        self._all = None
        self._chats.clear()

    def count(self, method: str, chat_id: int | None) -> None:
        """Counts one call.

        Raises: BotApiError 429 with ``retry_after`` when it is one too many.
        """
        if not self.pace.enforce or method not in COUNTED or chat_id is None:
            return
        now = self._now()
        buckets = [self._bucket_of_all(now), self._bucket_of(chat_id, now)]
        for bucket in buckets:
            if (seconds := bucket.seconds_to_wait(now)) > 0:
                wait = max(1, math.ceil(seconds))
                bucket.closed_until = max(bucket.closed_until, now + wait)
                raise too_many_requests(wait)
        for bucket in buckets:
            bucket.room -= 1

    def _bucket_of_all(self, now: float) -> _Bucket:
        if self._all is None:
            rate = self.pace.per_second
            self._all = _Bucket(rate, rate, rate, now)
        return self._all

    def _bucket_of(self, chat_id: int, now: float) -> _Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            if chat_id < 0:
                rate = self.pace.group_per_minute / MINUTE_SECONDS
                capacity = self.pace.group_per_minute
            else:
                rate, capacity = self.pace.per_chat_per_second, self.pace.chat_burst
            bucket = self._chats[chat_id] = _Bucket(rate, capacity, capacity, now)
        return bucket
