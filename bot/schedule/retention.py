"""Reminds the admins, every week, to erase what missions wrote once it may not be kept any longer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.campaign import notify
from bot.campaign.quiet_hours import awake, on, today
from bot.campaign.work import Work
from bot.events.event import Event
from bot.texts import schedule_notices
from storage import jobs, upkeep
from storage.instants import from_text

TOLD_AT = time(9)
AGAIN_AFTER_DAYS = 7


def kept_until(event: Event, since: datetime) -> date:
    """Return the last day for what is kept since then, and at the earliest since the event's end."""
    begins = max(event.ends, today(since, event))
    return begins + timedelta(days=event.privacy.retention_days)


def remind(work: Work) -> datetime | None:
    """Tell the admins once a week from the day after on; return when the next time is."""
    event = work.campaign.event
    since = upkeep.kept_since(work.db)
    if since is None:
        return None
    last = kept_until(event, from_text(since))
    weeks = max(0, (today(work.now, event) - last).days - 1) // AGAIN_AFTER_DAYS
    at = _told_at(last, weeks, event)
    if work.now < at:
        return at
    if jobs.once(work.db, f"retention:{last}:{weeks}", work.stamp):
        notify.admins(work, lambda notices: schedule_notices.retention_over(notices, last))
    return _told_at(last, weeks + 1, event)


def _told_at(last: date, weeks: int, event: Event) -> datetime:
    day = last + timedelta(days=1 + weeks * AGAIN_AFTER_DAYS)
    return awake(on(day, TOLD_AT, event), event)
