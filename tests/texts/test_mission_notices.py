"""Notices to people of a mission: what is said, and the buttons that hold on every screen."""

from __future__ import annotations

import pytest

from bot.texts.messages import Message
from bot.texts.mission_notices import MissionNotices
from tests.texts.samples import EN, EVENT, buttons, said

NOTICES = MissionNotices(EVENT, EN)


@pytest.mark.parametrize(
    ("message", "text", "button"),
    [
        (
            NOTICES.somebody_tried("Ana"),
            (
                "Ana tried to use your invitation link and was not let in. "
                "If it is a colleague, please invite them as backup from the menu."
            ),
            None,
        ),
        (NOTICES.colleague_sent("Ana", 3), "Ana has sent revision 3 of the reply.", None),
        (
            NOTICES.recorded(2, "NV <12>"),
            "The secretariat has recorded your letter NV &lt;12&gt; as revision 2 of the reply.",
            ("Open the reply", "*:review"),
        ),
        (
            NOTICES.confirmed("FRA"),
            "The secretariat has confirmed you as focal point of <b>France</b>.",
            ("Go on", "*:form"),
        ),
        (
            NOTICES.refused("FRA"),
            (
                "The secretariat could not confirm you for <b>France</b>. "
                "Please write to it with /contact if this surprises you."
            ),
            None,
        ),
        (
            NOTICES.removed("FRA"),
            (
                "You no longer act for <b>France</b>. Thank you for your help; "
                "please write to the secretariat with /contact if this surprises you."
            ),
            None,
        ),
        (
            NOTICES.letter("Good <day>"),
            "<b>The secretariat writes:</b>\n\nGood &lt;day&gt;",
            ("Answer", "*:contact"),
        ),
        (
            NOTICES.unfinished(),
            (
                "Something went wrong on our side just now. Nothing you sent before was lost; "
                "please send your last message again, or go on from the menu."
            ),
            ("Menu", "*:menu"),
        ),
    ],
)
def test_a_notice_says_what_happened_and_offers_what_can_be_done(
    message: Message, text: str, button: tuple[str, str] | None
) -> None:
    assert said(message) == text
    assert buttons(message) == ([[button]] if button else [])
