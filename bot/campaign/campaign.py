"""Carries what every piece of work shares: the event, its States, links and deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.events.event import Event
from bot.events.parties import Parties
from bot.events.parties import load as load_parties
from storage import Db, deployment, replies
from storage.instants import from_text

DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One event as this bot serves it; keeps nothing that changes."""

    event: Event
    parties: Parties
    bot_username: str

    @classmethod
    def of(cls, event: Event, bot_username: str) -> Campaign:
        """Return the campaign of an event with the States it invites."""
        known = load_parties()
        invited = known if event.parties is None else known.only(event.parties)
        return cls(event, invited, bot_username)

    def link(self, code: str) -> str:
        """Return the deep link that opens the bot with an invitation code."""
        return f"https://t.me/{self.bot_username}?start={code}"

    def deadline(self, db: Db, party: str | None = None) -> datetime | None:
        """Return the deadline in force: the State's own, else the one the desk has set, else the event's."""
        if party is not None:
            reply = replies.get(db, party)
            if reply is not None and reply.deadline is not None:
                return from_text(reply.deadline)
        stored = deployment.get(db, DEADLINE)
        return from_text(stored) if stored is not None else self.event.deadline
