"""The queue of updates: what waits for the bot, until when, and who fetches it; sends nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import conflict

# How long Telegram keeps an update that nobody confirms.
LIFETIME_SECONDS = 24 * 3600
CALLBACK_LIFETIME_SECONDS = 150
# getUpdates: Bot API server, process_get_updates_query.
MAX_TIMEOUT_SECONDS = 50
MAX_LIMIT = 100
REPEATED_POLL_SECONDS = 3.0
HASTY_POLL_SECONDS = 0.5
# Sent only to a bot that asks for them by name.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

_OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)


@dataclass(slots=True, eq=False)
class Pending:
    """One update that is not confirmed yet."""

    update_id: int
    body: Any
    expires: float
    queue_key: int = 0
    replayed: bool = False  # handed in raw: shown once, whatever the offset says
    shown: bool = False


@dataclass(slots=True, eq=False)
class _Poll:
    """The long poll under way; resolved with True when it lost its place to another one."""

    lost: asyncio.Future[bool]
    connected: Callable[[], bool]


class UpdateQueue:
    """Updates in order; kept until a higher offset confirms them, or until they are too old."""

    def __init__(self, now: Callable[[], float], *, first_id: int = 700_000_001) -> None:
        self._now = now
        self._next_id = first_id
        self._pending: deque[Pending] = deque()
        self._poll: _Poll | None = None
        self._last_conflict = float("-inf")
        self._last_offset: int | None = None
        self._last_start = float("-inf")
        self.allowed: frozenset[str] | None = None
        self.webhook_active = False
        self.slow_down_repeated_polls = True
        self.on_added: Callable[[], None] | None = None

    def __len__(self) -> int:
        self._drop_expired()
        return len(self._pending)

    @property
    def polled(self) -> bool:
        """Whether a long poll is under way whose caller still listens."""
        return self._poll is not None and self._poll.connected()

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        if self.allowed is None:
            return kind not in NOT_BY_DEFAULT
        return kind in self.allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Remembers ``allowed_updates``; an empty list restores the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) if kinds else None

    def add(
        self, kind: str, payload: Any, *, queue_key: int = 0, lifetime: float = LIFETIME_SECONDS
    ) -> int:
        """Queues one update and returns its id, also when the bot does not want that kind."""
        update_id = self._next_id
        self._next_id += 1
        if self.wants(kind):
            body = {"update_id": update_id, kind: payload}
            self._append(Pending(update_id, body, self._now() + lifetime, queue_key))
        return update_id

    def replay(self, body: Any) -> int:
        """Queues a raw update as it is; only an absent ``update_id`` is filled in."""
        update_id = body.get("update_id") if isinstance(body, dict) else None
        if not isinstance(update_id, int):
            update_id = self._next_id
            self._next_id += 1
            if isinstance(body, dict) and "update_id" not in body:
                body = {"update_id": update_id} | body
        expires = self._now() + LIFETIME_SECONDS
        self._append(Pending(update_id, body, expires, replayed=True))
        return update_id

    def _append(self, pending: Pending) -> None:
        self._pending.append(pending)
        if self._poll is not None and not self._poll.lost.done():
            self._poll.lost.set_result(False)
        if self.on_added is not None:
            self.on_added()

    def clear(self) -> None:
        """Forgets everything that waits."""
        self._pending.clear()

    def waiting(self) -> list[Pending]:
        """What waits now, oldest first: for delivery to a webhook."""
        self._drop_expired()
        return list(self._pending)

    def remove(self, pending: Pending) -> None:
        """Takes out an update that a webhook has accepted, or that was given up."""
        with contextlib.suppress(ValueError):  # expired or dropped in the meantime
            self._pending.remove(pending)

    def _drop_expired(self) -> None:
        now = self._now()
        if any(pending.expires <= now for pending in self._pending):
            self._pending = deque(p for p in self._pending if p.expires > now)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
            return
        self._pending = deque(
            p for p in self._pending if p.update_id >= offset or (p.replayed and not p.shown)
        )

    def _take(self, offset: int, limit: int) -> list[Any]:
        self._drop_expired()
        if offset and self._pending:
            self._confirm(offset)
        batch = [self._pending[index] for index in range(min(limit, len(self._pending)))]
        for pending in batch:
            pending.shown = True
        return [pending.body for pending in batch]

    async def get(
        self, offset: int, limit: int, timeout: float, *, connected: Callable[[], bool]
    ) -> list[Any]:
        """One getUpdates call.

        ``timeout`` is in seconds; ``connected`` tells whether the caller still listens.

        Raises: BotApiError 409 when a webhook is set or a newer poll takes over.
        """
        if self.webhook_active:
            raise conflict(_WEBHOOK_ACTIVE)
        limit = min(max(limit, 1), MAX_LIMIT)
        timeout = min(max(timeout, 0), MAX_TIMEOUT_SECONDS)
        limit, timeout = self._hold_back(offset, limit, timeout)
        await self._take_over()
        if batch := self._take(offset, limit):
            return batch
        if timeout:
            await self._wait(timeout, connected)
        return self._take(offset, limit)

    def _hold_back(self, offset: int, limit: int, timeout: float) -> tuple[int, float]:
        """Telegram slows down a bot that asks for the same offset again and again."""
        loop_time = asyncio.get_running_loop().time()
        since = loop_time - self._last_start
        if self.slow_down_repeated_polls and offset == self._last_offset:
            if timeout < REPEATED_POLL_SECONDS and since < REPEATED_POLL_SECONDS:
                timeout = REPEATED_POLL_SECONDS
            if since < HASTY_POLL_SECONDS:
                limit = 1
        self._last_offset = offset
        self._last_start = loop_time
        return limit, timeout

    async def _take_over(self) -> None:
        """The older of two polls loses; who keeps fighting is held up."""
        if self._poll is None:
            return
        older, self._poll = self._poll, None
        if not older.lost.done():
            older.lost.set_result(older.connected())
        if not older.connected():
            return
        loop = asyncio.get_running_loop()
        soon = loop.time() - self._last_conflict < REPEATED_POLL_SECONDS
        self._last_conflict = loop.time()
        if soon and self.slow_down_repeated_polls:
            await asyncio.sleep(REPEATED_POLL_SECONDS)

    async def _wait(self, timeout: float, connected: Callable[[], bool]) -> None:
        poll = _Poll(asyncio.get_running_loop().create_future(), connected)
        self._poll = poll
        try:
            async with asyncio.timeout(timeout):
                lost = await poll.lost
        except TimeoutError:
            lost = False
        finally:
            if self._poll is poll:
                self._poll = None
        if lost:
            raise conflict(_WEBHOOK_ACTIVE_NOW if self.webhook_active else _OTHER_POLL)

    def end_poll(self, *, lost: bool = False) -> None:
        """Lets a long poll return at once: the server stops, or a webhook takes over."""
        if self._poll is not None and not self._poll.lost.done():
            self._poll.lost.set_result(lost)


_WEBHOOK_ACTIVE_NOW = "terminated by setWebhook request"
