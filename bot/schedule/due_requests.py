"""Brings up, once each, the requests to act for a State that nobody has decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.campaign import notify
from bot.campaign.quiet_hours import awake, is_quiet
from bot.campaign.work import Work
from bot.texts import schedule_notices
from storage import assignments, jobs, people
from storage.instants import from_text

REQUESTS_WAIT = timedelta(days=2)


def waiting_requests(work: Work) -> datetime | None:
    """Tell the desks of requests that have waited too long; return when the next one has."""
    event = work.campaign.event
    if is_quiet(work.now, event):
        return awake(work.now, event)
    due: list[datetime] = []
    old = []
    for one in assignments.pending(work.db):
        at = from_text(one.asked_at) + REQUESTS_WAIT
        if at > work.now:
            due.append(awake(at, event))
        elif jobs.once(work.db, f"request:{one.id}", work.stamp):
            old.append(one)
    if old:
        names = people.names(work.db, {one.person_id for one in old})
        waiting = [(one.party, names.get(one.person_id, "")) for one in old]
        notify.desks(work, lambda notices: schedule_notices.requests_wait(notices, waiting))
    return min(due, default=None)
