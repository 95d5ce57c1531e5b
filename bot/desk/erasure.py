"""Erases a State, a person or everything: shows what will go, asks twice, and leaves a dated mark."""

from __future__ import annotations

from collections.abc import Mapping

from bot.campaign.erasure import forget_all, forget_party, forget_person, rows_of_all
from bot.desk.prompts import ErasureWanted
from bot.desk.visit import Visit, called
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.messages import Message
from storage import erasure, people
from storage.people import KnownPerson

# Rows of tables as an admin knows them; what is not here is technical and goes with the rest.
_TABLES: Mapping[str, str] = {
    "answers": N_("answers: {n}"),
    "records": N_("people in the delegation: {n}"),
    "revisions": N_("revisions sent: {n}"),
    "letters": N_("messages: {n}"),
    "files": N_("files: {n}"),
    "assignments": N_("who acted for the State: {n}"),
    "invitations": N_("invitations: {n}"),
    "audit": N_("entries of the trail: {n}"),
    "people": N_("people who wrote to the bot: {n}"),
    "outbox": N_("messages sent by the bot: {n}"),
}
PERSON, STATE, EVERYTHING = "p", "s", "e"


def command(visit: Visit, text: str) -> None:
    """Ask what is to be erased, or show what will go (/erase [State or person])."""
    if text:
        named(visit, ErasureWanted(), text)
        return
    visit.ask(
        ErasureWanted(),
        "What is to be erased? Please write the name of a State, or of a person "
        "(@username, number or name). Nothing is erased before you have confirmed it twice.",
        ((visit.labelled("Everything …", "erase", EVERYTHING, "all"),),),
    )


def named(visit: Visit, _: ErasureWanted, text: str) -> None:
    """Show a State where one is meant for sure; else offer people of that name, and States like it."""
    exact = visit.campaign.parties.exact(text)
    if exact is not None:
        visit.done()
        visit.send(_of_state(visit, exact.code))
        return
    candidates = people.find(visit.db, text)
    states = [] if candidates else visit.campaign.parties.find(text)
    rows = [(visit.button(called(one), "erase", PERSON, one.id),) for one in candidates]
    rows += [
        (visit.button(party.name(visit.tongue.code), "erase", STATE, party.code),)
        for party in states
    ]
    if not rows:
        visit.ask(
            ErasureWanted(),
            "No State and no person called {text} was found. Please try another spelling.",
            text=text,
        )
        return
    visit.ask(ErasureWanted(), "Who or what is meant?", tuple(rows))


def show(visit: Visit, args: tuple[str, ...]) -> None:
    """Show what will go (d:erase:<s|p|e>:<State, person or all>)."""
    visit.done()
    visit.show(_first_question(visit, args[0], args[1]))


def ask_again(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask a second time (d:erasesure:<s|p|e>:<State, person or all>)."""
    what, whom = args[0], args[1]
    visit.say_here(
        "<b>{whom}</b>: this cannot be undone by anybody. Erase for ever?",
        (visit.cancel_row(), (visit.labelled("Erase for ever", "erasenow", what, whom),)),
        whom=_name(visit, what, whom),
    )


def erase(visit: Visit, args: tuple[str, ...]) -> None:
    """Erase, and say what stays (d:erasenow:<s|p|e>:<State, person or all>).

    The trail tells that something was erased, when and by whom; not what it was.
    """
    what, whom = args[0], args[1]
    if what == EVERYTHING:
        forget_all(visit.db, visit.stamp)
        visit.audit("erased")
        visit.say_here(
            "All replies have been erased, and everybody who is not of the secretariat. A dated "
            "mark stays in the trail; backups made before keep them until they are replaced."
        )
    elif what == STATE and whom in visit.campaign.parties:
        forget_party(visit.db, whom, visit.stamp)
        visit.audit("erased", party=whom)
        visit.say_here(
            "<b>{state}</b> has been erased. A dated mark stays in the trail; backups made before "
            "keep it until they are replaced.",
            state=visit.country(whom),
        )
    elif what == PERSON and (person := _person(visit, whom)) is not None:
        if person.staff_role is not None:
            visit.show(_of_staff(visit, person))
            return
        forget_person(visit.db, person.id, visit.stamp)
        visit.audit("erased")
        visit.say_here(
            "The person has been erased. A dated mark stays in the trail; backups made before "
            "keep them until they are replaced."
        )
    else:
        visit.show(_gone(visit))


def _first_question(visit: Visit, what: str, whom: str) -> Message:
    if what == EVERYTHING:
        return _of_everything(visit)
    if what == STATE and whom in visit.campaign.parties:
        return _of_state(visit, whom)
    person = _person(visit, whom) if what == PERSON else None
    if person is None:
        return _gone(visit)
    return _of_staff(visit, person) if person.staff_role is not None else _of_person(visit, person)


def _person(visit: Visit, whom: str) -> KnownPerson | None:
    return people.known(visit.db, int(whom)) if whom.isascii() and whom.isdigit() else None


def _gone(visit: Visit) -> Message:
    return Message(visit.tongue.say("There is nothing of that any more."))


def _of_staff(visit: Visit, person: KnownPerson) -> Message:
    text = visit.tongue.say(
        "<b>{who}</b> works in the secretariat. Please take the role away first, with /remove.",
        who=called(person),
    )
    return Message(text)


def _of_state(visit: Visit, party: str) -> Message:
    counts = erasure.rows_of_party(visit.db, party)
    state = visit.country(party)
    if not counts:
        return Message(visit.tongue.say("Nothing is kept of <b>{state}</b>.", state=state))
    head = visit.tongue.say(
        "Erase the reply of <b>{state}</b> with all that belongs to it?", state=state
    )
    foot = visit.tongue.say(
        "The people who acted for it stay known to the bot; they can be erased one by one."
    )
    return _question(visit, head, counts, foot, STATE, party)


def _of_person(visit: Visit, person: KnownPerson) -> Message:
    head = visit.tongue.say("Erase <b>{who}</b>?", who=called(person))
    foot = visit.tongue.say(
        "What the reply of a State says about this person stays in it, written by nobody: "
        "the State can change it, or its reply can be erased."
    )
    counts = erasure.rows_of_person(visit.db, person.id)
    return _question(visit, head, counts, foot, PERSON, str(person.id))


def _of_everything(visit: Visit) -> Message:
    counts = rows_of_all(visit.db)
    if not counts:
        return _gone(visit)
    head = visit.tongue.say("Erase all replies, and everybody who is not of the secretariat?")
    foot = visit.tongue.say(
        "The secretariat keeps its roles, its chats and its settings. Please take out first what "
        "belongs in the archive, with /export."
    )
    return _question(visit, head, counts, foot, EVERYTHING, "all")


def _question(
    visit: Visit, head: Html, counts: Mapping[str, int], foot: Html, what: str, whom: str
) -> Message:
    lines = [
        "• " + visit.tongue.say(words, n=counts[table])
        for table, words in _TABLES.items()
        if counts.get(table)
    ]
    rows = ((visit.labelled("Erase …", "erasesure", what, whom),), visit.cancel_row())
    return Message(Html("\n".join([head, *lines, "", foot])), rows)


def _name(visit: Visit, what: str, whom: str) -> str:
    if what == EVERYTHING:
        return visit.tongue.plain("All replies")
    if what == STATE:
        return visit.country(whom)
    person = _person(visit, whom)
    return called(person) if person is not None else whom
