"""Defines how sending one row can end: what the sender returns to the dispatcher."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has taken it; `message_id` is None for a call that makes no message."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Telegram asks to wait for so long, or, where that is None, the call failed on the way.

    It may have been carried out all the same. `whole_bot` where it would fail in every chat.
    """

    reason: str
    after_seconds: float | None = None
    whole_bot: bool = False


class Lost(StrEnum):
    """What no longer exists."""

    CHAT = "chat"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """The chat or the message that it is for no longer exists."""

    lost: Lost
    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group has become a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take it: a mistake of ours. The reason quotes nothing of the message."""

    reason: str


@dataclass(frozen=True, slots=True)
class FileTooLarge:
    """A file that a person sent is larger than a bot may fetch, or than was asked for."""


Outcome = Sent | RetryLater | Undeliverable | Migrated | Refused
