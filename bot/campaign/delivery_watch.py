"""What concerns more than one message: a chat that is gone, a group that moved, a message that nobody will take."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.i18n.tongue import tongue_for
from bot.texts.desk_notices import DeskNotices
from storage import people, staff
from storage.instants import to_text
from storage.outbox import Lane, Row


class DeliveryWatch:
    """The dispatcher's `Watcher`: records it, and tells the secretariat once."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def chat_gone(self, db: sqlite3.Connection, chat_id: int, _reason: str, now: datetime) -> None:
        """A person blocked the bot, or it was put out of a group."""
        stamp = to_text(now)
        desk = staff.desk(db, chat_id)
        if desk is not None and staff.lose_desk(db, chat_id, stamp):
            self._campaign.tell_desks(
                db, Post(db, stamp), lambda notices: notices.lost(desk.title or str(chat_id))
            )
        self._campaign.lose_person(db, Post(db, stamp), chat_id, stamp)

    def chat_moved(self, db: sqlite3.Connection, old: int, new: int, now: datetime) -> None:
        """The rows were rewritten already; nobody needs to be told."""

    def refused(self, db: sqlite3.Connection, row: Row, reason: str, now: datetime) -> None:
        """A mistake of ours: the admins are told once for each kind of call and day."""
        stamp = to_text(now)
        for admin, role, _ in staff.members(db):
            if role != "admin" or admin == row.chat_id:
                continue
            known = people.known(db, admin)
            language = (known.language if known else None) or "en"
            notice = DeskNotices(self._campaign.event, tongue_for(language)).trouble(
                f"{row.method}: {reason}"
            )
            key = f"refused:{row.method}:{stamp[:10]}:{admin}"
            Post(db, stamp).send(admin, notice, lane=Lane.NOTICE, key=key)
