"""How sending one row can end; the words of `sender` and `outbox` with each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has it; the message is None for what makes none."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not now. Telegram named the time, or None: a failure on the way, and ours to choose.

    It may have been carried out all the same. `whole_bot`: no other chat would fare better.
    """

    reason: str
    after_seconds: float | None = None
    whole_bot: bool = False


class Lost(StrEnum):
    """What is not there any more."""

    CHAT = "chat"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """There is nobody, or nothing, to send it to."""

    lost: Lost
    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group has another id now."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take it: a mistake of ours. The reason quotes nothing of the message."""

    reason: str


Outcome = Sent | RetryLater | Undeliverable | Migrated | Refused
