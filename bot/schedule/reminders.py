"""Who is to be reminded of their reply, and in which words: by an officer's hand or by the clock. Decides no time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.i18n.isolation import Html
from bot.i18n.tongue import NP_, Tongue, tongue_for
from bot.texts.messages import Button, Message
from bot.texts.mission_notices import MissionNotices
from bot.texts.values import state_name
from storage import assignments, deployment, overview, people, replies
from storage.instants import from_text, to_text
from storage.outbox import Lane
from storage.people import KnownPerson
from storage.replies import REPLIED, UNREPLIED, Reply, Review, Stage

# Two officers, or an officer and the clock, press nobody: a working week has room for two.
BY_HAND = timedelta(days=3)
# Stages before a deadline may be a day apart, so a little less: of whoever was reminded since
# yesterday, the clock keeps off.
BY_CLOCK = timedelta(hours=20)

_REMINDED = "reminded:{party}"


class ReminderKind(StrEnum):
    """Why a State is reminded."""

    MISSING = "missing"
    DRAFT = "draft"
    UNSENT = "unsent"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Audience:
    """The States a reminder is for: those it goes to, those it does not, and why."""

    parties: tuple[str, ...]
    chats: tuple[KnownPerson, ...]
    recent: tuple[str, ...]
    unreachable: tuple[str, ...]


def audience(
    campaign: Campaign,
    db: sqlite3.Connection,
    kind: ReminderKind,
    now: datetime,
    *,
    among: Sequence[str],
    gap: timedelta = BY_HAND,
) -> Audience:
    """Sorts the States of that kind, of those given, by whether they are reminded now."""
    parties, chats, recent, unreachable = [], [], [], []
    for party in concerned(campaign, db, kind, among):
        reachable = chats_of(db, party)
        if was_reminded(db, party, now, gap):
            recent.append(party)
        elif not reachable:
            unreachable.append(party)
        else:
            parties.append(party)
            chats += reachable
    return Audience(tuple(parties), tuple(chats), tuple(recent), tuple(unreachable))


def concerned(
    campaign: Campaign, db: sqlite3.Connection, kind: ReminderKind, among: Sequence[str]
) -> Iterator[str]:
    """Those of the States given to which the reason applies, in their order."""
    stored = {reply.party: reply for reply in replies.all_replies(db)}
    changed = overview.unsent_since(db) if kind is ReminderKind.UNSENT else {}
    for party in among:
        reply = stored.get(party)
        if reply is not None and _applies(campaign, db, kind, reply, changed):
            yield party


def _applies(
    campaign: Campaign,
    db: sqlite3.Connection,
    kind: ReminderKind,
    reply: Reply,
    changed: dict[str, str],
) -> bool:
    match kind:
        case ReminderKind.MISSING:
            return reply.stage in UNREPLIED
        case ReminderKind.DRAFT:
            return reply.stage == Stage.DRAFT
        case ReminderKind.RETURNED:
            return reply.review == Review.RETURNED and reply.stage in (
                Stage.SUBMITTED,
                Stage.AMENDED,
            )
        case ReminderKind.UNSENT:
            return (
                reply.stage in REPLIED
                and reply.party in changed
                and replies.unsent(db, reply.party, campaign.event.form.repeats) > 0
            )


def chats_of(db: sqlite3.Connection, party: str) -> list[KnownPerson]:
    """Everybody who acts for a State and has not blocked the bot, the focal point first."""
    everybody = (people.known(db, one.person_id) for one in assignments.acting_for(db, party))
    return [known for known in everybody if known is not None and known.blocked_at is None]


def was_reminded(db: sqlite3.Connection, party: str, now: datetime, gap: timedelta) -> bool:
    """Whether the last reminder is less than `gap` ago."""
    last = reminded_at(db, party)
    return last is not None and now - last < gap


def reminded_at(db: sqlite3.Connection, party: str) -> datetime | None:
    """When a State was last reminded, by whomever."""
    stored = deployment.get(db, _REMINDED.format(party=party))
    return from_text(stored) if stored is not None else None


def remind(
    campaign: Campaign,
    db: sqlite3.Connection,
    post: Post,
    party: str,
    kind: ReminderKind,
    now: datetime,
    *,
    batch: str,
) -> int:
    """Queues the reminder for everybody who acts for the State; how many they are."""
    deployment.put(db, _REMINDED.format(party=party), to_text(now))
    deadline = campaign.deadline(db, party)
    count = 0
    for known in chats_of(db, party):
        words = MissionNotices(campaign.event, tongue_for(known.language or "en"))
        message = reminder(words, party, kind, deadline, now)
        key = f"{batch}:{known.id}"
        row = post.send(known.id, message, lane=Lane.BULK, batch=batch, key=key)
        count += row is not None
    return count


def take_back(db: sqlite3.Connection, chats: Iterable[int], begun: datetime) -> None:
    """Reminders of a sending that was stopped: nobody counts as reminded who got nothing."""
    for chat in chats:
        held = assignments.active(db, chat)
        if held is not None and reminded_at(db, held.party) == begun:
            deployment.put(db, _REMINDED.format(party=held.party), None)


# ---------------------------------------------------------------- words


def reminder(
    notices: MissionNotices,
    party: str,
    kind: ReminderKind,
    deadline: datetime | None,
    now: datetime,
) -> Message:
    """What the people of a mission read, with the button that leads to what is to be done."""
    tongue = notices.tongue
    lines = [_reason(notices, party, kind)]
    when = _when(tongue, notices, deadline, now)
    if when is not None:
        lines.append(when)
    word, action = _BUTTONS[kind]
    button = Button(tongue.plain_as("button", word), f"*:{action}")
    write = Button(tongue.plain_as("button", "Write to the secretariat"), "*:contact")
    return Message(Html("\n\n".join(lines)), ((button,), (write,)))


_BUTTONS = {
    ReminderKind.MISSING: (NP_("button", "Fill in the reply"), "form"),
    ReminderKind.DRAFT: (NP_("button", "Go on"), "form"),
    ReminderKind.UNSENT: (NP_("button", "Review and send"), "review"),
    ReminderKind.RETURNED: (NP_("button", "Open the reply"), "review"),
}


def _reason(notices: MissionNotices, party: str, kind: ReminderKind) -> Html:
    say, state = notices.tongue.say, state_name(notices.tongue, party)
    event = notices.tongue.text(notices.event.title)
    match kind:
        case ReminderKind.MISSING:
            return say(
                "A kind reminder: the reply of <b>{state}</b> to the invitation to {event} has "
                "not reached the secretariat yet.",
                state=state,
                event=event,
            )
        case ReminderKind.DRAFT:
            return say(
                "A kind reminder: the reply of <b>{state}</b> to the invitation to {event} has "
                "been begun and not sent yet. Every answer is kept.",
                state=state,
                event=event,
            )
        case ReminderKind.UNSENT:
            return say(
                "A kind reminder: the reply of <b>{state}</b> has been changed, and the changes "
                "have not been sent. The secretariat sees only what was sent.",
                state=state,
            )
        case ReminderKind.RETURNED:
            return say(
                "A kind reminder: the secretariat has returned the reply of <b>{state}</b> with "
                "a note and waits for the change.",
                state=state,
            )


def _when(
    tongue: Tongue, notices: MissionNotices, deadline: datetime | None, now: datetime
) -> Html | None:
    if deadline is None:
        return None
    zone = notices.event.zone
    moment = tongue.moment(deadline, zone)
    if deadline <= now:
        return tongue.say(
            "The deadline was {moment}. What is sent now is shown to the secretariat as late.",
            moment=moment,
        )
    days = (deadline.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return tongue.say("The deadline is today: {moment}.", moment=moment)
    return tongue.say_n(
        "The deadline is in {n} day: {moment}.",
        "The deadline is in {n} days: {moment}.",
        days,
        moment=moment,
    )
