"""Carries what one piece of work shares: the campaign, its transaction, its outgoing messages and its instant."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from storage.instants import to_text


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction at one instant (aware UTC): every change and message of it commits together."""

    campaign: Campaign
    db: sqlite3.Connection
    post: Post
    now: datetime

    @classmethod
    def at(cls, campaign: Campaign, db: sqlite3.Connection, now: datetime) -> Work:
        """Begin work within the caller's transaction, with nothing to say yet."""
        return cls(campaign, db, Post(db, to_text(now)), now)

    @property
    def stamp(self) -> str:
        """Return `now` as the schema keeps it."""
        return to_text(self.now)
