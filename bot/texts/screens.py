"""Chooses for each fact of a turn the messages that say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.engine import facts
from bot.i18n.isolation import Html
from bot.texts import entrance, menu, people, questions
from bot.texts.context import RenderContext
from bot.texts.help import help_shown
from bot.texts.messages import Message
from bot.texts.problems import problem_text
from bot.texts.review import review
from bot.texts.told import told_text
from bot.texts.values import value_text


def screens_of(context: RenderContext, fact: facts.Fact) -> list[Message]:  # noqa: C901 - a flat table
    """Return the messages of one fact; all but a long review are one."""
    match fact:
        case facts.Asked():
            return [questions.question_asked(context, fact)]
        case facts.Listed():
            return [people.listed(context, fact)]
        case facts.Viewed():
            return [people.viewed(context, fact)]
        case facts.UniqueAsked():
            return [people.unique_asked(context, fact)]
        case facts.NamesakeAsked():
            return [people.namesake_asked(context, fact)]
        case facts.Reviewed():
            return review(context, fact)
        case facts.Menu():
            return [menu.menu(context, fact)]
        case facts.ConfirmAsked():
            return [menu.confirm_asked(context, fact)]
        case facts.Submitted():
            return [Message(menu.submitted_text(context, fact))]
        case facts.LanguageAsked():
            return [entrance.language_asked(context, fact)]
        case facts.NoticeShown():
            return [entrance.notice_shown(context, fact)]
        case facts.PartyShown():
            return [entrance.party_shown(context, fact)]
        case facts.PartyAsked():
            return [entrance.party_asked(context, fact)]
        case facts.Waited():
            return [entrance.waited(context, fact)]
        case facts.CodeJudged():
            return [entrance.code_judged(context, fact)]
        case facts.Fetched():
            return [questions.file_fetched(context)]
        case facts.DeskMessageAsked():
            return [menu.desk_message_asked(context)]
        case facts.HelpShown():
            return [help_shown(context, fact)]
        case facts.StatusShown():
            return [menu.status_shown(context, fact)]
        case facts.Told() | facts.Rejected() | facts.Accepted():
            return [Message(line(context, fact))]
        case _:
            assert_never(fact)


def ending(context: RenderContext, turn: Sequence[facts.Fact]) -> list[Message]:
    """Return the messages of the last fact, joined with the facts before it that belong to it."""
    last = turn[-1]
    for fact in turn[:-1]:
        match fact, last:
            case facts.Submitted(), facts.Menu():
                return [replace(menu.menu(context, last), text=menu.submitted_text(context, fact))]
            case facts.Rejected(), facts.Asked() if fact.question is last.question:
                return [questions.question_asked_again(context, fact, last)]
            case _:
                pass
    return screens_of(context, last)


def line(context: RenderContext, fact: facts.Told | facts.Rejected | facts.Accepted) -> Html:
    """Return a fact as a line above the next screen."""
    match fact:
        case facts.Told():
            return told_text(context.tongue, fact)
        case facts.Rejected():
            return problem_text(context.tongue, fact.question, fact.problem)
        case facts.Accepted():
            if fact.corrected:
                return context.tongue.say(
                    "Corrected. {question}: <b>{value}</b>",
                    question=context.label(fact.question),
                    value=value_text(context.tongue, fact.question, fact.value),
                )
            return questions.answered(context, fact.question, fact.value)
