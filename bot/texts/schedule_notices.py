"""Words what the clock brings up: reminders, deadlines, requests that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.i18n.isolation import Html
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Button, Message
from bot.texts.mission_notices import MissionNotices
from bot.texts.values import state_name

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
    tongue = notices.tongue
    lines = [
        tongue.say(
            "The deadline has passed: {moment}.",
            moment=tongue.moment(deadline, notices.event.zone),
        ),
        tongue.say("Replied: {n}", n=replied),
        tongue.say("Not replied: {n}", n=missing),
        tongue.say("What comes in from now on is late, and yours to take or to refuse."),
    ]
    button = Button(tongue.plain_as("button", "Missing"), "d:missing:all:0")
    return Message(Html("\n".join(lines)), ((button,),))


def retention_over(notices: DeskNotices, last: date) -> Message:
    """Tell the admins that the promised time of keeping is over."""
    tongue = notices.tongue
    text = tongue.say(
        "What missions wrote was to be kept until {date}. Please take out what belongs in the "
        "archive with /export, then erase the rest.",
        date=tongue.date(last),
    )
    button = Button(tongue.plain_as("button", "Erase …"), "d:erase:e:all")
    return Message(text, ((button,),))


def own_deadline_passed(notices: DeskNotices, party: str, *, replied: bool) -> Message:
    """Tell the desk that a State's own deadline has passed."""
    tongue, state = notices.tongue, state_name(notices.tongue, party)
    text = (
        tongue.say(
            "The extended deadline of <b>{state}</b> has passed. It has replied.", state=state
        )
        if replied
        else tongue.say(
            "The extended deadline of <b>{state}</b> has passed without a reply.", state=state
        )
    )
    return Message(text, ((Button(tongue.plain_as("button", "Open"), f"d:open:{party}"),),))


def closed(notices: MissionNotices, party: str, deadline: datetime, *, replied: bool) -> Message:
    """Tell the people of a mission that their deadline has passed."""
    tongue = notices.tongue
    head = tongue.say(
        "The deadline for the reply of <b>{state}</b> has passed: {moment}.",
        state=state_name(tongue, party),
        moment=tongue.moment(deadline, notices.event.zone),
    )
    foot = (
        tongue.say(
            "Your reply is with the secretariat. Changes can still be sent; "
            "the secretariat decides whether it can take them."
        )
        if replied
        else tongue.say(
            "A reply can still be sent; the secretariat decides whether it can take it."
        )
    )
    word = tongue.plain_as("button", "Menu")
    return Message(Html(f"{head}\n\n{foot}"), ((Button(word, "*:menu"),),))


def deadline_set(notices: MissionNotices, party: str, deadline: datetime | None) -> Message:
    """Tell a mission its new deadline; None where it has none any more."""
    tongue, state = notices.tongue, state_name(notices.tongue, party)
    if deadline is None:
        text = tongue.say("The reply of <b>{state}</b> no longer has a deadline.", state=state)
    else:
        text = tongue.say(
            "The deadline for the reply of <b>{state}</b> is now {moment}.",
            state=state,
            moment=tongue.moment(deadline, notices.event.zone),
        )
    return Message(text, ((Button(tongue.plain_as("button", "Menu"), "*:menu"),),))


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
            tongue.say("• {state}: {who}", state=state_name(tongue, party), who=who)
            for party, who in waiting[:REQUESTS_SHOWN]
        ),
    ]
    button = Button(tongue.plain_as("button", "Requests"), "d:requests:0")
    return Message(Html("\n".join(lines)), ((button,),))
