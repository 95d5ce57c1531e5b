"""One batch of updates: each handled in a savepoint of one transaction, in order, once. Sends nothing by itself."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from bot.campaign import notify
from bot.campaign.campaign import Campaign
from bot.campaign.post import CallbackAnswer, Post
from bot.campaign.work import Work
from bot.desk.router import Desk
from bot.i18n.languages import choose
from bot.i18n.tongue import tongue_for
from bot.mission.turn import Mission
from bot.operations.logs import about, note, places
from bot.operations.meter import Meter
from bot.telegram.updates import (
    CallbackQuery,
    ChatMigrated,
    Incoming,
    MembershipChanged,
    StartCommand,
)
from bot.texts.mission_notices import MissionNotices
from storage import audit, intake, invitations, outbox, people, staff
from storage.database import savepoint
from storage.instants import to_text
from storage.people import KnownPerson

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as it came: its number, its raw text, and how to read it (which may fail)."""

    update_id: int
    raw: str
    read: Callable[[], Incoming | None]


class Turns:
    """Takes updates to messages, for people of missions, of the secretariat, and for visitors."""

    def __init__(self, campaign: Campaign, meter: Meter | None = None) -> None:
        self._campaign = campaign
        self._meter = meter or Meter()
        self.mission = Mission(campaign)
        self.desk = Desk(campaign, self.mission)

    def batch(
        self, db: sqlite3.Connection, arrivals: Sequence[Arrival], now: datetime
    ) -> list[CallbackAnswer]:
        """Handles what arrived, within the caller's transaction; returns the answers to taps."""
        answers: list[CallbackAnswer] = []
        for arrival in arrivals:
            with about(update=arrival.update_id):
                if intake.take(db, arrival.update_id, to_text(now)):
                    answers += self._one(db, arrival, now)
                else:
                    log.debug("came again; it was taken before")
        return answers

    def again(self, db: sqlite3.Connection, arrival: Arrival, letter: int, now: datetime) -> None:
        """Handles an update once more that had been set aside, as the dead letter of that id.

        What goes wrong again is set aside again, as a new letter.
        """
        with about(update=arrival.update_id):
            if intake.settle(db, letter, to_text(now)):
                self._one(db, arrival, now)

    def _one(self, db: sqlite3.Connection, arrival: Arrival, now: datetime) -> list[CallbackAnswer]:
        """A turn that raises is a mistake of ours: undone, set aside, said, and the queue moves on."""
        incoming: Incoming | None = None
        began = perf_counter()
        try:
            incoming = arrival.read()
            if incoming is None:
                log.debug("says nothing to us")
                return []
            note(chat=incoming.chat_id)
            post = Post(db, to_text(now))
            with savepoint(db):
                self._route(db, post, incoming, now)
            seconds = perf_counter() - began
            self._meter.turned(seconds, set_aside=False)
            log.debug("handled %s in %.1f ms", type(incoming.content).__name__, seconds * 1000)
            return post.answers
        except sqlite3.OperationalError:
            # The disk, not the turn: the whole batch is undone and comes again.
            raise
        except Exception as error:
            # Its message may quote an answer; the traceback is kept without it.
            self._meter.turned(perf_counter() - began, set_aside=True)
            log.error("update set aside: %s", places(error))  # noqa: TRY400
            return self._set_aside(db, arrival, incoming, error, now)

    def _route(self, db: sqlite3.Connection, post: Post, incoming: Incoming, now: datetime) -> None:
        known = self._meet(db, incoming, now)
        match incoming.content:
            case MembershipChanged(present=present):
                self._membership(db, post, incoming, known, present, now)
            case ChatMigrated(new_chat_id=new):
                outbox.migrate_chat(db, incoming.chat_id, new)
            case StartCommand(code=code) if (
                incoming.private
                and code is not None
                and (self._becomes_admin(db, known, code, now))
            ):
                self.desk.welcome(db, post, known, now)
            case _ if self.desk.takes(db, incoming, known):
                self.desk.turn(db, post, incoming, known, now)
            case _ if incoming.private:
                self.mission.turn(Work(self._campaign, db, post, now), incoming, known)
            case CallbackQuery(query_id=query_id):
                post.answer(query_id)
            case _:
                self.desk.stranger_in_group(db, post, incoming, known)

    def _meet(self, db: sqlite3.Connection, incoming: Incoming, now: datetime) -> KnownPerson:
        known = people.known(db, incoming.person_id)
        leaves = incoming.private and incoming.content == MembershipChanged(False)
        if known is not None and leaves:
            # Nobody who blocks the bot can be reached again by that.
            return known
        if known is None or known.name != incoming.name or known.blocked_at is not None:
            people.meet(db, incoming.person_id, incoming.name, incoming.username, to_text(now))
            known = people.known(db, incoming.person_id)
        assert known is not None
        return known

    def _membership(
        self,
        db: sqlite3.Connection,
        post: Post,
        incoming: Incoming,
        known: KnownPerson,
        present: bool,
        now: datetime,
    ) -> None:
        """Blocked, unblocked, put into a group, put out of it."""
        if incoming.private:
            if not present:
                notify.lost_person(Work(self._campaign, db, post, now), known.id)
        elif present:
            self.desk.joined(db, post, incoming, known, now)
        elif staff.lose_desk(db, incoming.chat_id, to_text(now)):
            work = Work(self._campaign, db, post, now)
            notify.desks(work, lambda notices: notices.lost(incoming.chat_title))

    def _becomes_admin(
        self, db: sqlite3.Connection, known: KnownPerson, code: str, now: datetime
    ) -> bool:
        """The one-time link that `run` prints while there is no admin."""
        invitation = invitations.find(db, code)
        if invitation is None or invitation.role != "admin":
            return False
        stamp = to_text(now)
        dead = invitation.revoked_at or (invitation.expires_at or "~") <= stamp
        if dead or not invitations.use(db, invitation.id, known.id, stamp):
            return False
        staff.grant(db, known.id, "admin", by=None, now=stamp)
        audit.record(db, at=stamp, actor=known.id, role="admin", action="became admin")
        return True

    def _set_aside(
        self,
        db: sqlite3.Connection,
        arrival: Arrival,
        incoming: Incoming | None,
        error: Exception,
        now: datetime,
    ) -> list[CallbackAnswer]:
        stamp = to_text(now)
        # The traceback names places in the code; its last line may quote an answer and is left out.
        frames = "".join(traceback.format_tb(error.__traceback__))
        kind = type(error).__name__
        intake.bury(
            db, update_id=arrival.update_id, raw=arrival.raw, error=f"{frames}{kind}", now=stamp
        )
        post = Post(db, stamp)
        place = traceback.extract_tb(error.__traceback__)[-1]
        summary = f"{kind} in {place.name}"
        for admin, role, _ in staff.members(db):
            if role == "admin":
                self.desk.trouble(db, post, admin, summary)
        if incoming is not None and incoming.private:
            known = people.known(db, incoming.person_id)
            language = (known.language if known else None) or choose(incoming.language_code)
            notices = MissionNotices(self._campaign.event, tongue_for(language or "en"))
            post.send(incoming.chat_id, notices.unfinished())
        if incoming is not None and isinstance(incoming.content, CallbackQuery):
            post.answer(incoming.content.query_id)
        return post.answers
