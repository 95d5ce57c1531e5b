"""Records what the dispatcher finds out about chats and messages, and tells the secretariat once."""

from __future__ import annotations

from datetime import datetime

from bot.campaign import notify
from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from storage import Db, staff
from storage.outbox import Row


class DeliveryWatch:
    """The dispatcher's `Watcher`; called within the dispatcher's transaction."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def chat_gone(self, db: Db, chat_id: int, _reason: str, now: datetime) -> None:
        """Mark a chat that blocked the bot or put it out, and tell the secretariat."""
        work = Work.at(self._campaign, db, now)
        desk = staff.desk(db, chat_id)
        if desk is not None and staff.lose_desk(db, chat_id, work.stamp):
            notify.desks(work, lambda notices: notices.lost(desk.title or str(chat_id)))
        notify.lost_person(work, chat_id)

    def chat_moved(self, db: Db, old: int, new: int, now: datetime) -> None:
        """Do nothing: the rows are rewritten already, and nobody needs to be told."""

    def refused(self, db: Db, row: Row, reason: str, now: datetime) -> None:
        """Tell the admins of a message that is a mistake of ours, once for each method and day."""
        work = Work.at(self._campaign, db, now)
        notify.admins(
            work,
            lambda notices: notices.trouble(f"{row.method}: {reason}"),
            key=f"refused:{row.method}:{work.stamp[:10]}",
            but=row.chat_id,
        )
