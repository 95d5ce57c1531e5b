"""The reference and the date of an official paper, as an officer types them."""

from __future__ import annotations

from bot.desk.visit import Visit
from bot.engine.dates import day
from bot.engine.form import Question, Text, Type
from bot.engine.problems import Problem
from bot.i18n.isolation import Html
from bot.texts.problems import problem_text, too_long
from bot.texts.typed_words import words_for

MAX_REFERENCE_CHARS = 120
_DATE = Question("date", Type.DATE, Text(""))


def reference(visit: Visit, text: str) -> str | None:
    """The reference, on one line; None after saying that it is too long."""
    said = " ".join(text.split())
    if len(said) <= MAX_REFERENCE_CHARS:
        return said
    visit.say(too_long(visit.tongue, len(said), MAX_REFERENCE_CHARS))
    return None


def date(visit: Visit, text: str) -> str | None:
    """The day as YYYY-MM-DD; None after saying what is wanted instead."""
    today = visit.now.astimezone(visit.campaign.event.zone).date()
    months = words_for(visit.campaign.event, visit.tongue.code).months
    found = day(text, months, today)
    if isinstance(found, Problem):
        visit.say(problem_text(visit.tongue, _DATE, found), (visit.cancel_row(),))
        return None
    if found > today.isoformat():
        visit.say(
            visit.tongue.say(
                "{date} has still to come. Please write the date on the paper, such as {example}.",
                date=Html(visit.tongue.date(found)),
                example=today.strftime("%d.%m.%Y"),
            ),
            (visit.cancel_row(),),
        )
        return None
    return found
