"""Chooses for each fact of a turn the messages that say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.engine.facts import (
    Accepted,
    Asked,
    CodeJudged,
    ConfirmAsked,
    DeskMessageAsked,
    Fact,
    Fetched,
    HelpShown,
    LanguageAsked,
    Listed,
    Menu,
    NamesakeAsked,
    NoticeShown,
    PartyAsked,
    PartyShown,
    Rejected,
    Reviewed,
    StatusShown,
    Submitted,
    Told,
    UniqueAsked,
    Viewed,
    Waited,
)
from bot.i18n.isolation import Html
from bot.texts.context import RenderContext
from bot.texts.entrance import (
    code_judged,
    language_asked,
    notice_shown,
    party_asked,
    party_shown,
    waited,
)
from bot.texts.help import help_shown
from bot.texts.menu import confirm_asked, desk_message_asked, menu, status_shown, submitted_text
from bot.texts.messages import Message
from bot.texts.people import listed, namesake_asked, unique_asked, viewed
from bot.texts.problems import problem_text
from bot.texts.questions import answered, file_fetched, question_asked, question_asked_again
from bot.texts.review import review
from bot.texts.told import told_text
from bot.texts.values import value_text


def screens_of(context: RenderContext, fact: Fact) -> list[Message]:  # noqa: C901 - a flat table
    """Return the messages of one fact; all but a long review are one."""
    match fact:
        case Asked():
            return [question_asked(context, fact)]
        case Listed():
            return [listed(context, fact)]
        case Viewed():
            return [viewed(context, fact)]
        case UniqueAsked():
            return [unique_asked(context, fact)]
        case NamesakeAsked():
            return [namesake_asked(context, fact)]
        case Reviewed():
            return review(context, fact)
        case Menu():
            return [menu(context, fact)]
        case ConfirmAsked():
            return [confirm_asked(context, fact)]
        case Submitted():
            return [Message(submitted_text(context, fact))]
        case LanguageAsked():
            return [language_asked(context, fact)]
        case NoticeShown():
            return [notice_shown(context, fact)]
        case PartyShown():
            return [party_shown(context, fact)]
        case PartyAsked():
            return [party_asked(context, fact)]
        case Waited():
            return [waited(context, fact)]
        case CodeJudged():
            return [code_judged(context, fact)]
        case Fetched():
            return [file_fetched(context)]
        case DeskMessageAsked():
            return [desk_message_asked(context)]
        case HelpShown():
            return [help_shown(context, fact)]
        case StatusShown():
            return [status_shown(context, fact)]
        case Told() | Rejected() | Accepted():
            return [Message(line(context, fact))]
        case _:
            assert_never(fact)


def ending(context: RenderContext, facts: Sequence[Fact]) -> list[Message]:
    """Return the messages of the last fact, joined with the facts before it that belong to it."""
    last = facts[-1]
    for fact in facts[:-1]:
        match fact, last:
            case Submitted(), Menu():
                return [replace(menu(context, last), text=submitted_text(context, fact))]
            case Rejected(), Asked() if fact.question is last.question:
                return [question_asked_again(context, fact, last)]
            case _:
                pass
    return screens_of(context, last)


def line(context: RenderContext, fact: Told | Rejected | Accepted) -> Html:
    """Return a fact as a line above the next screen."""
    match fact:
        case Told():
            return told_text(context.tongue, fact)
        case Rejected():
            return problem_text(context.tongue, fact.question, fact.problem)
        case Accepted():
            if fact.corrected:
                return context.tongue.say(
                    "Corrected. {question}: <b>{value}</b>",
                    question=context.label(fact.question),
                    value=value_text(context.tongue, fact.question, fact.value),
                )
            return answered(context, fact.question, fact.value)
