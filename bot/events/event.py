"""Defines an event: title, dates, who writes, parties, policy, reply form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from bot.engine.form import Form, Text

EVENTS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class InvitingBody:
    """Who invites: organization and organ, who signs, where."""

    organization: Text
    organ: Text
    signatory: Text
    city: Text


@dataclass(frozen=True, slots=True)
class Privacy:
    purpose: Text
    controller: Text
    retention_days: int


@dataclass(frozen=True, slots=True)
class Letter:
    """The invitation letter; `reference` is the prefix of its number."""

    reference: str
    date: date
    addressee: Text
    copies: Text
    subject: Text
    salutation: Text
    body: tuple[Text, ...]
    closing: Text


# Compared by identity: a process reads its event once, and what is worked out from it is kept by it.
@dataclass(frozen=True, eq=False)
class Event:
    """Everything one deployment serves; dates are in the event's `zone`, instants in UTC."""

    name: str
    code: str
    title: Text
    place: Text
    starts: date
    ends: date
    zone: ZoneInfo
    deadline: datetime | None
    languages: tuple[str, ...]
    # ISO 3166-1 alpha-3 codes, or None for every State.
    parties: tuple[str, ...] | None
    verification: Literal["none", "approve"]
    note_verbale_required: bool
    invitation_days: int
    reminder_days: tuple[int, ...]
    quiet_hours: tuple[time, time]
    sender: InvitingBody
    privacy: Privacy
    letter: Letter
    form: Form

    def reference(self, party: str) -> str:
        """Return the reference under which a State's reply is known."""
        return f"{self.code}/{party}"

    @property
    def invitation_validity(self) -> timedelta:
        return timedelta(days=self.invitation_days)
