"""Words the lists of people: a page of a list, one person, and what two entries leave to settle."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.facts import Listed, NamesakeAsked, UniqueAsked, Viewed
from bot.engine.form import Answers, Question
from bot.engine.screens import PAGE_SIZE
from bot.i18n.isolation import Html
from bot.texts.context import RenderContext
from bot.texts.messages import Button, Message, Rows, rows_of
from bot.texts.values import answer_lines, left_open, literal, not_answered, record_name


def listed(context: RenderContext, fact: Listed) -> Message:
    parts: list[str] = [
        context.tongue.say("<b>{title}</b>", title=context.tongue.text(fact.repeat.label))
    ]
    parts.append(_count(context, fact.count, fact.announced))
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
        undo = context.tongue.plain_as("button", "Undo the removal")
        rows.append((context.button("↩ " + undo, "undo"),))
    if not fact.full:
        add = context.tongue.plain_as("button", "Add a person")
        rows.append((context.button("+ " + add, "add"),))
    rows.append(
        (
            context.button(context.tongue.plain_as("button", "Fill in a spreadsheet"), "template"),
            context.button(context.tongue.plain_as("button", "Continue") + " ›", "next"),
        )
    )
    rows.append((context.back(), context.menu()))
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
    name = record_name(context.tongue, fact.repeat, answers)
    label = context.tongue.plain(
        "{place}. {person}",
        place=place,
        person=name or context.tongue.text(fact.repeat.singular),
    )
    return context.button(label, "open", str(record))


def _pager(context: RenderContext, page: int, pages: int) -> tuple[Button, ...]:
    here = context.tongue.plain("{page} of {pages}", page=page + 1, pages=pages)
    return (
        context.button("‹", "page", str(max(0, page - 1))),
        context.button(here, "page", str(page)),
        context.button("›", "page", str(min(pages - 1, page + 1))),
    )


def viewed(context: RenderContext, fact: Viewed) -> Message:
    title = record_name(context.tongue, fact.repeat, fact.answers)
    lines = [
        context.tongue.say(
            "<b>{person}</b>", person=title or context.tongue.text(fact.repeat.singular)
        ),
        context.tongue.say(
            "<i>{position} of {total}</i>", position=fact.position, total=fact.count
        ),
        "",
        *answer_lines(context.tongue, fact.questions, fact.answers),
        *filter(None, [not_answered(context.tongue, _optional_left_open(fact))]),
    ]
    rows: Rows = rows_of(
        context.button(context.label(question), "change", question.name)
        for question in fact.questions
    )
    if fact.missing:
        lines += ["", _missing_line(context, fact.missing)]
        complete = context.button(context.tongue.plain_as("button", "Complete"), "complete")
        rows = ((complete,), *rows)
    moves = []
    if fact.position > 1:
        up = context.tongue.plain_as("button", "Move up")
        moves.append(context.button("↑ " + up, "up"))
    if fact.position < fact.count:
        down = context.tongue.plain_as("button", "Move down")
        moves.append(context.button("↓ " + down, "down"))
    if moves:
        rows = (*rows, tuple(moves))
    remove = context.button(context.tongue.plain_as("button", "Remove"), "remove")
    return Message(Html("\n".join(lines)), (*rows, (remove,), (context.back(), context.menu())))


def _optional_left_open(fact: Viewed) -> list[Question]:
    unanswered = left_open(fact.questions, fact.answers)
    return [question for question in unanswered if question not in fact.missing]


def _missing_line(context: RenderContext, missing: Sequence[Question]) -> Html:
    return context.tongue.say(
        "Still needed: {questions}",
        questions=context.tongue.join([context.label(question) for question in missing]),
    )


def unique_asked(context: RenderContext, fact: UniqueAsked) -> Message:
    choice = fact.question.choice(fact.value)
    role = context.tongue.text(choice.label) if choice else fact.value
    holder = record_name(context.tongue, fact.repeat, fact.holder, detail=False)
    text = context.tongue.say(
        "A delegation has only one <b>{role}</b>, and {name} is named as such already. "
        "What should become of {name}?",
        role=role,
        name=holder or context.tongue.text(fact.repeat.singular),
    )
    rows: list[tuple[Button, ...]] = []
    for name in fact.becomes:
        other = fact.question.choice(name)
        if other is not None:
            label = context.tongue.plain("Becomes: {role}", role=context.tongue.text(other.label))
            rows.append((context.button(label, "become", name),))
    keep = context.tongue.plain("Stays: {role}", role=role)
    rows.append((context.button(keep, "other"),))
    return Message(text, (*rows, (context.menu(),)))


def namesake_asked(context: RenderContext, fact: NamesakeAsked) -> Message:
    text = context.tongue.say(
        "There is already a <b>{other}</b> in the list. Is <b>{person}</b> the same person?",
        other=record_name(context.tongue, fact.repeat, fact.other),
        person=record_name(context.tongue, fact.repeat, fact.answers),
    )
    same = context.button(
        context.tongue.plain_as("button", "The same person: remove the new entry"), "same"
    )
    different = context.button(
        context.tongue.plain_as("button", "Two different people"), "different"
    )
    return Message(text, ((same,), (different,), (context.back(), context.menu())))
