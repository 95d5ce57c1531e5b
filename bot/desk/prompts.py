"""Lists what somebody of the secretariat can be asked for in a chat, and stores it as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_args


@dataclass(frozen=True, slots=True)
class CountryWanted:
    """A country for a command that came without one."""

    command: str


@dataclass(frozen=True, slots=True)
class MessageWanted:
    """The text of a message: to a State's people, or to one person who acts for none."""

    party: str | None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class NoteWanted:
    """Why a revision is returned: on the whole reply, or on one question (of one person)."""

    party: str
    number: int
    question: str | None = None
    record: int = 0
    # What had been made of the reply when this was asked.
    seen: str = "new"
    # The notice or the card from which it was asked, to show the outcome there.
    shown: int | None = None
    on_card: bool = False


@dataclass(frozen=True, slots=True)
class ReplacementReferenceWanted:
    """The reference of the official letter that replaces a focal point.

    `leaving` and `coming` are assignments; `coming` is who comes instead and waits to be
    confirmed, None where a new link is made.
    """

    party: str
    leaving: int
    coming: int | None = None


@dataclass(frozen=True, slots=True)
class ReplacementDateWanted:
    """The date of the letter that replaces a focal point."""

    party: str
    leaving: int
    coming: int | None
    reference: str


@dataclass(frozen=True, slots=True)
class PaperReferenceWanted:
    """The reference of the fax or note verbale that an officer records."""

    party: str


@dataclass(frozen=True, slots=True)
class PaperDateWanted:
    """The date of the paper that an officer records."""

    party: str
    reference: str


@dataclass(frozen=True, slots=True)
class InviteWanted:
    """Whom to invite: a country, or a list in a file."""


@dataclass(frozen=True, slots=True)
class BulkReady:
    """States read from a list and shown for confirmation; nothing is done yet."""

    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColleagueWanted:
    """Who gets a role."""

    role: str


@dataclass(frozen=True, slots=True)
class DeadlineWanted:
    """The new deadline: of one State, or of all that have none of their own."""

    party: str | None


@dataclass(frozen=True, slots=True)
class AnnouncementWanted:
    """The text of an announcement in one language; `texts` are those that are there already."""

    region: str
    language: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnnouncementReady:
    """An announcement that was shown and waits to be sent."""

    region: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ErasureWanted:
    """Whom to erase: a State, or a person."""


Prompt = (
    CountryWanted
    | MessageWanted
    | NoteWanted
    | ReplacementReferenceWanted
    | ReplacementDateWanted
    | PaperReferenceWanted
    | PaperDateWanted
    | InviteWanted
    | BulkReady
    | ColleagueWanted
    | DeadlineWanted
    | AnnouncementWanted
    | AnnouncementReady
    | ErasureWanted
)

# The names are stored: a prompt of a name that is gone counts as asked too long ago.
_PROMPTS: Mapping[str, type[Prompt]] = {kind.__name__: kind for kind in get_args(Prompt)}
# As earlier versions stored them: somebody may be in the middle of one when the bot is brought up to date.
_FORMERLY: Mapping[str, str] = {
    "LetterWanted": "MessageWanted",
    "LetterReferenceWanted": "ReplacementReferenceWanted",
    "LetterDateWanted": "ReplacementDateWanted",
    "assignment": "coming",
}


def to_json(prompt: Prompt, asked_at: str) -> str:
    """Return a prompt and the instant it was asked at as JSON."""
    values = {field.name: getattr(prompt, field.name) for field in fields(prompt)}
    packed = {"is": type(prompt).__name__, "at": asked_at, "with": values}
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> tuple[Prompt | None, str]:
    """Return (prompt, instant it was asked at); no prompt for one that this version does not ask."""
    data = json.loads(text)
    kind = _PROMPTS.get(_FORMERLY.get(data["is"], data["is"]))
    values: dict[str, Any] = {
        _FORMERLY.get(name, name): tuple(value) if isinstance(value, list) else value
        for name, value in data["with"].items()
    }
    if kind is None or set(values) != {field.name for field in fields(kind)}:
        return None, data["at"]
    return kind(**values), data["at"]
