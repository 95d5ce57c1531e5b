"""Tells of deadlines that have passed: each mission of its own, the desks of the general one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.campaign import notify
from bot.campaign.quiet_hours import awake, is_quiet
from bot.campaign.work import Work
from bot.texts import schedule_notices
from storage import audit, deployment, jobs, replies
from storage.instants import from_text, to_text
from storage.outbox import Lane
from storage.replies import REPLIED, UNREPLIED, Reply, Stage

# When the desk has set a deadline, general or one State's: what was due before is not made up for.
DEADLINE_SET = "deadline_set"

# A bot that was down for longer does not bring up a deadline that everybody knows has passed.
DEADLINE_NEWS = timedelta(days=7)


def known_since(work: Work, reply: Reply) -> datetime:
    """Return since when a State has had its deadline."""
    key = DEADLINE_SET if reply.deadline is None else f"{DEADLINE_SET}:{reply.party}"
    stored = deployment.get(work.db, key)
    invited = from_text(reply.created_at)
    return invited if stored is None else max(invited, from_text(stored))


def passed_deadlines(work: Work) -> datetime | None:
    """Tell, once each, of the deadlines that have passed; return when the next one does."""
    event = work.campaign.event
    if is_quiet(work.now, event):
        return awake(work.now, event)
    due: list[datetime] = []
    every = replies.all_replies(work.db)
    for reply in every:
        deadline = work.campaign.deadline(work.db, reply.party)
        if deadline is None or reply.stage == Stage.WITHDRAWN:
            continue
        if deadline > work.now:
            due.append(awake(deadline, event))
        elif _is_news(deadline, known_since(work, reply), work.now):
            _close(work, reply, deadline)
    general = work.campaign.deadline(work.db)
    if general is not None and _passed_once(work, every, general):
        _tell_desks(work, every, general)
    return min(due, default=None)


def _is_news(deadline: datetime, since: datetime, now: datetime) -> bool:
    return since < deadline <= now < deadline + DEADLINE_NEWS


def _close(work: Work, reply: Reply, deadline: datetime) -> None:
    key = f"closed:{reply.party}:{to_text(deadline)}"
    if not jobs.once(work.db, key, work.stamp):
        return
    replied = reply.stage not in UNREPLIED
    notify.mission(
        work,
        reply.party,
        lambda notices: schedule_notices.closed(notices, reply.party, deadline, replied=replied),
        lane=Lane.BULK,
        batch=key,
    )
    audit.record_by_clock(work.db, "told of the deadline", reply.party, at=work.stamp)
    if reply.deadline is not None:
        notify.desks(
            work,
            lambda notices: schedule_notices.own_deadline_passed(
                notices, reply.party, replied=replied
            ),
        )


def _passed_once(work: Work, every: Sequence[Reply], general: datetime) -> bool:
    stored = deployment.get(work.db, DEADLINE_SET)
    since = min((from_text(reply.created_at) for reply in every), default=work.now)
    if stored is not None:
        since = max(since, from_text(stored))
    if not _is_news(general, since, work.now):
        return False
    return jobs.once(work.db, f"closed:{to_text(general)}", work.stamp)


def _tell_desks(work: Work, every: Sequence[Reply], general: datetime) -> None:
    replied = sum(reply.stage in REPLIED for reply in every)
    missing = sum(reply.stage in UNREPLIED for reply in every)
    notify.desks(
        work, lambda notices: schedule_notices.deadline_passed(notices, general, replied, missing)
    )
