"""Reminds missions by schedule: before their deadline, and of changes that they left unsent."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.campaign import notify
from bot.campaign.quiet_hours import awake, is_quiet, on, today
from bot.campaign.work import Work
from bot.schedule.due_deadlines import known_since
from bot.schedule.reminder_rules import (
    Allowed,
    NobodyReachable,
    NotBefore,
    NotConcerned,
    RemindedBy,
    ReminderKind,
    may_remind,
    remind,
)
from bot.texts import schedule_notices
from storage import audit, jobs, overview, replies
from storage.instants import from_text, to_text
from storage.replies import REPLIED, UNREPLIED, Stage

# People read their telephones once at work; a deadline is easiest met then.
REMINDERS_AT = time(9)
UNSENT_FOR = timedelta(days=1)


def staged_reminders(work: Work) -> datetime | None:
    """Remind those who have not replied, so many days before their deadline; return when next.

    A stage at which a State may not be reminded yet waits for the first moment at which it may,
    and is lost only where that is not before the deadline.
    """
    event = work.campaign.event
    if is_quiet(work.now, event):
        return awake(work.now, event)
    due: list[datetime] = []
    batch, count = f"staged:{today(work.now, event)}", 0
    for reply in replies.all_replies(work.db):
        deadline = work.campaign.deadline(work.db, reply.party)
        if reply.stage not in UNREPLIED or deadline is None or deadline <= work.now:
            continue
        stages = _stages(work, deadline)
        due += [at for at, _ in stages if at > work.now]
        since = known_since(work, reply)
        reached = [days for at, days in stages if since <= at <= work.now]
        if not reached:
            continue
        key = f"staged:{reply.party}:{to_text(deadline)}:{min(reached)}"
        if jobs.has_happened(work.db, key):
            continue
        kind = ReminderKind.DRAFT if reply.stage == Stage.DRAFT else ReminderKind.MISSING
        match may_remind(work, reply.party, kind, RemindedBy.CLOCK):
            case NotBefore(at=at):
                due += [at] if at < deadline else []
            case Allowed():
                jobs.once(work.db, key, work.stamp)
                _remind(work, reply.party, kind, f"{batch}:{reply.party}")
                count += 1
            case NobodyReachable() | NotConcerned():
                jobs.once(work.db, key, work.stamp)
    if count:
        notify.desks(work, lambda notices: schedule_notices.reminded(notices, count))
    return min(due, default=None)


def _stages(work: Work, deadline: datetime) -> list[tuple[datetime, int]]:
    """Return (when, days before) of each stage that comes before the deadline itself."""
    event = work.campaign.event
    last = today(deadline, event)
    moments = [
        (awake(on(last - timedelta(days=days), REMINDERS_AT, event), event), days)
        for days in event.reminder_days
    ]
    return [(at, days) for at, days in moments if at < deadline]


def unsent_reminders(work: Work) -> datetime | None:
    """Remind those who left changes of their reply unsent for a day; return when the next is due."""
    event = work.campaign.event
    if today(work.now, event) > event.ends:
        return None
    if is_quiet(work.now, event):
        return awake(work.now, event)
    due: list[datetime] = []
    for party, changed in overview.unsent_since(work.db).items():
        reply = replies.get(work.db, party)
        if reply is None or reply.stage not in (Stage.DRAFT, *REPLIED):
            continue
        kind = ReminderKind.DRAFT if reply.stage == Stage.DRAFT else ReminderKind.UNSENT
        at = from_text(changed) + UNSENT_FOR
        if at > work.now:
            due.append(awake(at, event))
            continue
        match may_remind(work, party, kind, RemindedBy.CLOCK):
            case NotBefore(at=at):
                due.append(at)
            case Allowed() if replies.unsent(work.db, party, event.form.repeats):
                key = f"unsent:{party}:{changed}"
                if jobs.once(work.db, key, work.stamp):
                    _remind(work, party, kind, key)
            case Allowed() | NobodyReachable() | NotConcerned():
                pass
    return min(due, default=None)


def _remind(work: Work, party: str, kind: ReminderKind, batch: str) -> None:
    remind(work, party, kind, batch=batch)
    audit.record_by_clock(work.db, "reminded", party, at=work.stamp, subject=kind)
