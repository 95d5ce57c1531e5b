"""Notices: a sentence as a message, and buttons that hold on every screen."""

from __future__ import annotations

import pytest

from bot.i18n.tongue import tongue_for
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Button
from bot.texts.mission_notices import MissionNotices
from bot.texts.notices import Notices
from tests.texts.samples import EVENT


@pytest.mark.parametrize(
    ("kind", "data"), [(DeskNotices, "d:take:TUN:3"), (MissionNotices, "*:take:TUN:3")]
)
def test_a_button_says_for_whom_it_is_and_with_what(kind: type[Notices], data: str) -> None:
    assert kind(EVENT, tongue_for("fr")).labelled("Menu", "take", "TUN", 3) == Button("Menu", data)


def test_a_sentence_is_a_message_with_the_buttons_below() -> None:
    notices = DeskNotices(EVENT, tongue_for("en"))
    rows = ((notices.labelled("Open", "open", "TUN"),),)

    said = notices.say("Replied: {n}", rows, n=1_000)

    assert said.text == "Replied: 1,000"
    assert said.buttons == rows


def test_a_state_is_named_in_the_language_of_the_notice() -> None:
    assert MissionNotices(EVENT, tongue_for("fr")).state("TUN") == "Tunisie"
