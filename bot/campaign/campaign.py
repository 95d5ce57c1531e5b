"""What every part of a turn shares: the event, the States, links, who of the secretariat is told. Keeps no state of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.campaign.post import Post
from bot.events.event import Event
from bot.events.parties import Parties
from bot.events.parties import load as load_parties
from bot.i18n.tongue import tongue_for
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Message
from bot.texts.mission_notices import MissionNotices
from storage import assignments, deployment, message_threads, people, replies, staff
from storage.instants import from_text
from storage.outbox import Lane
from storage.staff import Digest

DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Campaign:
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
        """The deep link that opens the bot with an invitation code."""
        return f"https://t.me/{self.bot_username}?start={code}"

    def deadline(self, db: sqlite3.Connection, party: str | None = None) -> datetime | None:
        """The deadline in force: the State's own, else the one the desk has set, else the event's."""
        if party is not None:
            reply = replies.get(db, party)
            if reply is not None and reply.deadline is not None:
                return from_text(reply.deadline)
        stored = deployment.get(db, DEADLINE)
        return from_text(stored) if stored is not None else self.event.deadline

    def tell_desks(
        self,
        db: sqlite3.Connection,
        post: Post,
        words: Callable[[DeskNotices], Message | list[Message]],
        *,
        urgent: bool = True,
        thread: str | None = None,
        but: int | None = None,
    ) -> None:
        """Tells every chat of the secretariat, each in its language; what is not urgent waits for a daily digest.

        Messages of one `thread` (storage.letters) reply to each other.
        """
        for desk in staff.desks(db):
            if desk.chat_id == but or (desk.digest == Digest.DAILY and not urgent):
                continue
            said = words(DeskNotices(self.event, tongue_for(desk.language)))
            before = message_threads.thread_row(db, desk.chat_id, thread) if thread else None
            for message in said if isinstance(said, list) else [said]:
                post.send(desk.chat_id, message, lane=Lane.NOTICE, batch=thread, target=before)

    def tell_mission(
        self,
        db: sqlite3.Connection,
        post: Post,
        party: str,
        words: Callable[[MissionNotices], Message],
        *,
        but: int | None = None,
        lane: Lane = Lane.NOTICE,
        batch: str | None = None,
    ) -> int:
        """Tells everybody who acts for a State, each in their language; how many they are."""
        told = 0
        for assignment in assignments.acting_for(db, party):
            if assignment.person_id == but:
                continue
            known = people.known(db, assignment.person_id)
            if known is None or known.blocked_at is not None:
                continue
            said = words(MissionNotices(self.event, tongue_for(known.language or "en")))
            post.send(known.id, said, lane=lane, batch=batch)
            told += 1
        return told
