"""Words the questions of the form: what is asked, how to answer, and the buttons below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.engine.facts import Asked, Rejected
from bot.engine.form import Question, Type, Value
from bot.engine.progress import Progress
from bot.i18n.isolation import Html
from bot.texts.context import RenderContext
from bot.texts.messages import Button, Message, Rows, rows_of
from bot.texts.values import literal, person_name, value_text

BAR_CHARS = 10
_RTL_MARK = "\u200f"


def question_asked(context: RenderContext, fact: Asked) -> Message:
    question = fact.question
    title = context.tongue.say("<b>{question}</b>", question=context.label(question))
    hint = context.tongue.text(question.hint) if question.hint else ""
    parts: list[str] = [_header(context, fact), title + (f"\n{literal(hint)}" if hint else "")]
    how = _how_to_answer(context, fact)
    if how:
        parts.append(how)
    if fact.answered and question.type is not Type.NOTE:
        parts.append(
            context.tongue.say(
                "Present answer: <b>{value}</b>",
                value=value_text(context.tongue, question, fact.present),
            )
        )
    text = Html("\n\n".join(parts))
    if question.type is Type.TELEPHONE:
        return _telephone(context, fact, text)
    return Message(text, _answer_buttons(context, fact))


def question_asked_again(context: RenderContext, fact: Rejected, shown: Asked) -> Message:
    """Return the question once more; meanings of an ambiguous answer come first."""
    candidates = fact.problem.params.get("candidates")
    if not isinstance(candidates, list):
        return question_asked(context, shown)
    others = (name for name in shown.choices if name not in candidates)
    message = question_asked(context, replace(shown, choices=(*candidates, *others)))
    # Of a country or a day, which have no buttons yet.
    meant = rows_of(
        context.button(value_text(context.tongue, fact.question, name), "pick", name)
        for name in candidates
        if name not in shown.choices
    )
    return replace(message, buttons=(*meant, *message.buttons))


def answered(context: RenderContext, question: Question, value: Value) -> Html:
    """Return the text that an answered question's message is edited to."""
    if value is None:
        return context.tongue.say("{question}: left open", question=context.label(question))
    return context.tongue.say(
        "✓ {question}: <b>{value}</b>",
        question=context.label(question),
        value=value_text(context.tongue, question, value),
    )


def _header(context: RenderContext, fact: Asked) -> Html:
    place, section = fact.progress, context.tongue.text(fact.progress.section.label)
    if fact.repeat is not None:
        line = context.tongue.say(
            "<i>{section}: {person} · {position} of {total}</i>",
            section=section,
            person=person_name(context.tongue, fact.repeat, fact.record, detail=False),
            position=place.position,
            total=place.total,
        )
    else:
        line = context.tongue.say(
            "<i>{section} · {position} of {total}</i>",
            section=section,
            position=place.position,
            total=place.total,
        )
    # Blocks have no direction of their own; the mark makes the bar grow from the right.
    return Html(f"{line}\n{_RTL_MARK if context.tongue.rtl else ''}{bar(place)}")


def _how_to_answer(context: RenderContext, fact: Asked) -> Html | None:
    """Return how to answer, None where the buttons say it by themselves."""
    question = fact.question
    if question.example is not None:
        return context.tongue.say(
            "<i>For example: {example}</i>", example=context.tongue.text(question.example)
        )
    match question.type:
        case Type.CHOICES:
            return context.tongue.say("Choose all that apply, then <b>Done</b>.")
        case Type.DATE:
            return context.tongue.say("<i>For example: {example}</i>", example="10.12.2003")
        case Type.FILE:
            return context.tongue.say("Please send the file here: a PDF or a photo, up to 20 MB.")
        case Type.COUNTRY:
            return context.tongue.say("Please write the name of the country.")
        case (
            Type.TEXT
            | Type.NAME
            | Type.INTEGER
            | Type.CHOICE
            | Type.YES_NO
            | Type.EMAIL
            | Type.TELEPHONE
            | Type.NOTE
        ):
            return None
        case _:
            assert_never(question.type)


def _answer_buttons(context: RenderContext, fact: Asked) -> Rows:
    question = fact.question
    rows: Rows = ()
    match question.type:
        case Type.CHOICE:
            rows = rows_of(_choice(context, question, name) for name in fact.choices)
        case Type.CHOICES:
            ticks = (_tick(context, question, name, fact.picked) for name in fact.choices)
            rows = (*rows_of(ticks), (context.labelled("Done", "done"),))
        case Type.YES_NO:
            yes = context.button(context.tongue.plain_as("answer", "Yes"), "pick", "yes")
            no = context.button(context.tongue.plain_as("answer", "No"), "pick", "no")
            rows = ((yes, no),)
        case Type.NOTE:
            rows = ((context.labelled("Continue", "next"),),)
        case (
            Type.TEXT
            | Type.NAME
            | Type.INTEGER
            | Type.DATE
            | Type.EMAIL
            | Type.TELEPHONE
            | Type.COUNTRY
            | Type.FILE
        ):
            pass
        case _:
            assert_never(question.type)
    return (*rows, *_foot(context, fact))


def _choice(
    context: RenderContext, question: Question, name: str, sign: str = "", action: str = "pick"
) -> Button:
    choice = question.choice(name)
    assert choice is not None
    return context.button(sign + context.tongue.text(choice.label), action, name)


def _tick(context: RenderContext, question: Question, name: str, picked: Sequence[str]) -> Button:
    sign, action = ("☑ ", "off") if name in picked else ("☐ ", "on")
    return _choice(context, question, name, sign, action)


def _foot(context: RenderContext, fact: Asked) -> Rows:
    """Return Keep and Skip where they make sense, Back and Menu always."""
    first: list[Button] = []
    if fact.answered and fact.question.type is not Type.NOTE:
        first.append(context.labelled("Keep", "keep"))
    if not fact.question.required and fact.question.type is not Type.NOTE:
        given = fact.answered and fact.present is not None
        first.append(context.labelled("Leave empty" if given else "Skip", "skip"))
    return (tuple(first), context.foot()) if first else (context.foot(),)


def _telephone(context: RenderContext, fact: Asked, text: Html) -> Message:
    """Return the question with Telegram's contact button, which only a reply keyboard can hold."""
    plain = context.tongue.plain_as
    words = [plain("button", "Keep")] if fact.answered else []
    if not fact.question.required:
        words.append(plain("button", "Skip"))
    foot = (plain("button", "Back"), plain("button", "Menu"))
    share = plain("button", "Share the number of this account")
    return Message(text, keyboard=(tuple(words), foot) if words else (foot,), share_contact=share)


def bar(place: Progress) -> str:
    """Return how far the whole reply is, as a bar of ten characters."""
    filled = BAR_CHARS * place.done // max(1, place.whole)
    return "▰" * filled + "▱" * (BAR_CHARS - filled)


def file_fetched(context: RenderContext) -> Message:
    return Message(
        context.tongue.say("Thank you. The file is being taken over; one moment."),
        (context.foot(),),
    )
