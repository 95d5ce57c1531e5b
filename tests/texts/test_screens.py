"""The dispatcher: each fact has its screen, and some facts are said together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.facts import (
    Accepted,
    DeskMessageAsked,
    Fetched,
    HelpShown,
    Menu,
    Rejected,
    StatusShown,
    Submitted,
    Told,
)
from bot.engine.problems import Code, Problem
from bot.texts.screens import ending, line, screens_of
from tests.plain_text import unmarked
from tests.texts.samples import STANDING, context, question, said


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("on_behalf", [True, False])
def test_a_sending_is_said_in_one_message_with_what_comes_next(late: bool, on_behalf: bool) -> None:
    menu = Menu(STANDING, 0, 0)
    sent = Submitted("FRA", 3, first=False, late=late, on_behalf=on_behalf)
    (message,) = ending(context(), (sent, menu))

    assert "<code>WSIS-2003/FRA</code>, revision 3" in message.text
    assert "does not replace the credentials" in message.text
    assert ("after the deadline" in message.text) is late
    assert ("receipt" in message.text) is not on_behalf
    assert message.buttons == screens_of(context(), menu)[0].buttons


def test_a_first_reply_is_not_announced_as_changes() -> None:
    sent = Submitted("FRA", 1, first=True)

    assert (
        screens_of(context(), sent)[0].text
        == ending(context(), (sent, Menu(STANDING, 0, 0)))[0].text
    )


def test_a_line_says_what_was_noted_corrected_or_refused() -> None:
    held = question("participants")
    taken = Accepted(held, 12)

    assert unmarked(line(context(), taken)) == "✓ Estimated number of participants: <b>12</b>"
    assert unmarked(line(context(), replace(taken, corrected=True))) == (
        "Corrected. Estimated number of participants: <b>12</b>"
    )
    assert line(context(), Rejected(held, Problem(Code.NOT_A_NUMBER))) == (
        "Please write a whole number, such as 12."
    )
    assert line(context(), Told("already")) == "Already noted."


@pytest.mark.parametrize(
    ("fact", "start"),
    [
        (Fetched(question("level")), "Thank you. The file is being taken over"),
        (DeskMessageAsked(), "Please write your message to the secretariat."),
        (StatusShown(STANDING, 0, 0), "Reply WSIS-2003/FRA has been sent, in revision 1."),
        (HelpShown(None), "<b>How this works</b>"),
        (Told("already"), "Already noted."),
    ],
)
def test_a_fact_without_a_screen_of_the_form_has_one_message(
    fact: Fetched | DeskMessageAsked | StatusShown | HelpShown | Told, start: str
) -> None:
    (message,) = screens_of(context(), fact)

    assert said(message).startswith(start)
