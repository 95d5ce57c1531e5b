"""The guide, for those who act for a State and those who do not yet."""

from __future__ import annotations

from bot.engine.facts import HelpShown
from bot.texts.help import help_shown
from tests.texts.samples import STANDING, context, said


def test_the_guide_names_every_command_of_a_mission() -> None:
    text = said(help_shown(context(), HelpShown(STANDING)))

    assert text.split("\n\n")[0] == "<b>How this works</b>"
    assert [line.split(" ")[0] for line in text.split("\n\n")[-1].split("\n")] == [
        "/form",
        "/review",
        "/delegation",
        "/status",
        "/contact",
        "/language",
    ]


def test_somebody_without_a_state_is_told_how_to_begin() -> None:
    text = said(help_shown(context(), HelpShown(None)))

    assert text == (
        "<b>How this works</b>\n\n"
        "A reply starts from the invitation link in the letter to your government. "
        "Without one, write the name of your country here, and the secretariat decides."
    )
