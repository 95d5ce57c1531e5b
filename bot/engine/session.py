"""Defines where a person is in the dialogue, and reads and writes it as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args

# Record 0 is the reply itself; people of a delegation have records from 1 up.
MAIN = 0
# The record of somebody who is being added and of whom nothing is known yet.
NEW = -1


@dataclass(frozen=True, slots=True)
class New:
    """Never met before."""


@dataclass(frozen=True, slots=True)
class ChoosingLanguage:
    """`then` is where to come back to; None on the way in."""

    then: Step | None = None


@dataclass(frozen=True, slots=True)
class Agreeing:
    """The privacy notice is shown and waits for agreement."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """ "You reply for France": yes, or not my country."""


@dataclass(frozen=True, slots=True)
class NamingParty:
    """Without an invitation: which country do you write for? `candidates` stand on the buttons."""

    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """The secretariat decides; nothing to do until then."""

    party: str = ""


@dataclass(frozen=True, slots=True)
class AtMenu:
    """`then` is the question that was left for the menu."""

    then: Step | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A question is in front of the person.

    `filling` walks on to the next open question; otherwise the answer leads back to where it was changed from.
    `picked` holds what is ticked so far in a multiple choice.
    """

    question: str
    record: int = MAIN
    repeat: str | None = None
    filling: bool = True
    picked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetching:
    """A file was sent and is being fetched; the question it answers."""

    question: str
    filling: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """The people of a repeat, one page; `removed` can be taken back."""

    repeat: str
    page: int = 0
    removed: int | None = None


@dataclass(frozen=True, slots=True)
class Viewing:
    """One person of a repeat, with everything that can be done to them."""

    repeat: str
    record: int


@dataclass(frozen=True, slots=True)
class SettlingUnique:
    """A second head of delegation was named: what becomes of the first?"""

    at: Asking
    value: str
    holder: int


@dataclass(frozen=True, slots=True)
class SettlingNamesake:
    """A name that is there already, in another order or without accents: the same person?

    `filling` where the person is being added; otherwise their name was changed on the card.
    """

    repeat: str
    record: int
    other: int
    filling: bool = True


@dataclass(frozen=True, slots=True)
class Reviewing:
    """The whole reply; `section` is open for changes, or none."""

    section: str | None = None


@dataclass(frozen=True, slots=True)
class Confirming:
    """Asks once more before `deed`: withdraw, discard."""

    deed: str


@dataclass(frozen=True, slots=True)
class Writing:
    """The next text is a message to the secretariat; `then` is the question that was left for it."""

    then: Step | None = None


# Steps before the reply itself; choosing a language can also be a side task of a later one.
EntranceStep = New | ChoosingLanguage | Agreeing | Meeting | NamingParty | Waiting
# Steps that can be about one record of a repeat, which a colleague may change or remove meanwhile.
RecordStep = Asking | Viewing | SettlingUnique | SettlingNamesake
# Steps that a side task leads back to.
KeptStep = RecordStep | Listing | Reviewing
# Steps that only somebody who acts for a State can be at; anybody may write to the secretariat.
ReplyStep = RecordStep | AtMenu | Fetching | Listing | Reviewing | Confirming
Step = EntranceStep | ReplyStep | Writing

_STEPS: dict[str, Callable[..., Step]] = {step.__name__: step for step in get_args(Step)}


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer enters a reply that came on paper; its reference and date."""

    party: str
    reference: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """`screen` numbers what the person sees: buttons carry it, so one of an earlier screen is known as such.

    `last` is the tap that led to this screen, so that a double tap is recognised; `heard` the message that
    could not be taken, so that its correction by editing is.
    """

    step: Step = New()
    screen: int = 0
    form: str = ""
    last: str = ""
    heard: int | None = None
    acting: Acting | None = None

    def to_json(self) -> str:
        return json.dumps(_pack(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Session:
        """Read a stored session.

        Raises: ValueError or KeyError where the text is not one of ours.
        """
        data = json.loads(text)
        acting = data.get("acting")
        return cls(
            _unpack(data["step"]),
            data["screen"],
            data["form"],
            data["last"],
            data["heard"],
            Acting(acting["party"], acting["reference"], acting["date"]) if acting else None,
        )


def _pack(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        packed = {field.name: _pack(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **packed}
    return list(value) if isinstance(value, tuple) else value


def _unpack(data: dict[str, Any]) -> Step:
    values = {name: _value(value) for name, value in data.items() if name != "is"}
    return _STEPS[data["is"]](**values)


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return _unpack(value)
    return tuple(value) if isinstance(value, list) else value
