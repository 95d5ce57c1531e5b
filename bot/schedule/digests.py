"""The digest: what came in within a span, in one language, for one chat of the secretariat. Sends nothing itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.campaign.campaign import Office
from bot.engine.diff import Content, differences
from bot.i18n.tongue import N_, Html, Tongue
from bot.texts.desk_notices import Notices
from bot.texts.messages import Button, Message, Rows, rows_of, split
from storage import deployment, overview, people, replies
from storage.instants import from_text, to_text
from storage.overview import Letter
from storage.people import Assignment
from storage.replies import Revision

# A digest says what happened; the card of a State says everything.
CHANGES_SHOWN = 6
LETTER_CHARS = 200
STATES_AS_BUTTONS = 12

_DIGESTED = "digested:{chat}"

_HEADS = {
    "withdrawn": N_("<b>{state}</b> has withdrawn its reply."),
    "proposed": N_("<b>{state}</b> proposes a late change, revision {number}."),
    "first": N_("<b>{state}</b> has replied."),
    "changed": N_("<b>{state}</b> has changed its reply, revision {number}."),
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in within a span."""

    revisions: Sequence[Revision]
    requests: Sequence[Assignment]
    letters: Sequence[Letter]

    def __bool__(self) -> bool:
        return bool(self.revisions or self.requests or self.letters)


def last(db: sqlite3.Connection, chat_id: int) -> datetime | None:
    """Until when a chat has been told by its last digest."""
    stored = deployment.get(db, _DIGESTED.format(chat=chat_id))
    return from_text(stored) if stored is not None else None


def note(db: sqlite3.Connection, chat_id: int, until: datetime | None) -> None:
    """Until when a chat has been told; None for one that is told of everything at once."""
    key = _DIGESTED.format(chat=chat_id)
    deployment.put(db, key, to_text(until) if until is not None else None)


def arrived(db: sqlite3.Connection, since: datetime, until: datetime) -> Arrived:
    """What came in after `since`, until and with `until`."""
    start, end = to_text(since), to_text(until)
    return Arrived(
        overview.revisions_between(db, start, end),
        [one for one in people.pending(db) if start < one.asked_at <= end],
        overview.letters_between(db, start, end),
    )


def digest(
    office: Office, db: sqlite3.Connection, words: Tongue, since: datetime, until: datetime
) -> list[Message]:
    """As many messages as hold it; one that says so where nothing came in."""
    found = arrived(db, since, until)
    moment = words.moment(since, office.event.zone)
    if not found:
        return [Message(words.say("Nothing has come in since {moment}.", moment=moment))]
    blocks: list[str] = [words.say("<b>What came in</b> since {moment}", moment=moment)]
    blocks += [_revision(office, db, words, one) for one in found.revisions]
    if found.requests:
        blocks.append(_requests(db, words, found.requests))
    blocks += [_letter(db, words, one) for one in found.letters]
    parts = split(blocks)
    return [
        *(Message(part) for part in parts[:-1]),
        Message(parts[-1], _buttons(words, found)),
    ]


def _revision(office: Office, db: sqlite3.Connection, words: Tongue, sent: Revision) -> str:
    """A State's news in a line, with what changed below it, old → new."""
    before = replies.previous(db, sent.party, sent.number)
    kind = _kind(sent, before)
    lines = [words.say(_HEADS[kind], state=words.country(sent.party), number=sent.number)]
    if sent.paper_reference:
        lines.append(words.say("Recorded from paper: {paper}", paper=sent.paper_reference))
    if before is not None and kind != "withdrawn":
        changes = differences(office.event.form, _content(before), _content(sent))
        said = Notices(office.event, words).changes(changes[:CHANGES_SHOWN])
        lines += said or [words.say("Sent again without changes.")]
        more = len(changes) - CHANGES_SHOWN
        if more > 0:
            lines.append(words.say_n("… and {n} more change.", "… and {n} more changes.", more))
    return "\n".join(lines)


def _kind(sent: Revision, before: Revision | None) -> str:
    if sent.kind == "withdrawn":
        return "withdrawn"
    if sent.late == "proposed":
        return "proposed"
    return "first" if before is None else "changed"


def _content(revision: Revision) -> Content:
    return Content.from_json(json.loads(revision.content))


def _requests(db: sqlite3.Connection, words: Tongue, waiting: Sequence[Assignment]) -> Html:
    names = people.names(db, {one.person_id for one in waiting})
    lines = [
        words.say_n(
            "{n} person asks to be confirmed:", "{n} people ask to be confirmed:", len(waiting)
        ),
        *(
            words.say(
                "• {state}: {who}",
                state=words.country(one.party),
                who=names.get(one.person_id, "—"),
            )
            for one in waiting
        ),
    ]
    return Html("\n".join(lines))


def _letter(db: sqlite3.Connection, words: Tongue, letter: Letter) -> Html:
    who = people.names(db, {letter.person_id}).get(letter.person_id, "—")
    text = letter.text
    if len(text) > LETTER_CHARS:
        text = text[:LETTER_CHARS] + "…"
    if letter.party is None:
        return words.say("{who}, who acts for no State, wrote: {text}", who=who, text=text)
    state = words.country(letter.party)
    return words.say("<b>{state}</b>, {who}, wrote: {text}", state=state, who=who, text=text)


def _buttons(words: Tongue, found: Arrived) -> Rows:
    """The cards of the States that sent something, the newest last; and the requests."""
    parties = dict.fromkeys(
        [one.party for one in found.revisions] + [one.party for one in found.letters if one.party]
    )
    buttons = [
        Button(words.country(party), f"d:open:{party}")
        for party in list(parties)[-STATES_AS_BUTTONS:]
    ]
    if found.requests:
        buttons.append(Button(words.plain_as("button", "Requests"), "d:requests:0"))
    return rows_of(buttons)
