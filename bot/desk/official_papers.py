"""Asks for the reference and the date of an official paper, and reads what an officer types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from bot.desk.prompts import (
    PaperDateWanted,
    PaperReferenceWanted,
    ReplacementDateWanted,
    ReplacementReferenceWanted,
)
from bot.desk.visit import Visit
from bot.engine.dates import day
from bot.engine.form import Question, Text, Type
from bot.engine.problems import Problem
from bot.i18n.isolation import Html
from bot.texts.messages import Message
from bot.texts.problems import problem_text, too_long
from bot.texts.typed_words import words_for

ReferenceWanted = PaperReferenceWanted | ReplacementReferenceWanted
DateWanted = PaperDateWanted | ReplacementDateWanted

MAX_REFERENCE_CHARS = 120
_EXAMPLE = "10.12.2003"
_DATE = Question("date", Type.DATE, Text(""))


def reference_written(visit: Visit, prompt: ReferenceWanted, text: str) -> None:
    """Keep the reference on one line and ask for the date; refuse one that is too long."""
    reference = " ".join(text.split())
    if len(reference) > MAX_REFERENCE_CHARS:
        visit.send(Message(too_long(visit.tongue, len(reference), MAX_REFERENCE_CHARS)))
        return
    match prompt:
        case PaperReferenceWanted(party):
            visit.ask(
                PaperDateWanted(party, reference),
                "Please write the date of {reference}, such as {example}.",
                reference=reference,
                example=_EXAMPLE,
            )
        case ReplacementReferenceWanted(party, leaving, coming):
            visit.ask(
                ReplacementDateWanted(party, leaving, coming, reference),
                "Please write the date of letter {reference}, such as {example}.",
                reference=reference,
                example=_EXAMPLE,
            )
        case _:
            assert_never(prompt)


def dated(then: Callable[[Visit, Any, str], None]) -> Callable[[Visit, DateWanted, str], None]:
    """Return the answer to a date's prompt that goes on with the day as YYYY-MM-DD.

    What is no day, or has still to come, is refused, and the question stays.
    """

    def written(visit: Visit, prompt: DateWanted, text: str) -> None:
        date = _date(visit, text)
        if date is not None:
            visit.done()
            then(visit, prompt, date)

    return written


def _date(visit: Visit, text: str) -> str | None:
    today = visit.now.astimezone(visit.campaign.event.zone).date()
    months = words_for(visit.campaign.event, visit.tongue.code).months
    found = day(text, months, today)
    if isinstance(found, Problem):
        visit.send(Message(problem_text(visit.tongue, _DATE, found), (visit.cancel_row(),)))
        return None
    if found > today.isoformat():
        visit.say(
            "{date} has still to come. Please write the date on the paper, such as {example}.",
            (visit.cancel_row(),),
            date=Html(visit.tongue.date(found)),
            example=today.strftime("%d.%m.%Y"),
        )
        return None
    return found
