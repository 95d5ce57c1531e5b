"""Returns a reply with a note: on the whole of it, on one question, or on one answer about one person."""

from __future__ import annotations

from dataclasses import replace

from bot.campaign import notify
from bot.desk import state_cards
from bot.desk.decisions import CARD, decidable, settle
from bot.desk.prompts import NoteWanted
from bot.desk.state_choice import page_of, pager
from bot.desk.visit import Visit
from bot.engine.diff import Member
from bot.engine.form import Question, Repeat, Type
from bot.i18n.isolation import Html
from bot.texts import decision_notices
from bot.texts.messages import Button, Message, rows_of
from bot.texts.problems import too_long
from bot.texts.values import record_name
from storage import replies
from storage.replies import Review

# A longer note is a letter: /message.
MAX_NOTE_CHARS = 1500
PEOPLE_ON_A_PAGE = 10


def give_back(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask for the note (d:return:<party>:<number>[:c:<decision seen>])."""
    party, number = args[0], int(args[1])
    reply = decidable(visit, party, number, args)
    if reply is None:
        return
    seen = reply.review if reply.review in (Review.ACCEPTED, Review.RETURNED) else Review.NEW
    what = visit.tongue.say(
        "<b>{state}</b>, revision {number}: what should the mission be told?",
        state=visit.country(party),
        number=number,
    )
    how = visit.tongue.say(
        "Please write the note. It concerns the whole reply, unless you choose a question first."
    )
    note = NoteWanted(party, number, seen=seen, shown=visit.tapped, on_card=CARD in args[2:3])
    rows = ((visit.labelled("On one question", "about", party, number),),)
    visit.send(visit.question(note, Html(f"{what}\n\n{how}"), rows))


def return_command(visit: Visit, party: str) -> None:
    """Ask for the note on the revision in force (/return France)."""
    reply = replies.get(visit.db, party)
    number = reply.revision if reply else 0
    seen = (reply.review if reply else None) or Review.NEW
    give_back(visit, (party, str(number), "", seen))


def about(visit: Visit, args: tuple[str, ...]) -> None:
    """Offer the questions of the reply (d:about:<party>:<number>)."""
    party, number = args[0], int(args[1])
    rows = rows_of(
        visit.button(
            visit.tongue.text(item.label),
            "whom" if isinstance(item, Repeat) else "on",
            party,
            number,
            item.name,
            0,
        )
        for item in state_cards.asked(visit, party)
        if not (isinstance(item, Question) and item.type is Type.NOTE)
    )
    visit.say_here("Which question should be looked at again?", (*rows, visit.cancel_row()))


def whom(visit: Visit, args: tuple[str, ...]) -> None:
    """Offer the list as a whole, and its people (d:whom:<party>:<number>:<repeat>:<page>)."""
    party, number, name, page = args[0], int(args[1]), args[2], int(args[3])
    repeat = visit.campaign.event.form.repeats.get(name)
    if repeat is None:
        visit.toast("This question is not part of the reply any more.")
        return
    members = _members(visit, party, number, name)
    here, pages = page_of(page, len(members), PEOPLE_ON_A_PAGE)
    start = here * PEOPLE_ON_A_PAGE
    rows: list[tuple[Button, ...]] = [
        (visit.labelled("The list as a whole", "on", party, number, name, 0),)
    ]
    for member in members[start : start + PEOPLE_ON_A_PAGE]:
        word = record_name(visit.tongue, repeat, member.answers)
        word = word or visit.tongue.text(repeat.singular)
        rows.append((visit.button(word, "trait", party, number, name, member.id),))
    rows += pager(visit, here, pages, "whom", party, str(number), name)
    visit.say_here("Whom is it about?", (*rows, visit.cancel_row()))


def trait(visit: Visit, args: tuple[str, ...]) -> None:
    """Offer the questions about one person (d:trait:<party>:<number>:<repeat>:<record>)."""
    party, number, name, record = args[0], int(args[1]), args[2], int(args[3])
    repeat = visit.campaign.event.form.repeats.get(name)
    member = next((m for m in _members(visit, party, number, name) if m.id == record), None)
    if repeat is None or member is None:
        visit.toast("This person is not in the list any more.")
        return
    rows = rows_of(
        visit.button(visit.tongue.text(question.label), "on", party, number, question.name, record)
        for question in repeat.questions
    )
    name = record_name(visit.tongue, repeat, member.answers)
    visit.say_here(
        "<b>{person}</b>: which question should be looked at again?",
        (*rows, visit.cancel_row()),
        person=name or visit.tongue.text(repeat.singular),
    )


def _members(visit: Visit, party: str, number: int, repeat: str) -> list[Member]:
    content = state_cards.content(visit, party, number)
    return list(content.records.get(repeat, ())) if content else []


def on(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask for the note on that (d:on:<party>:<number>:<question>:<record>)."""
    party, number, name, record = args[0], int(args[1]), args[2], int(args[3])
    label = state_cards.question_label(visit, name)
    if label is None:
        visit.toast("This question is not part of the reply any more.")
        return
    before = visit.prompt
    if not isinstance(before, NoteWanted) or (before.party, before.number) != (party, number):
        visit.toast("Please begin again with Return.")
        return
    visit.ask_here(
        replace(before, question=name, record=record),
        "<b>{state}</b>, “{question}”: please write the note.",
        state=visit.country(party),
        question=label,
    )


def note_written(visit: Visit, prompt: NoteWanted, text: str) -> None:
    """Return the reply with the note, unless somebody decided meanwhile."""
    if len(text) > MAX_NOTE_CHARS:
        visit.send(Message(too_long(visit.tongue, len(text), MAX_NOTE_CHARS)))
        return
    visit.done()
    party, number = prompt.party, prompt.number
    if decidable(visit, party, number, (party, str(number), "", prompt.seen)) is None:
        return
    replies.set_review(
        visit.db,
        party,
        Review.RETURNED,
        by=visit.known.id,
        now=visit.stamp,
        note=text,
        question=prompt.question,
        record=prompt.record or None,
    )
    visit.audit("returned", party=party, subject=prompt.question or f"revision {number}", new=text)
    count = notify.mission(
        visit,
        party,
        lambda notices: decision_notices.returned(notices, text, prompt.question, prompt.record),
    )
    text = visit.tongue.say_n(
        "Returned to <b>{state}</b>; {n} person is told.",
        "Returned to <b>{state}</b>; {n} people are told.",
        count,
        state=visit.country(party),
    )
    visit.send(Message(text, (state_cards.look_and_write(visit, party),)))
    if prompt.shown is not None:
        settle(visit, party, message_id=prompt.shown, card=prompt.on_card)
