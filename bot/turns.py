"""Handles a batch of updates in one transaction: each in a savepoint of its own, in order, once."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import ClassVar, assert_never

from bot.campaign import notify
from bot.campaign.campaign import Campaign
from bot.campaign.post import CallbackAnswer
from bot.campaign.work import Work
from bot.desk.actions import ACTIONS
from bot.desk.addressee import PREFIX
from bot.desk.commands import COMMANDS
from bot.desk.router import Desk
from bot.i18n.languages import choose
from bot.i18n.tongue import tongue_for
from bot.mission.commands import MISSION
from bot.mission.turn import Mission
from bot.operations.logs import about, note
from bot.operations.meter import Meter
from bot.telegram import updates
from bot.telegram.updates import Incoming, UpdateContent
from bot.texts.mission_notices import MissionNotices
from storage import audit, intake, invitations, outbox, people, staff
from storage.database import savepoint
from storage.instants import to_text
from storage.people import KnownPerson
from storage.staff import Role

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as it came: its number, its raw text, and how to read it (which may fail)."""

    update_id: int
    raw: str
    read: Callable[[], Incoming | None]


class Turns:
    """Routes updates to the desk or to the mission's dialogue, and sets aside one whose turn fails."""

    # `python -m pytest --pdb` lets what a turn raises through, and stops where it was raised.
    SETS_ASIDE: ClassVar[bool] = True

    def __init__(self, campaign: Campaign, meter: Meter | None = None) -> None:
        self._campaign = campaign
        self._meter = meter or Meter()
        self.mission = Mission(campaign)
        self.desk = Desk(campaign, self.mission)

    def batch(
        self, db: sqlite3.Connection, arrivals: Sequence[Arrival], now: datetime
    ) -> list[CallbackAnswer]:
        """Handle what arrived, within the caller's transaction; return the answers to taps."""
        answers: list[CallbackAnswer] = []
        for arrival in arrivals:
            with about(update=arrival.update_id):
                if intake.take(db, arrival.update_id, to_text(now)):
                    answers += self._one(db, arrival, now)
                else:
                    log.debug("came again; it was taken before")
        return answers

    def again(self, db: sqlite3.Connection, arrival: Arrival, letter: int, now: datetime) -> None:
        """Handle an update once more that had been set aside, as the dead letter of that id.

        What goes wrong again is set aside again, as a new letter.
        """
        with about(update=arrival.update_id):
            if intake.settle(db, letter, to_text(now)):
                self._one(db, arrival, now)

    def _one(self, db: sqlite3.Connection, arrival: Arrival, now: datetime) -> list[CallbackAnswer]:
        """Handle one update; undo and set aside a turn that raises, which is a mistake of ours, and say so."""
        incoming: Incoming | None = None
        began = perf_counter()
        try:
            incoming = arrival.read()
            if incoming is None:
                log.debug("says nothing to us")
                return []
            note(chat=incoming.chat_id)
            work = Work.at(self._campaign, db, now)
            with savepoint(db):
                self._route(work, incoming)
            seconds = perf_counter() - began
            self._meter.turned(seconds, set_aside=False)
            log.debug(
                "handled %s in %.1f ms, rows queued: %d",
                _kind(incoming.content),
                seconds * 1000,
                work.post.queued,
            )
            return work.post.answers
        except sqlite3.OperationalError:
            # The disk, not the turn: the whole batch is undone and comes again.
            raise
        except Exception as error:
            self._meter.turned(perf_counter() - began, set_aside=True)
            if not self.SETS_ASIDE:
                raise
            log.exception("update set aside")
            return self._set_aside(db, arrival, incoming, error, now)

    def _route(self, work: Work, incoming: Incoming) -> None:
        known, content = self._meet(work, incoming), incoming.content
        if isinstance(content, updates.Spoken):
            self._hand_on(work, incoming, known)
            return
        match content:
            case updates.MembershipChanged(present=present):
                self._membership(work, incoming, known, present)
            case updates.ChatMigrated(new_chat_id=new):
                outbox.migrate_chat(work.db, incoming.chat_id, new)
            case never:
                assert_never(never)

    def _hand_on(self, work: Work, incoming: Incoming, known: KnownPerson) -> None:
        """Give what somebody said to the desk or to the mission's dialogue."""
        content = incoming.content
        code = content.code if isinstance(content, updates.StartCommand) else None
        if incoming.private and code is not None and self._becomes_admin(work, known, code):
            self.desk.welcome(work, known)
        elif self.desk.takes(work.db, incoming, known):
            note(handler="desk")
            self.desk.turn(work, incoming, known)
        elif incoming.private:
            note(handler="mission")
            self.mission.turn(work, incoming, known)
        elif isinstance(content, updates.CallbackQuery):
            work.post.answer(content.query_id)
        else:
            self.desk.stranger_in_group(work, incoming, known)

    def _meet(self, work: Work, incoming: Incoming) -> KnownPerson:
        known = people.known(work.db, incoming.person_id)
        leaves = incoming.private and incoming.content == updates.MembershipChanged(False)
        if known is not None and leaves:
            # Nobody who blocks the bot can be reached again by that.
            return known
        if known is None or known.name != incoming.name or known.blocked_at is not None:
            people.meet(work.db, incoming.person_id, incoming.name, incoming.username, work.stamp)
            known = people.known(work.db, incoming.person_id)
        assert known is not None
        return known

    def _membership(
        self, work: Work, incoming: Incoming, known: KnownPerson, present: bool
    ) -> None:
        """Note that the bot was blocked, put into a group, or put out of it."""
        if incoming.private:
            if not present:
                notify.lost_person(work, known.id)
        elif present:
            self.desk.joined(work, incoming, known)
        elif staff.lose_desk(work.db, incoming.chat_id, work.stamp):
            notify.desks(work, lambda notices: notices.lost(incoming.chat_title))

    def _becomes_admin(self, work: Work, known: KnownPerson, code: str) -> bool:
        """Make an admin of whoever opens the link that `run` prints; return whether it was that."""
        invitation = invitations.find(work.db, code)
        if invitation is None or invitation.role != Role.ADMIN:
            return False
        dead = invitation.revoked_at or (invitation.expires_at or "~") <= work.stamp
        if dead or not invitations.use(work.db, invitation.id, known.id, work.stamp):
            return False
        staff.grant(work.db, known.id, Role.ADMIN, by=None, now=work.stamp)
        audit.record(work.db, at=work.stamp, actor=known.id, role="admin", action="became admin")
        return True

    def _set_aside(
        self,
        db: sqlite3.Connection,
        arrival: Arrival,
        incoming: Incoming | None,
        error: Exception,
        now: datetime,
    ) -> list[CallbackAnswer]:
        work = Work.at(self._campaign, db, now)
        # The traceback names places in the code; its last line may quote an answer and is left out.
        frames = "".join(traceback.format_tb(error.__traceback__))
        kind = type(error).__name__
        intake.bury(
            db,
            update_id=arrival.update_id,
            raw=arrival.raw,
            error=f"{frames}{kind}",
            now=work.stamp,
        )
        place = traceback.extract_tb(error.__traceback__)[-1]
        summary = f"{kind} in {place.name}"
        notify.admins(work, lambda notices: notices.trouble(summary), key=f"trouble:{summary}")
        if incoming is not None and incoming.private:
            known = people.known(db, incoming.person_id)
            language = (known.language if known else None) or choose(incoming.language_code)
            notices = MissionNotices(self._campaign.event, tongue_for(language))
            work.post.send(incoming.chat_id, notices.unfinished())
        if incoming is not None and isinstance(incoming.content, updates.CallbackQuery):
            work.post.answer(incoming.content.query_id)
        return work.post.answers


def _kind(content: UpdateContent) -> str:
    """Return what arrived, with the name of a command or of a button of the desk where it is ours."""
    kind = type(content).__name__
    if isinstance(content, updates.OtherCommand) and content.name in COMMANDS.keys() | MISSION:
        return f"/{content.name}"
    if isinstance(content, updates.CallbackQuery) and content.data.startswith(PREFIX):
        action = content.data.removeprefix(PREFIX).partition(":")[0]
        return f"{kind} {action}" if action in ACTIONS else kind
    return kind
