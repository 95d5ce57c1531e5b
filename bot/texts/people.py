"""Words the lists of people: a page of a list, one person, and what two entries leave to settle."""

from __future__ import annotations

from bot.engine.facts import Listed, NamesakeAsked, UniqueAsked, Viewed
from bot.engine.form import Answers
from bot.engine.screens import PAGE_SIZE
from bot.i18n.isolation import Html
from bot.texts.context import RenderContext
from bot.texts.messages import Button, Message, Rows, rows_of
from bot.texts.values import (
    answer_lines,
    left_open,
    literal,
    not_answered,
    person_name,
    record_name,
)


def listed(context: RenderContext, fact: Listed) -> Message:
    parts: list[str] = [
        context.tongue.say("<b>{title}</b>", title=context.tongue.text(fact.repeat.label)),
        _count(context, fact.count, fact.announced),
    ]
    if fact.count == 0 and fact.repeat.hint:
        parts.append(literal(context.tongue.text(fact.repeat.hint)))
    if fact.count:
        parts.append(context.tongue.say("Tap a name to change, move or remove it."))
    rows: list[tuple[Button, ...]] = [
        (_person(context, fact, place, entry.id, entry.answers),)
        for place, entry in enumerate(fact.entries, fact.page * PAGE_SIZE + 1)
    ]
    if fact.pages > 1:
        rows.append(_pager(context, fact.page, fact.pages))
    if fact.undo:
        rows.append((context.labelled("Undo the removal", "undo", sign="↩ "),))
    if not fact.full:
        rows.append((context.labelled("Add a person", "add", sign="+ "),))
    onward = context.button(context.tongue.plain_as("button", "Continue") + " ›", "next")
    rows.append((context.labelled("Fill in a spreadsheet", "template"), onward))
    rows.append(context.foot())
    return Message(Html("\n\n".join(parts)), tuple(rows))


def _count(context: RenderContext, count: int, announced: int | None) -> Html:
    if announced is None:
        return context.tongue.say_n("{n} person named.", "{n} people named.", count)
    return context.tongue.say_n(
        "{n} person named of about {announced} announced.",
        "{n} people named of about {announced} announced.",
        count,
        announced=announced,
    )


def _person(
    context: RenderContext, fact: Listed, place: int, record: int, answers: Answers
) -> Button:
    person = person_name(context.tongue, fact.repeat, answers)
    label = context.tongue.plain("{place}. {person}", place=place, person=person)
    return context.button(label, "open", str(record))


def _pager(context: RenderContext, page: int, pages: int) -> tuple[Button, ...]:
    here = context.tongue.plain("{page} of {pages}", page=page + 1, pages=pages)
    return (
        context.button("‹", "page", str(max(0, page - 1))),
        context.button(here, "page", str(page)),
        context.button("›", "page", str(min(pages - 1, page + 1))),
    )


def viewed(context: RenderContext, fact: Viewed) -> Message:
    unanswered = left_open(fact.questions, fact.answers)
    optional = [question for question in unanswered if question not in fact.missing]
    person = person_name(context.tongue, fact.repeat, fact.answers)
    lines = [
        context.tongue.say("<b>{person}</b>", person=person),
        context.tongue.say(
            "<i>{position} of {total}</i>", position=fact.position, total=fact.count
        ),
        "",
        *answer_lines(context.tongue, fact.questions, fact.answers),
        *filter(None, [not_answered(context.tongue, optional)]),
    ]
    rows: Rows = rows_of(
        context.button(context.label(question), "change", question.name)
        for question in fact.questions
    )
    if fact.missing:
        needed = context.tongue.join([context.label(question) for question in fact.missing])
        lines += ["", context.tongue.say("Still needed: {questions}", questions=needed)]
        rows = ((context.labelled("Complete", "complete"),), *rows)
    moves = []
    if fact.position > 1:
        moves.append(context.labelled("Move up", "up", sign="↑ "))
    if fact.position < fact.count:
        moves.append(context.labelled("Move down", "down", sign="↓ "))
    if moves:
        rows = (*rows, tuple(moves))
    remove = context.labelled("Remove", "remove")
    return Message(Html("\n".join(lines)), (*rows, (remove,), context.foot()))


def unique_asked(context: RenderContext, fact: UniqueAsked) -> Message:
    choice = fact.question.choice(fact.value)
    role = context.tongue.text(choice.label) if choice else fact.value
    text = context.tongue.say(
        "A delegation has only one <b>{role}</b>, and {name} is named as such already. "
        "What should become of {name}?",
        role=role,
        name=person_name(context.tongue, fact.repeat, fact.holder, detail=False),
    )
    rows: list[tuple[Button, ...]] = []
    for name in fact.becomes:
        other = fact.question.choice(name)
        if other is not None:
            label = context.tongue.plain("Becomes: {role}", role=context.tongue.text(other.label))
            rows.append((context.button(label, "become", name),))
    keep = context.button(context.tongue.plain("Stays: {role}", role=role), "other")
    return Message(text, (*rows, (keep,), (context.menu(),)))


def namesake_asked(context: RenderContext, fact: NamesakeAsked) -> Message:
    text = context.tongue.say(
        "There is already a <b>{other}</b> in the list. Is <b>{person}</b> the same person?",
        other=record_name(context.tongue, fact.repeat, fact.other),
        person=record_name(context.tongue, fact.repeat, fact.answers),
    )
    same = context.labelled("The same person: remove the new entry", "same")
    different = context.labelled("Two different people", "different")
    return Message(text, ((same,), (different,), context.foot()))
