"""Answers the form by the names of its questions, so that a question more or less changes no script."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.form import Form, Question
from bot.engine.session import Asking, Session

# An answer is what is typed; with this before it, the name of a choice that is tapped.
TAP = ":"
# Leaves the question open: by its button, or by the word where the telephone's keyboard stands.
SKIP = ":skip"

# Question → answer.
Answers = Mapping[str, str]


def asked(form: Form, session: Session) -> Question | None:
    """Return the question in hand, None where something else is on the screen."""
    step = session.step
    return form.question(step.question, step.repeat) if isinstance(step, Asking) else None


def answer_to(question: Question, answers: Answers) -> str:
    """Return the answer to a question; an optional one that the script does not name is left open.

    Raises:
        KeyError: the script names no answer to a required question.
    """
    return answers.get(question.name, SKIP) if not question.required else answers[question.name]
