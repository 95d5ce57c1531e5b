"""Words what the clock brings up: reminders, deadlines, requests that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.i18n.isolation import Html
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Message
from bot.texts.mission_notices import MissionNotices

# Requests written out; the list has everybody.
REQUESTS_SHOWN = 10


def reminded(notices: DeskNotices, count: int) -> Message:
    return Message(
        notices.tongue.say_n(
            "{n} State that has not replied has been reminded of the deadline.",
            "{n} States that have not replied have been reminded of the deadline.",
            count,
        )
    )


def deadline_passed(
    notices: DeskNotices, deadline: datetime, replied: int, missing: int
) -> Message:
    """Tell the desk that the general deadline has passed."""
    say, moment = notices.tongue.say, notices.tongue.moment(deadline, notices.event.zone)
    lines = [
        say("The deadline has passed: {moment}.", moment=moment),
        say("Replied: {n}", n=replied),
        say("Not replied: {n}", n=missing),
        say("What comes in from now on is late, and yours to take or to refuse."),
    ]
    return Message(Html("\n".join(lines)), ((notices.labelled("Missing", "missing", "all", 0),),))


def retention_over(notices: DeskNotices, last: date) -> Message:
    """Tell the admins that the promised time of keeping is over."""
    return notices.say(
        "What missions wrote was to be kept until {date}. Please take out what belongs in the "
        "archive with /export, then erase the rest.",
        ((notices.labelled("Erase …", "erase", "e", "all"),),),
        date=notices.tongue.date(last),
    )


def own_deadline_passed(notices: DeskNotices, party: str, *, replied: bool) -> Message:
    """Tell the desk that a State's own deadline has passed."""
    return notices.say(
        "The extended deadline of <b>{state}</b> has passed. It has replied."
        if replied
        else "The extended deadline of <b>{state}</b> has passed without a reply.",
        ((notices.labelled("Open", "open", party),),),
        state=notices.state(party),
    )


def closed(notices: MissionNotices, party: str, deadline: datetime, *, replied: bool) -> Message:
    """Tell the people of a mission that their deadline has passed."""
    tongue = notices.tongue
    head = tongue.say(
        "The deadline for the reply of <b>{state}</b> has passed: {moment}.",
        state=notices.state(party),
        moment=tongue.moment(deadline, notices.event.zone),
    )
    foot = tongue.say(
        "Your reply is with the secretariat. Changes can still be sent; "
        "the secretariat decides whether it can take them."
        if replied
        else "A reply can still be sent; the secretariat decides whether it can take it."
    )
    return Message(Html(f"{head}\n\n{foot}"), ((notices.labelled("Menu", "menu"),),))


def deadline_set(notices: MissionNotices, party: str, deadline: datetime | None) -> Message:
    """Tell a mission its new deadline; None where it has none any more."""
    state, menu = notices.state(party), ((notices.labelled("Menu", "menu"),),)
    if deadline is None:
        return notices.say(
            "The reply of <b>{state}</b> no longer has a deadline.", menu, state=state
        )
    return notices.say(
        "The deadline for the reply of <b>{state}</b> is now {moment}.",
        menu,
        state=state,
        moment=notices.tongue.moment(deadline, notices.event.zone),
    )


def requests_wait(notices: DeskNotices, waiting: Sequence[tuple[str, str]]) -> Message:
    """Tell the desk of requests undecided for days, given as (State, person)."""
    tongue = notices.tongue
    lines = [
        tongue.say_n(
            "{n} person has waited for two days to be confirmed:",
            "{n} people have waited for two days to be confirmed:",
            len(waiting),
        ),
        *(
            tongue.say("• {state}: {who}", state=notices.state(party), who=who)
            for party, who in waiting[:REQUESTS_SHOWN]
        ),
    ]
    return Message(Html("\n".join(lines)), ((notices.labelled("Requests", "requests", 0),),))
