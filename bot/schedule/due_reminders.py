"""What the calendar brings up: reminders, deadlines that have passed, requests that wait; each once, none in quiet hours."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.campaign.quiet_hours import awake, is_quiet, on, today
from bot.schedule.reminders import (
    BY_CLOCK,
    ReminderKind,
    chats_of,
    remind,
    reminded_at,
    was_reminded,
)
from bot.texts import schedule_notices
from storage import assignments, audit, deployment, jobs, overview, people, replies
from storage.instants import from_text, to_text
from storage.outbox import Lane
from storage.replies import REPLIED, UNREPLIED, Reply, Stage

# When the desk has set a deadline, general or one State's: what was due before is not made up for.
DEADLINE_SET = "deadline_set"

# People read their telephones once at work; a deadline is easiest met then.
REMINDERS_AT = time(9)
UNSENT_FOR = timedelta(days=1)
REQUESTS_WAIT = timedelta(days=2)
# A bot that was down for longer does not bring up a deadline that everybody knows has passed.
DEADLINE_NEWS = timedelta(days=7)


class Chasing:
    """Each method does what is due of one kind, and returns when the next of it is."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._event = campaign.event

    # ------------------------------------------------------------ reminders

    def staged_reminders(
        self, db: sqlite3.Connection, post: Post, now: datetime
    ) -> datetime | None:
        """Those who have not replied, so many days before their deadline."""
        if is_quiet(now, self._event):
            return awake(now, self._event)
        due: list[datetime] = []
        batch, count = f"staged:{today(now, self._event)}", 0
        for reply in replies.all_replies(db):
            deadline = self._campaign.deadline(db, reply.party)
            if reply.stage not in UNREPLIED or deadline is None or deadline <= now:
                continue
            stages = self._stages(deadline)
            due += [at for at, _ in stages if at > now]
            known_since = self._known_since(db, reply)
            reached = [days for at, days in stages if known_since <= at <= now]
            if not reached:
                continue
            key = f"staged:{reply.party}:{to_text(deadline)}:{min(reached)}"
            if not jobs.once(db, key, to_text(now)) or was_reminded(db, reply.party, now, BY_CLOCK):
                continue
            kind = ReminderKind.DRAFT if reply.stage == Stage.DRAFT else ReminderKind.MISSING
            batch_of_state = f"{batch}:{reply.party}"
            count += self._remind(db, post, reply.party, kind, now, batch_of_state)
        if count:
            self._campaign.tell_desks(
                db, post, lambda notices: schedule_notices.reminded(notices, count)
            )
        return min(due, default=None)

    def _stages(self, deadline: datetime) -> list[tuple[datetime, int]]:
        """(when, days before) of each stage that comes before the deadline itself."""
        last = today(deadline, self._event)
        moments = [
            (awake(on(last - timedelta(days=days), REMINDERS_AT, self._event), self._event), days)
            for days in self._event.reminder_days
        ]
        return [(at, days) for at, days in moments if at < deadline]

    def _known_since(self, db: sqlite3.Connection, reply: Reply) -> datetime:
        """Since when this State has had this deadline: no stage before that is made up for."""
        key = DEADLINE_SET if reply.deadline is None else f"{DEADLINE_SET}:{reply.party}"
        stored = deployment.get(db, key)
        invited = from_text(reply.created_at)
        return invited if stored is None else max(invited, from_text(stored))

    def unsent_reminders(
        self, db: sqlite3.Connection, post: Post, now: datetime
    ) -> datetime | None:
        """Those who changed their reply and left the changes unsent for a day."""
        if today(now, self._event) > self._event.ends:
            return None
        if is_quiet(now, self._event):
            return awake(now, self._event)
        due: list[datetime] = []
        for party, changed in overview.unsent_since(db).items():
            reply = replies.get(db, party)
            if reply is None or reply.stage not in (Stage.DRAFT, Stage.SUBMITTED, Stage.AMENDED):
                continue
            at = from_text(changed) + UNSENT_FOR
            last = reminded_at(db, party)
            if last is not None:
                at = max(at, last + BY_CLOCK)
            if at > now:
                due.append(awake(at, self._event))
            elif self._has_unsent(db, party) and chats_of(db, party):
                key = f"unsent:{party}:{changed}"
                if jobs.once(db, key, to_text(now)):
                    kind = ReminderKind.DRAFT if reply.stage == Stage.DRAFT else ReminderKind.UNSENT
                    self._remind(db, post, party, kind, now, key)
        return min(due, default=None)

    def _remind(
        self,
        db: sqlite3.Connection,
        post: Post,
        party: str,
        kind: ReminderKind,
        now: datetime,
        batch: str,
    ) -> bool:
        """Reminds a State and records it; False where nobody can be reached."""
        if not remind(self._campaign, db, post, party, kind, now, batch=batch):
            return False
        self._record(db, "reminded", party, kind, now)
        return True

    def _record(
        self, db: sqlite3.Connection, action: str, party: str, subject: str | None, now: datetime
    ) -> None:
        audit.record(
            db,
            at=to_text(now),
            actor=None,
            role="clock",
            action=action,
            party=party,
            subject=subject,
        )

    def _has_unsent(self, db: sqlite3.Connection, party: str) -> bool:
        return replies.unsent(db, party, self._event.form.repeats) > 0

    # ------------------------------------------------------------ deadlines

    def deadlines(self, db: sqlite3.Connection, post: Post, now: datetime) -> datetime | None:
        """Whose deadline has passed: told to the mission and, once for all, to the desk."""
        if is_quiet(now, self._event):
            return awake(now, self._event)
        due: list[datetime] = []
        every = replies.all_replies(db)
        general = self._campaign.deadline(db)
        for reply in every:
            deadline = self._campaign.deadline(db, reply.party)
            if deadline is None or reply.stage == Stage.WITHDRAWN:
                continue
            if deadline > now:
                due.append(awake(deadline, self._event))
            elif self._is_news(deadline, self._known_since(db, reply), now):
                self._close(db, post, reply, deadline, now)
        if general is not None and self._passed_once(db, every, general, now):
            replied = sum(reply.stage in REPLIED for reply in every)
            missing = sum(reply.stage in UNREPLIED for reply in every)
            self._campaign.tell_desks(
                db,
                post,
                lambda notices: schedule_notices.deadline_passed(
                    notices, general, replied, missing
                ),
            )
        return min(due, default=None)

    def _is_news(self, deadline: datetime, known_since: datetime, now: datetime) -> bool:
        return known_since < deadline <= now < deadline + DEADLINE_NEWS

    def _close(
        self,
        db: sqlite3.Connection,
        post: Post,
        reply: Reply,
        deadline: datetime,
        now: datetime,
    ) -> None:
        key = f"closed:{reply.party}:{to_text(deadline)}"
        if not jobs.once(db, key, to_text(now)):
            return
        replied = reply.stage not in UNREPLIED
        self._campaign.tell_mission(
            db,
            post,
            reply.party,
            lambda notices: schedule_notices.closed(
                notices, reply.party, deadline, replied=replied
            ),
            lane=Lane.BULK,
            batch=key,
        )
        self._record(db, "told of the deadline", reply.party, None, now)
        if reply.deadline is not None:
            self._campaign.tell_desks(
                db,
                post,
                lambda notices: schedule_notices.own_deadline_passed(
                    notices, reply.party, replied=replied
                ),
            )

    def _passed_once(
        self, db: sqlite3.Connection, every: Sequence[Reply], general: datetime, now: datetime
    ) -> bool:
        stored = deployment.get(db, DEADLINE_SET)
        since = min((from_text(reply.created_at) for reply in every), default=now)
        if stored is not None:
            since = max(since, from_text(stored))
        if not self._is_news(general, since, now):
            return False
        return jobs.once(db, f"closed:{to_text(general)}", to_text(now))

    # ------------------------------------------------------------ requests

    def requests(self, db: sqlite3.Connection, post: Post, now: datetime) -> datetime | None:
        """Requests that nobody has decided for two days, each brought up once."""
        if is_quiet(now, self._event):
            return awake(now, self._event)
        due: list[datetime] = []
        old = []
        for one in assignments.pending(db):
            at = from_text(one.asked_at) + REQUESTS_WAIT
            if at > now:
                due.append(awake(at, self._event))
            elif jobs.once(db, f"request:{one.id}", to_text(now)):
                old.append(one)
        if old:
            names = people.names(db, {one.person_id for one in old})
            waiting = [(one.party, names.get(one.person_id, "")) for one in old]
            self._campaign.tell_desks(
                db, post, lambda notices: schedule_notices.requests_wait(notices, waiting)
            )
        return min(due, default=None)
