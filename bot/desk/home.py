"""Shows the first screen of the secretariat, and guides a new admin through the first minutes."""

from __future__ import annotations

from bot.campaign.erasure import forget_party
from bot.desk.assignments import decide
from bot.desk.invitations import invite_role
from bot.desk.registered_chats import language_rows, register
from bot.desk.state_choice import found
from bot.desk.visit import Visit
from bot.i18n.isolation import Html
from bot.i18n.languages import OWN_NAMES
from bot.texts.messages import Button, Message, rows_of
from storage import assignments, deployment, replies
from storage.assignments import AssignmentStatus, MissionRole
from storage.staff import Role

# In the link that puts the bot into a group; what Telegram then sends is /start with this word.
GROUP_WORD = "desk"
# Remembers who tries a State out, so that the end of the trial leaves nothing of it behind.
TRIAL = "trial:{party}"


def home(visit: Visit, _: object = None) -> None:
    """Show the first screen (/start, /menu)."""
    waiting = len(assignments.pending(visit.db))
    lines = [
        visit.tongue.say(
            "<b>{event}</b>: the secretariat", event=visit.tongue.text(visit.campaign.event.title)
        ),
        visit.tongue.say("Write the name of a country to see its card, or choose:"),
    ]
    requests = visit.tongue.plain_as("button", "Requests")
    if waiting:
        requests += f" ({visit.tongue.number(waiting)})"
    buttons = [
        visit.labelled("Status", "run", "status"),
        visit.labelled("Missing", "run", "missing"),
        visit.button(requests, "run", "requests"),
        visit.labelled("A country", "run", "country"),
    ]
    if visit.may(Role.OFFICER):
        buttons.append(visit.labelled("Message", "run", "message"))
    if visit.may(Role.ADMIN):
        buttons.append(visit.labelled("Invite", "run", "invite"))
        buttons.append(visit.labelled("First steps", "steps"))
    buttons.append(visit.labelled("All commands", "run", "help"))
    visit.send(Message(Html("\n\n".join(lines)), rows_of(buttons)))


def welcome(visit: Visit) -> None:
    """Register the chat of the first admin, and show them the first steps."""
    register(visit)
    visit.say(
        "Welcome, {who}. You are now an admin of the secretariat of <b>{event}</b>.",
        language_rows(visit),
        who=visit.known.name,
        event=visit.tongue.text(visit.campaign.event.title),
    )
    steps(visit)


def steps(visit: Visit, _: object = None) -> None:
    """Show the first steps (d:steps)."""
    link = f"https://t.me/{visit.campaign.bot_username}?startgroup={GROUP_WORD}"
    register_group = visit.tongue.plain_as("button", "Register the group")
    visit.say(
        "Four steps to begin with:\n\n"
        "1. <b>Register the group</b> of the secretariat, so that everybody is told of replies.\n"
        "2. <b>Check the event</b>: title, dates, deadline and form.\n"
        "3. <b>Try it as a mission</b>, to see what they will see.\n"
        "4. <b>Invite everybody</b>: one link for each State.",
        (
            (Button(register_group, url=link),),
            (visit.labelled("Check the event", "event"),),
            (visit.labelled("Try it as a mission", "try"),),
            (visit.labelled("Invite everybody", "everybody"),),
        ),
    )


def event(visit: Visit, _: object) -> None:
    """Show what this deployment serves, as its file says it (d:event)."""
    served, say = visit.campaign.event, visit.tongue.say
    deadline = visit.campaign.deadline(visit.db)
    lines = [
        say("<b>{event}</b> · {code}", event=visit.tongue.text(served.title), code=served.code),
        say(
            "{place}, {start} to {end}",
            place=visit.tongue.text(served.place),
            start=visit.tongue.date(served.starts),
            end=visit.tongue.date(served.ends),
        ),
        say("Deadline: {moment}", moment=visit.tongue.moment(deadline, served.zone))
        if deadline
        else say("No deadline is set. /deadline sets one."),
        visit.tongue.say_n(
            "{n} State can be invited.", "{n} States can be invited.", len(visit.campaign.parties)
        ),
        say(
            "Languages: {languages}",
            languages=visit.tongue.join([OWN_NAMES[code] for code in served.languages]),
        ),
        say("People who open an invitation are confirmed by the secretariat first.")
        if served.verification == "approve"
        else say("Whoever opens an invitation is accepted on it."),
        say("The form:"),
        *(
            say("• {section}", section=visit.tongue.text(section.label))
            for section in served.form.sections
        ),
    ]
    visit.send(Message(Html("\n".join(lines))))


def try_it(visit: Visit, _: object) -> None:
    """Ask which State an admin wants to play (d:try)."""
    if assignments.active(visit.db, visit.known.id) is not None:
        visit.say("You act for a State already. /menu opens its menu, /quit ends it.")
        return
    found(visit, "", "try")


def try_as(visit: Visit, party: str) -> None:
    """Make a link for the admin to open, to a State that nobody has to do with yet (/try France)."""
    if replies.get(visit.db, party) is not None:
        visit.say(
            "<b>{state}</b> is in use already. Please choose another one to try it with.",
            state=visit.country(party),
        )
        return
    visit.say(
        "Open the link below with this account, and you are the mission of <b>{state}</b>. "
        "The commands of the secretariat go on working. /quit ends it.",
        state=visit.country(party),
    )
    deployment.put(visit.db, TRIAL.format(party=party), str(visit.known.id))
    invite_role(visit, party, MissionRole.PRIMARY)


def quit_trying(visit: Visit, _: object) -> None:
    """End acting for a State; of a trial nothing stays (/quit)."""
    held = assignments.active(visit.db, visit.known.id)
    if held is None:
        visit.say("You act for no State.")
        return
    if deployment.get(visit.db, TRIAL.format(party=held.party)) == str(visit.known.id):
        forget_party(visit.db, held.party, visit.stamp)
    else:
        decide(visit, held, AssignmentStatus.REMOVED)
    visit.audit("quit", party=held.party)
    visit.say(
        "You no longer act for <b>{state}</b>. You are at the desk of the secretariat again.",
        state=visit.country(held.party),
    )
