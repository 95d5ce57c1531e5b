"""The review: a whole reply on as few messages as hold it, with what is missing and what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engine.facts import Misfit, People, Reviewed
from bot.engine.form import Item, Question, Repeat, Section
from bot.engine.progress import relevant
from bot.i18n.isolation import Html
from bot.texts.messages import Button, Message, Rows, rows_of, split
from bot.texts.values import record_name, state_name, whole

if TYPE_CHECKING:
    from bot.texts.screens import Texts


def review(texts: Texts, fact: Reviewed) -> list[Message]:
    """The overview, or one section opened for changes."""
    if fact.section is not None:
        section = texts.event.form.section(fact.section)
        if section is not None:
            return [_section_opened(texts, fact, section)]
    return _overview(texts, fact)


def _overview(texts: Texts, fact: Reviewed) -> list[Message]:
    tongue, form = texts.tongue, texts.event.form
    blocks: list[str] = [
        tongue.say("<b>The reply of {state}</b>", state=state_name(tongue, fact.standing.party))
    ]
    sections = [held for name in fact.sections if (held := form.section(name)) is not None]
    blocks += filter(None, (_section_block(texts, fact, section) for section in sections))
    needed = [question for question, repeat, _ in fact.missing if repeat is None]
    left = [item for section in sections for item in _left_open(texts, fact, section)]
    blocks += filter(
        None,
        (
            texts.not_answered([question for question in left if question not in needed]),
            _remarks(texts, fact),
        ),
    )
    parts = split(blocks)
    rows = _overview_buttons(texts, fact)
    return [*(Message(part) for part in parts[:-1]), Message(parts[-1], rows)]


def _asked_in(texts: Texts, fact: Reviewed, section: Section) -> list[Item]:
    return [item for held, item in relevant(texts.event.form, fact.answers) if held is section]


def _left_open(texts: Texts, fact: Reviewed, section: Section) -> list[Question]:
    asked = _asked_in(texts, fact, section)
    questions = [item for item in asked if isinstance(item, Question)]
    return texts.left_open(questions, fact.answers)


def _section_block(texts: Texts, fact: Reviewed, section: Section) -> Html:
    """A section with its answers, people by name, the first of them; nothing where it has none."""
    tongue = texts.tongue
    lines: list[Html] = []
    for item in _asked_in(texts, fact, section):
        if isinstance(item, Question):
            lines += texts.answer_lines((item,), fact.answers)
        else:
            lines += _people(texts, item, fact.people[item.name])
    if not lines:
        return Html("")
    title = tongue.say("<b>{section}</b>", section=tongue.text(section.label))
    return Html("\n".join([title, *lines]))


def _people(texts: Texts, repeat: Repeat, people: People) -> list[Html]:
    tongue = texts.tongue
    if not people.count:
        return [tongue.say("Nobody is named yet.")]
    lines = [
        tongue.say(
            "{place}. {person}",
            place=place,
            person=record_name(tongue, repeat, entry.answers) or tongue.text(repeat.singular),
        )
        for place, entry in enumerate(people.first, 1)
    ]
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


def _remarks(texts: Texts, fact: Reviewed) -> Html:
    tongue = texts.tongue
    lines: list[Html] = []
    main = [question for question, repeat, _ in fact.missing if repeat is None]
    if main:
        lines.append(
            tongue.say(
                "⚠ Still needed: {questions}",
                questions=tongue.join([texts.label(question) for question in main]),
            )
        )
    for question, repeat, answers in fact.missing:
        if repeat is not None:
            lines.append(
                tongue.say(
                    "⚠ Still needed for {person}: {question}",
                    person=record_name(tongue, repeat, answers) or tongue.text(repeat.singular),
                    question=texts.label(question),
                )
            )
    lines += [_misfit(texts, misfit) for misfit in fact.misfits]
    return Html("\n".join(lines))


def _misfit(texts: Texts, misfit: Misfit) -> Html:
    tongue = texts.tongue
    if misfit.code == "more_named":
        return tongue.say_n(
            "ℹ You have named {n} person more than announced. You may wish to change the estimate.",
            "ℹ You have named {n} people more than announced. You may wish to change the estimate.",
            whole(misfit.params["more"]),
        )
    return tongue.say("ℹ No head of delegation is named. You can send the reply all the same.")


def _overview_buttons(texts: Texts, fact: Reviewed) -> Rows:
    tongue, form = texts.tongue, texts.event.form
    rows: list[tuple[Button, ...]] = []
    if fact.missing:
        word = tongue.plain_as("button", "Answer what is missing")
        rows.append((texts.button(word, "fill"),))
    elif fact.may_send:
        rows.append((texts.button(_send_word(texts, fact), "send"),))
    if fact.unsent and fact.standing.newest:
        word = tongue.plain_as("button", "Discard the changes")
        rows.append((texts.button(word, "discard"),))
    sections = [form.section(name) for name in fact.sections]
    changes = rows_of(
        texts.button("✎ " + tongue.text(section.label), "section", section.name)
        for section in sections
        if section is not None
    )
    menu = texts.button(tongue.plain_as("button", "Menu"), "menu")
    return (*rows, *changes, (menu,))


def _send_word(texts: Texts, fact: Reviewed) -> str:
    if fact.standing.newest and fact.unsent:
        return texts.tongue.plain_n("Send {n} change", "Send {n} changes", fact.unsent)
    return texts.tongue.plain_as("button", "Send the reply")


def _section_opened(texts: Texts, fact: Reviewed, section: Section) -> Message:
    tongue = texts.tongue
    buttons = [
        texts.button(texts.label(item), "change", item.name)
        if isinstance(item, Question)
        else texts.button(tongue.text(item.label), "list", item.name)
        for item in _asked_in(texts, fact, section)
    ]
    rows = rows_of(buttons)
    lines = [tongue.say("What would you like to change?")]
    if fact.unsent and fact.standing.newest:
        lines.insert(
            0, tongue.say_n("{n} change not sent yet.", "{n} changes not sent yet.", fact.unsent)
        )
        send = texts.button(tongue.plain_as("button", "Review and send"), "back")
        rows = (*rows, (send,))
    blocks = (
        _section_block(texts, fact, section)
        or tongue.say("<b>{section}</b>", section=tongue.text(section.label)),
        texts.not_answered(_left_open(texts, fact, section)),
        *lines,
    )
    text = Html("\n\n".join(filter(None, blocks)))
    back = texts.button("‹ " + tongue.plain_as("button", "Back"), "back")
    menu = texts.button(tongue.plain_as("button", "Menu"), "menu")
    return Message(text, (*rows, (back, menu)))
