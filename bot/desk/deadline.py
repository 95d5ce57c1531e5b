"""Reads a deadline, general or one State's own, asks for a yes, sets it or takes it back, and tells missions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from bot.campaign import notify
from bot.campaign.campaign import DEADLINE
from bot.desk.deadline_parser import moment
from bot.desk.prompts import DeadlineWanted
from bot.desk.visit import Visit
from bot.engine.folding import fold
from bot.engine.problems import Code, Problem
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, tongue_for
from bot.schedule import bulk_sending
from bot.schedule.due_deadlines import DEADLINE_SET
from bot.schedule.reminder_rules import chats_of
from bot.texts import schedule_notices
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Button, Message, Rows
from bot.texts.typed_words import words_for
from bot.texts.values import state_name
from storage import deployment, replies
from storage.instants import to_text
from storage.outbox import Lane
from storage.replies import Stage

# In a button, for the deadline of all.
GENERAL = "-"
_COMPACT = "%Y%m%d%H%M"
# The example in a refusal lies this far ahead, at an hour that people work.
_EXAMPLE_AHEAD = timedelta(days=30)


def command(visit: Visit, text: str) -> None:
    """Set the general deadline, or ask for it (/deadline [date, hour, time zone])."""
    if text:
        written(visit, DeadlineWanted(None), text)
    else:
        ask(visit, None)


def ask(visit: Visit, party: str | None) -> None:
    """Ask for the general deadline, or for a State's own (/extend France)."""
    lines = [
        _in_force(visit, party),
        visit.tongue.say(
            "Please write the new deadline, such as <code>{example}</code>. Without an hour it "
            "lasts to the end of the day; without a time zone it is in that of the event.",
            example=_example(visit),
        ),
    ]
    rows: Rows = ()
    if _stored(visit, party) is not None:
        rows = ((_back_button(visit, party),),)
    visit.show(visit.question(DeadlineWanted(party), Html("\n\n".join(lines)), rows))


def _stored(visit: Visit, party: str | None) -> str | None:
    """Return what the desk has set, apart from what holds without it."""
    if party is None:
        return deployment.get(visit.db, DEADLINE)
    reply = replies.get(visit.db, party)
    return reply.deadline if reply else None


def _in_force(visit: Visit, party: str | None) -> Html:
    deadline = visit.campaign.deadline(visit.db, party)
    if deadline is None:
        return visit.tongue.say("No deadline is set.")
    when = visit.tongue.moment(deadline, visit.campaign.event.zone)
    if party is None:
        return visit.tongue.say("The deadline is {moment}.", moment=when)
    return visit.tongue.say(
        "The deadline of <b>{state}</b> is {moment}.", state=visit.country(party), moment=when
    )


def _back_button(visit: Visit, party: str | None) -> Button:
    return visit.labelled(
        "Back to the general deadline" if party else "Back to the event's own deadline",
        "deadlineback",
        party or GENERAL,
    )


def _example(visit: Visit) -> str:
    day = (visit.now + _EXAMPLE_AHEAD).astimezone(visit.campaign.event.zone)
    return day.strftime("%d.%m.%Y 18:00")


def written(visit: Visit, prompt: DeadlineWanted, text: str) -> None:
    """Ask for a yes where the text can be read and lies ahead; else refuse it with an example."""
    event = visit.campaign.event
    months = words_for(event, visit.tongue.code).months
    found = moment(text, months, visit.now, event.zone, _places(visit))
    if isinstance(found, Problem):
        words = _PROBLEMS.get(found.code, N_("This is no date that can be read."))
        _again(visit, prompt, visit.tongue.say(words))
    elif found <= visit.now:
        when = visit.tongue.moment(found, event.zone)
        _again(visit, prompt, visit.tongue.say("{moment} has passed already.", moment=when))
    else:
        _confirm(visit, prompt.party, found)


def _places(visit: Visit) -> Mapping[str, tzinfo]:
    """Return the town of the event, in every language, as a name of its time zone."""
    event = visit.campaign.event
    names = (tongue_for(code).text(event.place).split(",")[0] for code in event.languages)
    return {fold(name): event.zone for name in names if name.strip()}


_PROBLEMS = {
    Code.NO_SUCH_DAY: N_("There is no such day in the calendar."),
    Code.AMBIGUOUS_DATE: N_("This date can be read in two ways."),
}


def _again(visit: Visit, prompt: DeadlineWanted, what: Html) -> None:
    example = visit.tongue.say(
        "Please write day, month, year and hour, such as <code>{example}</code>.",
        example=_example(visit),
    )
    visit.send(visit.question(prompt, Html(f"{what} {example}")))


