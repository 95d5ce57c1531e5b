"""Judges failed sends, such as 429 Too Many Requests: whether a row, a chat or Telegram is at fault, and how long to wait."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.telegram.delivery import Refused, RetryLater
from storage.outbox import Row

log = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 1.0
LAST_RETRY_SECONDS = 30.0
# A row that fails so often while others pass is at fault itself: about half an hour of trying.
MAX_ATTEMPTS = 60
OTHERS_PASS_SECONDS = 120.0
# So many chats failing one after the other, with no success between, is not the chats' fault.
CHATS_IN_TROUBLE = 2


class Backoff:
    """Judges failures: which are a row's own, and when to try again."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._chats: set[int] = set()
        self._pauses = 0
        self._over_at = float("-inf")
        self.paused_until = 0.0

    def over(self, moment: float) -> None:
        """Note that Telegram has answered, which ends every pause."""
        if self._pauses:
            log.warning("Telegram answers again")
        self._over_at = moment
        self._pauses = 0
        self._chats.clear()

    def judge(self, row: Row, again: RetryLater, moment: float) -> RetryLater | Refused:
        """Return the outcome with a retry time, or Refused after the last attempt of a row that alone fails."""
        asked = again.after_seconds
        others_pass = moment - self._over_at < OTHERS_PASS_SECONDS
        if asked is None and row.attempts + 1 >= MAX_ATTEMPTS and others_pass:
            return Refused(f"given up after {MAX_ATTEMPTS} attempts: {again.reason}")
        seconds = self._backoff_seconds(row.attempts) if asked is None else asked
        self._chats.add(row.chat_id)
        if again.whole_bot or len(self._chats) >= CHATS_IN_TROUBLE:
            self._pause(seconds, again.reason, moment)
        return replace(again, after_seconds=seconds)

    def _pause(self, seconds: float, reason: str, moment: float) -> None:
        # Within a pause come the failures of what was on its way when it began: the same trouble.
        if moment >= self.paused_until:
            seconds = max(seconds, self._backoff_seconds(self._pauses))
            self._pauses += 1
            log.warning("nothing is sent for %.0f seconds: %s", seconds, reason)
        self.paused_until = max(self.paused_until, moment + seconds)

    def _backoff_seconds(self, failures: int) -> float:
        # Spread out, so that what failed together does not come back together.
        seconds = FIRST_RETRY_SECONDS * 2.0 ** min(failures, 16)
        return min(seconds, LAST_RETRY_SECONDS) * (0.75 + 0.5 * self._chance())
