"""Shows the card of a country: how its reply stands, who acts for it, what was sent, what can be done."""

from __future__ import annotations

from bot.desk.visit import Visit, called
from bot.engine.diff import Content
from bot.engine.form import Item, Repeat
from bot.engine.progress import relevant
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.messages import Button, Message, Rows, rows_of
from bot.texts.regions import region_name, region_of
from bot.texts.values import value_text
from storage import assignments, invitations, people, replies, revisions
from storage.assignments import Assignment, AssignmentStatus, MissionRole
from storage.replies import Reply, Review, Stage
from storage.revisions import Late, Revision
from storage.staff import Role

STAGES = {
    Stage.INVITED: N_("Invited; the link has not been opened."),
    Stage.OPENED: N_("The link has been opened; nothing is filled in yet."),
    Stage.DRAFT: N_("In preparation; nothing has been sent yet."),
    Stage.SUBMITTED: N_("Replied."),
    Stage.AMENDED: N_("Replied and changed since."),
    Stage.WITHDRAWN: N_("The reply has been withdrawn."),
}
_REVIEWS = {
    Review.NEW: N_("Not looked at yet."),
    Review.SEEN: N_("Seen by {who}, {moment}."),
    Review.ACCEPTED: N_("Accepted by {who}, {moment}."),
    Review.RETURNED: N_("Returned by {who}, {moment}."),
}


def open_in_place(visit: Visit, args: tuple[str, ...]) -> None:
    """Show the card in place of the list or card that was tapped (d:card:<party>)."""
    _mark_seen(visit, args[0])
    visit.show(card(visit, args[0]))


def open_card(visit: Visit, party: str) -> None:
    """Show the card; a notice that was tapped stays above it (/country France, d:open:<party>)."""
    _mark_seen(visit, party)
    visit.send(card(visit, party))


def _mark_seen(visit: Visit, party: str) -> None:
    """Mark a new reply as seen where an officer opens it; the mission can tell."""
    reply = replies.get(visit.db, party)
    if reply is not None and reply.review == Review.NEW and visit.may(Role.OFFICER):
        replies.set_review(visit.db, party, Review.SEEN, by=visit.known.id, now=visit.stamp)
        visit.audit("seen", party=party, subject=f"revision {reply.revision}")


# ---------------------------------------------------------------- the card


def card(visit: Visit, party: str) -> Message:
    """Return everything at a glance, with the buttons this person may use."""
    reply = replies.get(visit.db, party)
    revision = revisions.get(visit.db, party, reply.revision) if reply else None
    blocks = (
        _head(visit, party),
        _standing(visit, party, reply) if reply else visit.tongue.say("Not invited yet."),
        _people(visit, party),
        _last(visit, revision) if revision else "",
    )
    text = "\n\n".join(block for block in blocks if block)
    return Message(Html(text), _buttons(visit, party, reply))


def _head(visit: Visit, party: str) -> Html:
    entry = visit.campaign.parties.get(party)
    region = region_name(visit.tongue, region_of(entry)) if entry else ""
    return visit.tongue.say(
        "<b>{state}</b> · {reference}\n{region}",
        state=visit.country(party),
        reference=Html(f"<code>{visit.campaign.event.reference(party)}</code>"),
        region=region,
    )


def _standing(visit: Visit, party: str, reply: Reply) -> Html:
    say = visit.tongue.say
    lines = [say(STAGES[reply.stage])]
    if reply.revision:
        lines.append(say("Revision {number} is in force.", number=reply.revision))
    if reply.review is not None and reply.stage != Stage.WITHDRAWN:
        at = visit.moment(reply.reviewed_at or reply.changed_at)
        who = visit.name_of(reply.reviewed_by)
        lines.append(say(_REVIEWS[reply.review], who=who, moment=at))
    if reply.review == Review.RETURNED and reply.review_note:
        lines.append(_note(visit, reply.review_note, reply.review_question))
    lines += [
        say("⚠ Late change, revision {number}, waits for a decision.", number=late.number)
        for late in _proposed(visit, party)
    ]
    if reply.deadline is not None:
        lines.append(say("Own deadline: {moment}", moment=visit.moment(reply.deadline)))
    return Html("\n".join(lines))


def _note(visit: Visit, note: str, question: str | None) -> Html:
    label = question_label(visit, question) if question else None
    if label is None:
        return visit.tongue.say("Note: “{note}”", note=note)
    return visit.tongue.say("Note on {question}: “{note}”", question=label, note=note)


def question_label(visit: Visit, name: str) -> str | None:
    """Return what a question, or a list of people, is called; None for one no longer asked."""
    form = visit.campaign.event.form
    if name in form.repeats:
        return visit.tongue.text(form.repeats[name].label)
    for repeat in (None, *form.repeats):
        question = form.question(name, repeat)
        if question is not None:
            return visit.tongue.text(question.label)
    return None


def _proposed(visit: Visit, party: str) -> list[Revision]:
    return [one for one in revisions.of_party(visit.db, party) if one.late == Late.PROPOSED]


def _people(visit: Visit, party: str) -> Html:
    lines = [_person(visit, one) for one in assignments.acting_for(visit.db, party)]
    lines += [
        visit.tongue.say("{who} waits to be confirmed.", who=visit.name_of(one.person_id))
        for one in assignments.history(visit.db, party)
        if one.status == AssignmentStatus.PENDING
    ]
    for role, words in _OPEN_LINKS.items():
        link = invitations.open_of_role(visit.db, party, role, visit.stamp)
        if link is not None:
            until = visit.moment(link.expires_at) if link.expires_at else "—"
            lines.append(visit.tongue.say(words, moment=until))
    return Html("\n".join(lines))


