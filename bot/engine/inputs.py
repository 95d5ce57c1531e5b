"""Defines what reaches the dialogue: one frozen class for each kind of input."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.engine.form import Value

# The screen of a button that does not belong to one.
ANY = -1
# A button's argument may be made up; SQLite's integers end at 19 digits.
_MOST_DIGITS = 18


class Verdict(StrEnum):
    """What an invitation code turned out to be, seen by the person who opened it."""

    WELCOME = "welcome"
    YOURS = "yours"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    PAUSED = "paused"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Started:
    """/start, with what the code in the link turned out to be; `verdict` is None without a code."""

    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash, such as `menu`."""

    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """Typed text; `to_desk` where it replies to a message of the secretariat."""

    text: str
    message_id: int | None = None
    to_desk: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """A message changed by its author; the answer it gave, where it gave one."""

    text: str
    message_id: int
    question: str | None = None
    record: int = 0
    repeat: str | None = None


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button of the dialogue: the screen it stood on, what it does, with what.

    `screen` ANY is a button that holds on every screen, such as one below a notice.
    """

    screen: int
    action: str
    argument: str = ""

    @property
    def number(self) -> int | None:
        """The argument as a whole number that SQLite can hold; None where it is none."""
        small = len(self.argument) <= _MOST_DIGITS and self.argument.isdecimal()
        return int(self.argument) if small else None


@dataclass(frozen=True, slots=True)
class Shared:
    """A contact sent by Telegram's button or from the address book."""

    telephone: str
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A document or photo, not fetched yet; `size_bytes` as Telegram announces it."""

    file_id: str
    name: str
    size_bytes: int
    message_id: int | None = None
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was sent has been fetched and checked: its description, or a problem's code."""

    question: str
    value: Value = None
    problem: str | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something the dialogue cannot take as an answer: sticker, voice, location …"""

    kind: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """Nothing was said: show where the person stands (after an outage, a decision, a changed form)."""

    taps_lost: bool = False


# What can come before somebody is at the form; a file that was fetched belongs to a reply.
EntranceInput = Started | Command | Said | Edited | Tapped | Shared | Attached | Unusable
Input = EntranceInput | Arrived | Resumed
