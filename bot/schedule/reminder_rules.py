"""Decides whether a State may be reminded now, and reminds it: one rule for officers and for the schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from bot.campaign import notify
from bot.campaign.quiet_hours import awake
from bot.campaign.work import Work
from bot.i18n.isolation import Html
from bot.i18n.tongue import NP_
from bot.texts.messages import Button, Message
from bot.texts.mission_notices import MissionNotices
from bot.texts.values import state_name
from storage import Db, assignments, deployment, overview, people, replies
from storage.instants import from_text
from storage.outbox import Lane
from storage.people import KnownPerson
from storage.replies import REPLIED, UNREPLIED, Reply, Review, Stage


class ReminderKind(StrEnum):
    """Why a State is reminded."""

    MISSING = "missing"
    DRAFT = "draft"
    UNSENT = "unsent"
    RETURNED = "returned"


class RemindedBy(StrEnum):
    """Who reminds."""

    HAND = "hand"
    CLOCK = "clock"


# How long after a reminder, by whomever, a State is not reminded again.
GAPS: Mapping[RemindedBy, timedelta] = {
    # Two officers, or an officer and the clock, press nobody: a working week has room for two.
    RemindedBy.HAND: timedelta(days=3),
    # Stages before a deadline may be a day apart, so a little less.
    RemindedBy.CLOCK: timedelta(hours=20),
}

_REMINDED = "reminded:{party}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The State may be reminded now, in these chats."""

    chats: tuple[KnownPerson, ...]


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The State was reminded a short while ago, or it is night; `at` is the first allowed moment."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NotConcerned:
    """The reason does not apply to the State."""


@dataclass(frozen=True, slots=True)
class NobodyReachable:
    """Nobody acts for the State who can be written to."""


Permission = Allowed | NotBefore | NotConcerned | NobodyReachable


def may_remind(work: Work, party: str, kind: ReminderKind, by: RemindedBy) -> Permission:
    """Return whether a State may be reminded now; the clock, unlike an officer, lets people sleep."""
    reply = replies.get(work.db, party)
    if reply is None or not _applies(work, kind, reply):
        return NotConcerned()
    at, last = work.now, reminded_at(work.db, party)
    if last is not None:
        at = max(at, last + GAPS[by])
    if by is RemindedBy.CLOCK:
        at = awake(at, work.campaign.event)
    if at > work.now:
        return NotBefore(at)
    chats = chats_of(work.db, party)
    return Allowed(tuple(chats)) if chats else NobodyReachable()


def _applies(work: Work, kind: ReminderKind, reply: Reply) -> bool:
    match kind:
        case ReminderKind.MISSING:
            return reply.stage in UNREPLIED
        case ReminderKind.DRAFT:
            return reply.stage == Stage.DRAFT
        case ReminderKind.RETURNED:
            return reply.review == Review.RETURNED and reply.stage in REPLIED
        case ReminderKind.UNSENT:
            return (
                reply.stage in REPLIED
                and overview.unsent_since_of(work.db, reply.party) is not None
                and replies.unsent(work.db, reply.party, work.campaign.event.form.repeats) > 0
            )
        case _:
            assert_never(kind)


@dataclass(frozen=True, slots=True)
class Audience:
    """The States a reminder is for: those it goes to, those it does not, and why."""

    parties: tuple[str, ...]
    chats: tuple[KnownPerson, ...]
    recent: tuple[str, ...]
    unreachable: tuple[str, ...]


def audience(work: Work, kind: ReminderKind, *, among: Sequence[str]) -> Audience:
    """Sort the States of that kind, of those given, by whether an officer may remind them now."""
    parties, recent, unreachable = [], [], []
    chats: list[KnownPerson] = []
    for party in among:
        match may_remind(work, party, kind, RemindedBy.HAND):
            case Allowed(chats=reachable):
                parties.append(party)
                chats += reachable
            case NotBefore():
                recent.append(party)
            case NobodyReachable():
                unreachable.append(party)
            case NotConcerned():
                pass
    return Audience(tuple(parties), tuple(chats), tuple(recent), tuple(unreachable))


def concerned(work: Work, kind: ReminderKind, among: Sequence[str]) -> Iterator[str]:
    """Yield those of the States given to which the reason applies, in their order."""
    stored = {reply.party: reply for reply in replies.all_replies(work.db)}
    for party in among:
        reply = stored.get(party)
        if reply is not None and _applies(work, kind, reply):
            yield party


def chats_of(db: Db, party: str) -> list[KnownPerson]:
    """Return everybody who acts for a State and has not blocked the bot, the focal point first."""
    everybody = (people.known(db, one.person_id) for one in assignments.acting_for(db, party))
    return [known for known in everybody if known is not None and known.blocked_at is None]


def reminded_at(db: Db, party: str) -> datetime | None:
    """Return when a State was last reminded, by whomever."""
    stored = deployment.get(db, _REMINDED.format(party=party))
    return from_text(stored) if stored is not None else None


def remind(work: Work, party: str, kind: ReminderKind, *, batch: str) -> None:
    """Queue the reminder for everybody who acts for the State, and note that it was reminded."""
    deployment.put(work.db, _REMINDED.format(party=party), work.stamp)
    deadline = work.campaign.deadline(work.db, party)
    for known in chats_of(work.db, party):
        words = notify.mission_notices(work, known)
        message = reminder(words, party, kind, deadline, work.now)
        work.post.send(known.id, message, lane=Lane.BULK, batch=batch, key=f"{batch}:{known.id}")


def take_back(db: Db, chats: Iterable[int], begun: datetime) -> None:
    """Forget reminders of a sending that was stopped: nobody counts as reminded who got nothing."""
    for chat in chats:
        held = assignments.active(db, chat)
        if held is not None and reminded_at(db, held.party) == begun:
            deployment.put(db, _REMINDED.format(party=held.party), None)


def reminder(
    notices: MissionNotices,
    party: str,
    kind: ReminderKind,
    deadline: datetime | None,
    now: datetime,
) -> Message:
    """Return what the people of a mission read, with the button that leads to what is to be done."""
    tongue = notices.tongue
    said = (_reason(notices, party, kind), _when(notices, deadline, now))
    text = Html("\n\n".join(part for part in said if part))
    word, action = _BUTTONS[kind]
    button = Button(tongue.plain_as("button", word), f"*:{action}")
    write = Button(tongue.plain_as("button", "Write to the secretariat"), "*:contact")
    return Message(text, ((button,), (write,)))


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


def _when(notices: MissionNotices, deadline: datetime | None, now: datetime) -> Html | None:
    if deadline is None:
        return None
    tongue, zone = notices.tongue, notices.event.zone
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
