"""Works out when the next message may go by the rates that Telegram allows a bot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second in the long run, and so many at once after a silence."""

    per_second: float
    burst: float

    @property
    def interval_seconds(self) -> float:
        """Return the seconds between two messages in the long run."""
        return 1 / self.per_second

    @property
    def slack_seconds(self) -> float:
        """Return by how many seconds a burst may be ahead of the long run."""
        return (self.burst - 1) / self.per_second


@dataclass(frozen=True, slots=True)
class Limits:
    """The rates that hold; None is no limit."""

    overall: Rate | None
    private: Rate | None
    group: Rate | None


# Telegram's FAQ for bots: about 30 messages a second in all, one a second in a chat with short
# bursts allowed, 20 a minute in a group. A burst and what follows it count together, so burst +
# rate stays within: 5 + 25 in a second, 5 + 15 in a minute. Edits count as messages do. How short
# a burst is, nobody says: 20 let somebody tap through ten questions at full speed, and over a
# minute nobody gets more than the rate allows; where Telegram minds, it says retry_after.
TELEGRAM = Limits(
    overall=Rate(per_second=25, burst=5),
    private=Rate(per_second=1, burst=20),
    group=Rate(per_second=15 / 60, burst=5),
)
# For tests and the bench, where the other end is ours.
UNLIMITED = Limits(overall=None, private=None, group=None)

# Chats remembered before those that have long been silent are forgotten.
_REMEMBERED = 1024


class Pacer:
    """Counts what went, and tells when more may go; times are seconds of one clock.

    For each limit it keeps a single number: when, at the long-run rate, what has gone so far would
    be over. (The generic cell rate algorithm, which is the token bucket without the bucket.)
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall = 0.0
        self._chats: dict[int, float] = {}
        self._prune_at = _REMEMBERED

    def __len__(self) -> int:
        """Return how many chats are remembered."""
        return len(self._chats)

    def overall_from(self) -> float:
        """Return from when on anything may go."""
        rate = self._limits.overall
        return 0.0 if rate is None else self._overall - rate.slack_seconds

    def chat_from(self, chat_id: int) -> float:
        """Return from when on something may go to this chat, as far as the chat is concerned."""
        rate = self._rate_of(chat_id)
        return 0.0 if rate is None else self._chats.get(chat_id, 0.0) - rate.slack_seconds

    def count(self, chat_id: int, now: float) -> None:
        """Count a message that goes to this chat now."""
        if self._limits.overall is not None:
            self._overall = max(self._overall, now) + self._limits.overall.interval_seconds
        rate = self._rate_of(chat_id)
        if rate is not None:
            self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), now) + rate.interval_seconds
            if len(self._chats) > self._prune_at:
                self._prune(now)

    def _rate_of(self, chat_id: int) -> Rate | None:
        # Groups and channels have negative ids: Bot API, Chat.
        return self._limits.group if chat_id < 0 else self._limits.private

    def _prune(self, now: float) -> None:
        self._chats = {chat: over for chat, over in self._chats.items() if over > now}
        # Twice what is left, so that the sweeps cost no more than the counting.
        self._prune_at = max(_REMEMBERED, 2 * len(self._chats))
