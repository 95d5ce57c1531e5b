"""The menu of a mission, in the order in which Telegram shows it."""

from __future__ import annotations

from bot.i18n.tongue import tongue_for
from bot.mission.commands import mission_menu


def test_the_menu_of_a_mission_lists_these_commands() -> None:
    assert mission_menu(tongue_for("en")) == [
        ("menu", "Everything at a glance"),
        ("form", "Go on with the reply"),
        ("review", "See and send the whole reply"),
        ("delegation", "The people of the delegation"),
        ("status", "How the reply stands"),
        ("receipt", "Receipt of the last reply sent"),
        ("calendar", "Dates for your calendar"),
        ("contact", "Write to the secretariat"),
        ("language", "Change the language"),
        ("privacy", "What happens with your data"),
        ("help", "How this works"),
        ("cancel", "Leave what you are doing"),
    ]


def test_the_menu_is_said_in_the_language_of_the_mission() -> None:
    french = dict(mission_menu(tongue_for("fr")))

    assert list(french) == [name for name, _ in mission_menu(tongue_for("en"))]
    assert french["help"] != "How this works"