def _confirm(visit: Visit, party: str | None, deadline: datetime) -> None:
    zone = visit.campaign.event.zone
    when = visit.tongue.moment(deadline, zone)
    if party is None:
        text = visit.tongue.say("Set the deadline to <b>{moment}</b>?", moment=when)
    else:
        text = visit.tongue.say(
            "Set the deadline of <b>{state}</b> to <b>{moment}</b>?",
            state=visit.country(party),
            moment=when,
        )
    told = _told(visit, party)
    lines = [
        text,
        visit.tongue.say_n("{n} State will be told.", "{n} States will be told.", len(told)),
    ]
    compact = deadline.astimezone(UTC).strftime(_COMPACT)
    button = visit.labelled("Set it", "deadlineset", party or GENERAL, compact)
    visit.send(visit.question(DeadlineWanted(party), Html("\n".join(lines)), ((button,),)))


def _told(visit: Visit, party: str | None) -> list[str]:
    """Return the States whose deadline it is and whose people can be reached."""
    everybody = [
        reply.party
        for reply in replies.all_replies(visit.db)
        if reply.stage != Stage.WITHDRAWN
        and (reply.party == party if party else reply.deadline is None)
    ]
    return [one for one in everybody if chats_of(visit.db, one)]


def set_it(visit: Visit, args: tuple[str, ...]) -> None:
    """Set the deadline that was shown (d:deadlineset:<party|->:<UTC, compact>)."""
    party, deadline = _party(visit, args[0]), _read(args[1])
    if deadline is None or (party is None and args[0] != GENERAL):
        visit.outdated()
    elif deadline <= visit.now:
        visit.alert("This moment has passed already.")
    else:
        _store(visit, party, deadline)


def back(visit: Visit, args: tuple[str, ...]) -> None:
    """Take back what the desk has set (d:deadlineback:<party|->)."""
    party = _party(visit, args[0])
    if party is None and args[0] != GENERAL:
        visit.outdated()
    else:
        _store(visit, party, None)


def _party(visit: Visit, arg: str) -> str | None:
    return arg if arg in visit.campaign.parties else None


def _read(compact: str) -> datetime | None:
    try:
        return datetime.strptime(compact, _COMPACT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _store(visit: Visit, party: str | None, deadline: datetime | None) -> None:
    stamp = to_text(deadline) if deadline is not None else None
    old = _stored(visit, party)
    visit.done()
    if stamp == old:
        visit.toast("This has been set already.")
        return
    if party is None:
        deployment.put(visit.db, DEADLINE, stamp)
        deployment.put(visit.db, DEADLINE_SET, visit.stamp)
    else:
        replies.ensure(visit.db, party, visit.stamp)
        replies.set_deadline(visit.db, party, stamp, visit.stamp)
        deployment.put(visit.db, f"{DEADLINE_SET}:{party}", visit.stamp)
    visit.audit("set deadline", party=party, old=old, new=stamp)
    visit.show(Message(_in_force(visit, party)))
    _tell_desks(visit, party)
    _tell_missions(visit, party)


def _tell_desks(visit: Visit, party: str | None) -> None:
    """Tell the other chats of the secretariat at once: everybody works by it."""
    deadline = visit.campaign.deadline(visit.db, party)

    def words(notices: DeskNotices) -> Message:
        say = notices.tongue.say
        when = notices.tongue.moment(deadline, notices.event.zone) if deadline else "—"
        if party is None:
            text = say("{who} has set the deadline: {moment}", who=visit.known.name, moment=when)
        else:
            text = say(
                "{who} has set the deadline of <b>{state}</b>: {moment}",
                who=visit.known.name,
                state=state_name(notices.tongue, party),
                moment=when,
            )
        return Message(text)

    notify.desks(visit, words, but=visit.chat_id)


def _tell_missions(visit: Visit, party: str | None) -> None:
    """Tell everybody whose deadline it is, and show how far the sending is."""
    told = _told(visit, party)
    if not told:
        return
    sending = bulk_sending.begin(visit)
    for one in told:
        deadline = visit.campaign.deadline(visit.db, one)
        for known in chats_of(visit.db, one):
            notices = notify.mission_notices(visit, known)
            visit.post.send(
                known.id,
                schedule_notices.deadline_set(notices, one, deadline),
                lane=Lane.BULK,
                batch=sending.batch,
                key=f"{sending.batch}:{known.id}",
            )
    bulk_sending.follow(visit, sending, visit.chat_id, visit.tongue)
