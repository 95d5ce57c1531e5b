"""Words the digest: what came in within a span, in one language, for one chat of the secretariat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.campaign.work import Work
from bot.engine.diff import Content, differences
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, Tongue
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Button, Message, Rows, in_parts, rows_of
from bot.texts.values import state_name
from storage import Db, assignments, deployment, overview, people
from storage import revisions as stored_revisions
from storage.assignments import Assignment
from storage.instants import from_text, to_text
from storage.overview import ThreadMessage
from storage.revisions import Late, Revision, RevisionKind

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
class DigestContent:
    """Holds what came in within a span."""

    revisions: Sequence[Revision]
    requests: Sequence[Assignment]
    letters: Sequence[ThreadMessage]

    def __bool__(self) -> bool:
        return bool(self.revisions or self.requests or self.letters)


def last(db: Db, chat_id: int) -> datetime | None:
    """Return until when a chat has been told by its last digest."""
    stored = deployment.get(db, _DIGESTED.format(chat=chat_id))
    return from_text(stored) if stored is not None else None


def note(db: Db, chat_id: int, until: datetime | None) -> None:
    """Note until when a chat has been told; None for one that is told of everything at once."""
    key = _DIGESTED.format(chat=chat_id)
    deployment.put(db, key, to_text(until) if until is not None else None)


def arrived(db: Db, since: datetime, until: datetime) -> DigestContent:
    """Return what came in after `since` and not after `until`."""
    start, end = to_text(since), to_text(until)
    return DigestContent(
        overview.revisions_between(db, start, end),
        [one for one in assignments.pending(db) if start < one.asked_at <= end],
        overview.letters_between(db, start, end),
    )


def digest(work: Work, tongue: Tongue, since: datetime) -> list[Message]:
    """Return as many messages as hold it; one that says so where nothing came in."""
    found = arrived(work.db, since, work.now)
    moment = tongue.moment(since, work.campaign.event.zone)
    if not found:
        return [Message(tongue.say("Nothing has come in since {moment}.", moment=moment))]
    blocks: list[str] = [tongue.say("<b>What came in</b> since {moment}", moment=moment)]
    blocks += [_revision(work, tongue, one) for one in found.revisions]
    if found.requests:
        blocks.append(_requests(work.db, tongue, found.requests))
    blocks += [_letter(work.db, tongue, one) for one in found.letters]
    return in_parts(blocks, _buttons(tongue, found))


def _revision(work: Work, tongue: Tongue, sent: Revision) -> str:
    """Return a State's news in a line, with what changed below it, old → new."""
    before = stored_revisions.previous(work.db, sent.party, sent.number)
    kind = _kind(sent, before)
    lines = [tongue.say(_HEADS[kind], state=state_name(tongue, sent.party), number=sent.number)]
    if sent.paper_reference:
        lines.append(tongue.say("Recorded from paper: {paper}", paper=sent.paper_reference))
    if before is not None and kind != "withdrawn":
        changes = differences(
            work.campaign.event.form,
            Content.from_json(before.content),
            Content.from_json(sent.content),
        )
        said = DeskNotices(work.campaign.event, tongue).changes(changes[:CHANGES_SHOWN])
        lines += said or [tongue.say("Sent again without changes.")]
        more = len(changes) - CHANGES_SHOWN
        if more > 0:
            lines.append(tongue.say_n("… and {n} more change.", "… and {n} more changes.", more))
    return "\n".join(lines)


def _kind(sent: Revision, before: Revision | None) -> str:
    if sent.kind == RevisionKind.WITHDRAWN:
        return "withdrawn"
    if sent.late == Late.PROPOSED:
        return "proposed"
    return "first" if before is None else "changed"


def _requests(db: Db, tongue: Tongue, waiting: Sequence[Assignment]) -> Html:
    names = people.names(db, {one.person_id for one in waiting})
    lines = [
        tongue.say_n(
            "{n} person asks to be confirmed:", "{n} people ask to be confirmed:", len(waiting)
        ),
        *(
            tongue.say(
                "• {state}: {who}",
                state=state_name(tongue, one.party),
                who=names.get(one.person_id, "—"),
            )
            for one in waiting
        ),
    ]
    return Html("\n".join(lines))


def _letter(db: Db, tongue: Tongue, letter: ThreadMessage) -> Html:
    who = people.names(db, {letter.person_id}).get(letter.person_id, "—")
    text = letter.text
    if len(text) > LETTER_CHARS:
        text = text[:LETTER_CHARS] + "…"
    if letter.party is None:
        return tongue.say("{who}, who acts for no State, wrote: {text}", who=who, text=text)
    state = state_name(tongue, letter.party)
    return tongue.say("<b>{state}</b>, {who}, wrote: {text}", state=state, who=who, text=text)


def _buttons(tongue: Tongue, found: DigestContent) -> Rows:
    """Return buttons for the cards of the States that sent something, the newest last, and for the requests."""
    parties = dict.fromkeys(
        [one.party for one in found.revisions] + [one.party for one in found.letters if one.party]
    )
    buttons = [
        Button(state_name(tongue, party), f"d:open:{party}")
        for party in list(parties)[-STATES_AS_BUTTONS:]
    ]
    if found.requests:
        buttons.append(Button(tongue.plain_as("button", "Requests"), "d:requests:0"))
    return rows_of(buttons)
