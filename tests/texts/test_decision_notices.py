"""Notices of the desk's decisions: accepted, returned with a note, late changes, colleagues."""

from __future__ import annotations

import pytest

from bot.texts import decision_notices
from bot.texts.messages import Message
from bot.texts.mission_notices import MissionNotices
from tests.texts.samples import EN, EVENT, buttons, said

NOTICES = MissionNotices(EVENT, EN)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            decision_notices.accepted(NOTICES, "WSIS-2003/FRA", 2),
            "The secretariat has accepted reply <code>WSIS-2003/FRA</code>, revision 2. Thank you.",
        ),
        (
            decision_notices.late_taken(NOTICES, 3),
            "The secretariat has taken your late change: revision 3 is now your reply.",
        ),
        (
            decision_notices.late_refused(NOTICES, 3),
            (
                "The secretariat could not take your late change, revision 3. Your reply stands as "
                "it was before; please write with /contact if you have questions."
            ),
        ),
        (
            decision_notices.joined(NOTICES, "Bo <b>"),
            "The secretariat has confirmed Bo &lt;b&gt;, who now acts for your State too.",
        ),
        (decision_notices.left(NOTICES, "Bo"), "Bo no longer acts for your State."),
    ],
)
def test_a_decision_is_told_without_a_button(message: Message, text: str) -> None:
    assert said(message) == text
    assert not message.buttons


@pytest.mark.parametrize(
    ("question", "record", "label", "data"),
    [
        ("participants", 0, "Estimated number of participants", "*:change:participants@0"),
        ("family", 4, "Family name", "*:change:family@4"),
        ("delegation", 0, "Composition of the delegation", "*:change:delegation@0"),
    ],
)
def test_a_reply_returned_for_one_question_opens_it(
    question: str, record: int, label: str, data: str
) -> None:
    message = decision_notices.returned(NOTICES, "Why <12>?", question, record)

    assert said(message) == (
        f"The secretariat has looked at your reply and returns “{label}” with a note:\n\n"
        "Why &lt;12&gt;?\n\n"
        "Please change what is needed and send the reply again."
    )
    assert buttons(message) == [[(f"Change: {label}", data)], [("Answer", "*:contact")]]


@pytest.mark.parametrize("question", [None, "of_an_earlier_form"])
def test_a_reply_returned_as_a_whole_opens_the_review(question: str | None) -> None:
    message = decision_notices.returned(NOTICES, "Why?", question)

    assert said(message) == (
        "The secretariat has looked at your reply and returns it with a note:\n\nWhy?\n\n"
        "Please change what is needed and send the reply again."
    )
    assert buttons(message) == [[("Open the reply", "*:review")], [("Answer", "*:contact")]]


def test_a_question_of_the_reply_itself_belongs_to_no_person() -> None:
    message = decision_notices.returned(NOTICES, "Why?", "participants")

    assert message.buttons[0][0].data == "*:change:participants@0"