_OPEN_LINKS = {
    MissionRole.PRIMARY: N_("An invitation link waits to be opened, until {moment}."),
    MissionRole.BACKUP: N_("A link for a backup waits to be opened, until {moment}."),
}


def _person(visit: Visit, one: Assignment) -> Html:
    known = people.known(visit.db, one.person_id)
    name = called(known) if known else "—"
    say, primary = visit.tongue.say, one.role == MissionRole.PRIMARY
    line: str = say("Focal point: <b>{who}</b>" if primary else "Backup: <b>{who}</b>", who=name)
    if one.letter_reference:
        line += say(
            "\n    by letter {reference} of {date}",
            reference=one.letter_reference,
            date=visit.tongue.date(one.letter_date) if one.letter_date else "—",
        )
    if known is not None and known.blocked_at is not None:
        line += "\n    ⚠ " + say("has blocked the bot and cannot be reached")
    return Html(line)


def _last(visit: Visit, revision: Revision) -> Html:
    """Return who sent the revision in force, when, and the answers that say most."""
    say = visit.tongue.say
    who = visit.name_of(revision.sent_by)
    lines = [say("Last sent {moment} by {who}.", moment=visit.moment(revision.sent_at), who=who)]
    if revision.paper_reference:
        lines.append(
            say(
                "Recorded from paper: {paper} of {date}",
                paper=revision.paper_reference,
                date=visit.tongue.date(revision.paper_date) if revision.paper_date else "—",
            )
        )
    content = Content.from_json(revision.content)
    form = visit.campaign.event.form
    for _, item in relevant(form, content.answers):
        if isinstance(item, Repeat):
            named = len(content.records.get(item.name, ()))
            lines.append(visit.tongue.say_n("{n} person named.", "{n} people named.", named))
        elif item.type in _TELLING and content.answers.get(item.name) is not None:
            lines.append(
                say(
                    "{question}: {value}",
                    question=visit.tongue.text(item.label),
                    value=value_text(visit.tongue, item, content.answers[item.name]),
                )
            )
    return Html("\n".join(lines))


# Types whose answers say at a glance how a country takes part.
_TELLING = ("select_one", "integer")


def _buttons(visit: Visit, party: str, reply: Reply | None) -> Rows:
    first: list[Button] = []
    if reply is not None and reply.revision:
        first.append(visit.labelled("Whole reply", "reply", party))
        first.append(visit.labelled("Changes", "changes", party, 0))
    first.append(visit.labelled("History", "history", party))
    rows = [*rows_of(first, width=3, max_chars=40)]
    if visit.may(Role.OFFICER):
        rows += _deciding(visit, party, reply)
        write = visit.labelled("Message", "message", party)
        thread = visit.labelled("Letters", "thread", party, 0)
        record = visit.labelled("Record", "for", "record", party)
        known = (write, thread) if reply is not None else ()
        rows += rows_of((*known, record), width=3, max_chars=40)
    if visit.may(Role.ADMIN):
        rows += _administering(visit, party, known=reply is not None)
    return tuple(rows)


def _deciding(visit: Visit, party: str, reply: Reply | None) -> Rows:
    """Return buttons that carry what was seen, so that nobody undoes a decision unawares."""
    word = visit.tongue.plain_as
    rows: list[tuple[Button, ...]] = []
    for one in assignments.history(visit.db, party):
        if one.status == AssignmentStatus.PENDING:
            label = f"{word('button', 'Confirm')}: {visit.name_of(one.person_id)}"
            refuse = visit.labelled("Refuse", "refuse", one.id, "c")
            rows.append((visit.button(label, "confirm", one.id, "c"), refuse))
    for late in _proposed(visit, party):
        number = f" ({visit.tongue.number(late.number)})"
        take = visit.button(word("button", "Take") + number, "take", party, late.number)
        refuse = visit.button(word("button", "Refuse") + number, "decline", party, late.number)
        rows.append((take, refuse))
    if reply is None or not reply.revision or reply.stage == Stage.WITHDRAWN:
        return tuple(rows)
    seen = reply.review if reply.review in (Review.ACCEPTED, Review.RETURNED) else Review.NEW
    data = (party, reply.revision, "c", seen)
    give_back = visit.labelled("Return", "return", *data)
    accept = () if seen == Review.ACCEPTED else (visit.labelled("Accept", "accept", *data),)
    return (*rows, (*accept, give_back))


def _administering(visit: Visit, party: str, *, known: bool) -> Rows:
    """Return an admin's buttons; of a State never invited there is nothing to replace or revoke."""
    invite = visit.labelled("Invite", "for", "invite", party)
    extend = visit.labelled("Extend", "for", "extend", party)
    if not known:
        return rows_of((invite, extend))
    replace = visit.labelled("Replace", "for", "replace", party)
    revoke = visit.labelled("Revoke", "for", "revoke", party)
    return rows_of((invite, replace, revoke, extend))


def look_and_write(visit: Visit, party: str) -> tuple[Button, ...]:
    """Return the two buttons that stay below a notice when everything is decided."""
    return (visit.labelled("Open", "open", party), visit.labelled("Message", "message", party))


# ---------------------------------------------------------------- what others ask of a reply


def content(visit: Visit, party: str, number: int) -> Content | None:
    """Return what a revision says."""
    revision = revisions.get(visit.db, party, number)
    return Content.from_json(revision.content) if revision else None


def asked(visit: Visit, party: str) -> list[Item]:
    """Return what the reply in force was asked for, in the order of the form."""
    reply = replies.get(visit.db, party)
    said = content(visit, party, reply.revision) if reply else None
    form = visit.campaign.event.form
    return [item for _, item in relevant(form, said.answers)] if said else []
