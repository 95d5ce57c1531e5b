"""The digest in this chat at once, and when the chat is told by itself. What it says is put together elsewhere."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import staff
from bot.desk.visit import Visit
from bot.schedule import digests
from storage import staff as stored_staff

# For a chat that is told of everything as it comes, or that is none of the secretariat's.
SPAN = timedelta(days=1)


def command(visit: Visit, text: str) -> None:
    """/digest [now|daily] — without a word, what came in, and the setting below."""
    if text:
        staff.digest(visit, text)
        return
    desk = stored_staff.desk(visit.db, visit.chat_id)
    daily = desk is not None and desk.digest == "daily"
    last = digests.last(visit.db, visit.chat_id) if daily else None
    since = last or visit.now - SPAN
    for message in digests.digest(visit.campaign, visit.db, visit.tongue, since, visit.now):
        visit.send(message)
    if daily:
        digests.note(visit.db, visit.chat_id, visit.now)
    if desk is not None:
        staff.ask_digest(visit, ())
