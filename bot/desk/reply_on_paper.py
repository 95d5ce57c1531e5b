"""Records what came by fax or note verbale, in the mission's dialogue, with the paper's reference."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.prompts import PaperDateWanted, PaperReferenceWanted
from bot.desk.visit import Visit
from bot.engine.inputs import Resumed
from bot.engine.session import Acting, AtMenu, Session
from bot.mission.draft import StoredDraft
from bot.texts.messages import Message
from storage import assignments, people, replies


def record(visit: Visit, party: str) -> None:
    """Ask for the paper first; the dialogue itself needs a private chat (/record France)."""
    if not visit.incoming.private:
        visit.say(
            "A reply is recorded in a private chat with me. "
            "Please open it and send /record {code} there.",
            code=party,
        )
        return
    if assignments.active(visit.db, visit.known.id) is not None:
        visit.say(
            "You act for a State yourself with this account, so you cannot record for others."
        )
        return
    visit.ask(
        PaperReferenceWanted(party),
        "<b>{state}</b>: please write the reference of the fax or note verbale.",
        state=visit.country(party),
    )


def begin(visit: Visit, paper: PaperDateWanted, date: str) -> None:
    """Put the officer into the mission's dialogue for that State, with the paper's reference."""
    party = paper.party
    replies.ensure(visit.db, party, visit.stamp)
    if visit.known.language is None:
        people.set_language(visit.db, visit.known.id, visit.tongue.code)
    acting = Acting(party, paper.reference, date)
    session = Session(step=AtMenu(), screen=_screen(visit), acting=acting)
    people.save_session(visit.db, visit.known.id, session.to_json(), None, visit.stamp)
    visit.audit("recording", party=party, subject=paper.reference)
    unsent = StoredDraft(visit.db, visit.campaign.event.form, party).unsent()
    if unsent:
        warning = visit.tongue.say_n(
            "⚠ The mission has {n} change it has not sent; it would be sent with this.",
            "⚠ The mission has {n} changes it has not sent; they would be sent with this.",
            unsent,
        )
        visit.send(Message(warning))
    finish = visit.labelled("Finish recording", "recorded")
    visit.say(
        "You now enter the reply of <b>{state}</b> from {paper} of {date}. "
        "When it is sent, finish the recording here or with /done.",
        ((finish,),),
        state=visit.country(party),
        paper=paper.reference,
        date=visit.tongue.date(date),
    )
    visit.mission.advance(visit, visit.known.id, Resumed())


def _screen(visit: Visit) -> int:
    """Return the last screen's number, so that buttons of an earlier dialogue stay known as such."""
    return Session.from_json(visit.known.session).screen if visit.known.session else 0


def finish(visit: Visit, _: object) -> None:
    """Lead back to the desk; what was not sent stays a draft (/done, d:recorded)."""
    session = acting_session(visit.known.session)
    if session is None or session.acting is None:
        visit.toast("Nothing is being recorded.")
        return
    left = replace(session, step=AtMenu(), acting=None)
    people.save_session(visit.db, visit.known.id, left.to_json(), None, visit.stamp)
    party = session.acting.party
    look = visit.labelled("Open", "open", party)
    visit.audit("finished recording", party=party)
    visit.say(
        "The recording for <b>{state}</b> is finished.", ((look,),), state=visit.country(party)
    )


def acting_session(stored: str | None) -> Session | None:
    """Return the session of somebody who is recording; None for everybody else."""
    if stored is None:
        return None
    session = Session.from_json(stored)
    return session if session.acting is not None else None
