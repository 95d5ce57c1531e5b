"""How long what missions wrote may be kept: the admins are told when that is over, every week until it is erased."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, time, timedelta

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.campaign.quiet_hours import awake, on, today
from bot.events.event import Event
from bot.i18n.tongue import tongue_for
from bot.texts import schedule_notices
from bot.texts.desk_notices import DeskNotices
from storage import jobs, people, staff, upkeep
from storage.instants import from_text, to_text
from storage.outbox import Lane
from storage.staff import Role

TOLD_AT = time(9)
AGAIN_AFTER_DAYS = 7


def kept_until(event: Event, since: datetime) -> date:
    """The last day for what is kept since then. An event long over is tried out: it counts from the trial."""
    begins = max(event.ends, today(since, event))
    return begins + timedelta(days=event.privacy.retention_days)


def remind(
    campaign: Campaign, db: sqlite3.Connection, post: Post, now: datetime
) -> datetime | None:
    """Tells the admins once a week from the day after on; when the next time is."""
    since = upkeep.kept_since(db)
    if since is None:
        return None
    last = kept_until(campaign.event, from_text(since))
    weeks = max(0, (today(now, campaign.event) - last).days - 1) // AGAIN_AFTER_DAYS
    at = _told_at(last, weeks, campaign.event)
    if now < at:
        return at
    if jobs.once(db, f"retention:{last}:{weeks}", to_text(now)):
        _tell(campaign, db, post, last)
    return _told_at(last, weeks + 1, campaign.event)


def _told_at(last: date, weeks: int, event: Event) -> datetime:
    day = last + timedelta(days=1 + weeks * AGAIN_AFTER_DAYS)
    return awake(on(day, TOLD_AT, event), event)


def _tell(campaign: Campaign, db: sqlite3.Connection, post: Post, last: date) -> None:
    for admin, role, _ in staff.members(db):
        if role == Role.ADMIN:
            known = people.known(db, admin)
            language = (known.language if known else None) or "en"
            notices = DeskNotices(campaign.event, tongue_for(language))
            post.send(admin, schedule_notices.retention_over(notices, last), lane=Lane.NOTICE)
