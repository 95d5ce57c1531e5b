"""Words the review: the whole reply, with what is missing or does not fit."""

from __future__ import annotations

from bot.engine.facts import Misfit, People, Reviewed
from bot.engine.form import Item, Question, Repeat, Section
from bot.engine.progress import relevant
from bot.i18n.isolation import Html
from bot.texts.context import RenderContext
from bot.texts.messages import Button, Message, Rows, in_parts, rows_of
from bot.texts.values import (
    answer_lines,
    left_open,
    not_answered,
    numbered,
    person_name,
    state_name,
    whole,
)


def review(context: RenderContext, fact: Reviewed) -> list[Message]:
    """Return the overview, or one section opened for changes."""
    section = context.event.form.section(fact.section) if fact.section is not None else None
    return [_section_opened(context, fact, section)] if section else _overview(context, fact)


def _overview(context: RenderContext, fact: Reviewed) -> list[Message]:
    tongue, form = context.tongue, context.event.form
    blocks: list[str] = [
        tongue.say("<b>The reply of {state}</b>", state=state_name(tongue, fact.standing.party))
    ]
    sections = [held for name in fact.sections if (held := form.section(name)) is not None]
    blocks += filter(None, (_section_block(context, fact, section) for section in sections))
    needed = [question for question, repeat, _ in fact.missing if repeat is None]
    left = [item for section in sections for item in _left_open(context, fact, section)]
    optional = not_answered(tongue, [question for question in left if question not in needed])
    blocks += filter(None, (optional, _remarks(context, fact)))
    return in_parts(blocks, _overview_buttons(context, fact))


def _asked_in(context: RenderContext, fact: Reviewed, section: Section) -> list[Item]:
    return [item for held, item in relevant(context.event.form, fact.answers) if held is section]


def _left_open(context: RenderContext, fact: Reviewed, section: Section) -> list[Question]:
    asked = _asked_in(context, fact, section)
    return left_open([item for item in asked if isinstance(item, Question)], fact.answers)


def _section_block(context: RenderContext, fact: Reviewed, section: Section) -> Html:
    """Return a section's answers and its first people by name; "" where it has none."""
    tongue = context.tongue
    lines: list[Html] = []
    for item in _asked_in(context, fact, section):
        if isinstance(item, Question):
            lines += answer_lines(context.tongue, (item,), fact.answers)
        else:
            lines += _people(context, item, fact.people[item.name])
    if not lines:
        return Html("")
    title = tongue.say("<b>{section}</b>", section=tongue.text(section.label))
    return Html("\n".join([title, *lines]))


def _people(context: RenderContext, repeat: Repeat, people: People) -> list[Html]:
    tongue = context.tongue
    lines = numbered(tongue, repeat, (entry.answers for entry in people.first))
    more = people.count - len(people.first)
    if more > 0:
        lines.append(
            tongue.say_n(
                "… and {n} more person. /delegation shows everybody.",
                "… and {n} more people. /delegation shows everybody.",
                more,
            )
        )
    return lines


def _remarks(context: RenderContext, fact: Reviewed) -> Html:
    tongue = context.tongue
    lines: list[Html] = []
    main = [question for question, repeat, _ in fact.missing if repeat is None]
    if main:
        needed = tongue.join([context.label(question) for question in main])
        lines.append(tongue.say("⚠ Still needed: {questions}", questions=needed))
    for question, repeat, answers in fact.missing:
        if repeat is not None:
            lines.append(
                tongue.say(
                    "⚠ Still needed for {person}: {question}",
                    person=person_name(tongue, repeat, answers),
                    question=context.label(question),
                )
            )
    lines += [_misfit(context, misfit) for misfit in fact.misfits]
    return Html("\n".join(lines))


def _misfit(context: RenderContext, misfit: Misfit) -> Html:
    tongue = context.tongue
    if misfit.code == "more_named":
        return tongue.say_n(
            "ℹ You have named {n} person more than announced. You may wish to change the estimate.",
            "ℹ You have named {n} people more than announced. You may wish to change the estimate.",
            whole(misfit.params["more"]),
        )
    return tongue.say("ℹ No head of delegation is named. You can send the reply all the same.")


def _overview_buttons(context: RenderContext, fact: Reviewed) -> Rows:
    tongue, form = context.tongue, context.event.form
    rows: list[tuple[Button, ...]] = []
    if fact.missing:
        rows.append((context.labelled("Answer what is missing", "fill"),))
    elif fact.may_send:
        rows.append((context.button(_send_word(context, fact), "send"),))
    if fact.unsent and fact.standing.newest:
        rows.append((context.labelled("Discard the changes", "discard"),))
    changes = rows_of(
        context.button("✎ " + tongue.text(section.label), "section", section.name)
        for section in map(form.section, fact.sections)
        if section is not None
    )
    return (*rows, *changes, (context.menu(),))


def _send_word(context: RenderContext, fact: Reviewed) -> str:
    if fact.standing.newest and fact.unsent:
        return context.tongue.plain_n("Send {n} change", "Send {n} changes", fact.unsent)
    return context.tongue.plain_as("button", "Send the reply")


def _section_opened(context: RenderContext, fact: Reviewed, section: Section) -> Message:
    tongue = context.tongue
    rows = rows_of(
        context.button(
            tongue.text(item.label),
            "change" if isinstance(item, Question) else "list",
            item.name,
        )
        for item in _asked_in(context, fact, section)
    )
    lines = [tongue.say("What would you like to change?")]
    if fact.unsent and fact.standing.newest:
        lines.insert(
            0, tongue.say_n("{n} change not sent yet.", "{n} changes not sent yet.", fact.unsent)
        )
        rows = (*rows, (context.labelled("Review and send", "back"),))
    blocks = (
        _section_block(context, fact, section)
        or tongue.say("<b>{section}</b>", section=tongue.text(section.label)),
        not_answered(context.tongue, _left_open(context, fact, section)),
        *lines,
    )
    text = Html("\n\n".join(filter(None, blocks)))
    return Message(text, (*rows, context.foot()))
