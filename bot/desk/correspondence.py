"""Sends messages to a mission's people and takes their answers: one thread a State in each chat."""

from __future__ import annotations

from bot.campaign import notify
from bot.desk.assignments import tell
from bot.desk.prompts import MessageWanted
from bot.desk.state_choice import page_of, pager
from bot.desk.visit import Visit
from bot.i18n.isolation import Html
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Message
from bot.texts.problems import too_long
from bot.texts.values import state_name
from storage import assignments, message_threads, people
from storage.message_threads import Direction

# With its head a message stays below Telegram's limit, escaped characters included.
MAX_MESSAGE_CHARS = 2000
PAGE_SIZE = 5
KEPT_IN_SIGHT = 100
# Of a long message on a page of messages.
SHOWN_CHARS = 300


def message(visit: Visit, party: str) -> None:
    """Ask for the text to a State's people (/message France, d:message:<party>)."""
    reachable = _reachable(visit, party)
    if not reachable:
        visit.say(
            "Nobody of <b>{state}</b> can be reached through the bot: nobody acts for it yet, "
            "or they have blocked the bot.",
            ((visit.labelled("Open", "open", party),),),
            state=visit.country(party),
        )
        return
    visit.ask(
        MessageWanted(party),
        "Please write the message to <b>{state}</b> ({people}). Your name is not shown.",
        state=visit.country(party),
        people=visit.tongue.join(reachable),
    )


def _reachable(visit: Visit, party: str) -> list[str]:
    """Return the names of those of a mission who can be written to."""
    everybody = (
        people.known(visit.db, one.person_id) for one in assignments.acting_for(visit.db, party)
    )
    return [known.name for known in everybody if known is not None and known.blocked_at is None]


def answer(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask for the answer to a message (d:answer:<message>)."""
    written = message_threads.get(visit.db, int(args[0]))
    if written is None:
        visit.alert("This message has been erased.")
        return
    party, person, _ = written
    if party is not None:
        message(visit, party)
    else:
        visit.ask(
            MessageWanted(None, person),
            "Please write the answer to {who}. Your name is not shown.",
            who=visit.name_of(person),
        )


def written(visit: Visit, prompt: MessageWanted, text: str) -> None:
    """Send the text that was asked for."""
    if len(text) > MAX_MESSAGE_CHARS:
        visit.send(Message(too_long(visit.tongue, len(text), MAX_MESSAGE_CHARS)))
        return
    visit.done()
    if prompt.party is not None:
        to_party(visit, prompt.party, text)
    elif prompt.person is not None:
        to_person(visit, prompt.person, text)


def replied(visit: Visit, thread: str, text: str) -> None:
    """Send what replies to a message of a thread to whom the thread is with."""
    if thread in visit.campaign.parties:
        written(visit, MessageWanted(thread), text)
    elif thread.isdigit():
        written(visit, MessageWanted(None, int(thread)), text)


def to_party(visit: Visit, party: str, text: str) -> None:
    """Send to everybody of the mission who can be reached, and show it to the other chats."""
    count = notify.mission(
        visit, party, lambda notices: notices.letter(text), batch=message_threads.LETTER_BATCH
    )
    if count == 0:
        visit.say(
            "Not sent: nobody of <b>{state}</b> can be reached through the bot.",
            state=visit.country(party),
        )
        return
    message_threads.add(visit.db, party, visit.known.id, Direction.OUT, text, visit.stamp)
    visit.audit("messaged", party=party)
    said = visit.tongue.say_n(
        "Sent to {n} person of <b>{state}</b>. An answer will appear here.",
        "Sent to {n} people of <b>{state}</b>. An answer will appear here.",
        count,
        state=visit.country(party),
    )
    _in_thread(visit, party, visit.known.id, said)
    _tell_others(visit, party, visit.known.id, text)


def to_person(visit: Visit, person: int, text: str) -> None:
    """Send to somebody who acts for no State, and show it to the other chats."""
    known = people.known(visit.db, person)
    if known is None or known.blocked_at is not None:
        visit.say("Not sent: this person cannot be reached any more.")
        return
    message_threads.add(visit.db, None, visit.known.id, Direction.OUT, text, visit.stamp)
    visit.audit("messaged", subject=known.name)
    tell(visit, person, lambda notices: notices.letter(text), batch=message_threads.LETTER_BATCH)
    said = visit.tongue.say("Sent to {who}. An answer will appear here.", who=known.name)
    _in_thread(visit, None, person, said)
    _tell_others(visit, None, person, text)


def _in_thread(visit: Visit, party: str | None, person: int, said: Html) -> None:
    name = message_threads.thread(party, person)
    before = message_threads.thread_row(visit.db, visit.chat_id, name)
    visit.post.send(visit.chat_id, Message(said), batch=name, target=before)


def _tell_others(visit: Visit, party: str | None, person: int, text: str) -> None:
    """Show the other chats of the secretariat what was written, and by whom."""

    def words(notices: DeskNotices) -> Message:
        say = notices.tongue.say
        head = say(
            "{who} writes to <b>{state}</b>:",
            who=visit.known.name,
            state=state_name(notices.tongue, party) if party else visit.name_of(person),
        )
        return Message(Html(f"{head}\n\n{say('{text}', text=text)}"))

    notify.desks(visit, words, thread=message_threads.thread(party, person), but=visit.chat_id)


def thread(visit: Visit, args: tuple[str, ...]) -> None:
    """Show what was written to and fro, newest first (d:thread:<party>:<page>)."""
    party, page = args[0], int(args[1])
    every = message_threads.of_party(visit.db, party, limit=KEPT_IN_SIGHT)
    here, pages = page_of(page, len(every), PAGE_SIZE)
    lines = [visit.tongue.say("<b>{state}</b>: letters", state=visit.country(party))]
    for _, person, direction, text, at in every[here * PAGE_SIZE : (here + 1) * PAGE_SIZE]:
        words = "{arrow} {moment}, {who}:\n{text}"
        lines.append(
            visit.tongue.say(
                words,
                arrow=Html("→" if direction == Direction.OUT else "←"),
                moment=visit.moment(at),
                who=visit.name_of(person),
                text=text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + "…",
            )
        )
    if not every:
        lines.append(visit.tongue.say("Nothing has been written yet."))
    card = visit.button("‹ " + visit.tongue.plain_as("button", "Open"), "card", party)
    last = (card, visit.labelled("Message", "message", party))
    rows = (*pager(visit, here, pages, "thread", party), last)
    visit.show(Message(Html("\n\n".join(lines)), rows))
