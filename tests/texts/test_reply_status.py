"""How a reply stands: every stage, every review, what is open and what waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.scene import Standing
from bot.engine.standing import ActingRole, ReplyReview, ReplyStage
from bot.texts.reply_status import stage_text, status_lines
from tests.plain_text import unmarked
from tests.texts.samples import EN, STANDING, context

NEW = Standing("FRA", ActingRole.PRIMARY)
SENT = "Reply WSIS-2003/FRA has been sent, in revision 3."


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        (ReplyStage.INVITED, "No reply has been sent yet."),
        (ReplyStage.OPENED, "No reply has been sent yet."),
        (ReplyStage.DRAFT, "The reply is in preparation. Nothing has been sent yet."),
        (ReplyStage.SUBMITTED, f"{SENT} The secretariat has received it."),
        (ReplyStage.AMENDED, f"{SENT} The secretariat has received it."),
        (ReplyStage.WITHDRAWN, "Reply WSIS-2003/FRA has been withdrawn."),
    ],
)
def test_each_stage_is_told_and_the_review_of_what_was_sent(stage: ReplyStage, text: str) -> None:
    standing = replace(NEW, stage=stage, revision=3, review=ReplyReview.NEW)

    assert unmarked(stage_text(EN, standing, "WSIS-2003/FRA")) == text


@pytest.mark.parametrize(
    ("review", "note", "text"),
    [
        (None, None, ""),
        (ReplyReview.SEEN, None, " The secretariat has seen it."),
        (ReplyReview.ACCEPTED, "old note", " The secretariat has accepted it."),
        (ReplyReview.RETURNED, None, " The secretariat has returned it with a note."),
        (
            ReplyReview.RETURNED,
            "Who <leads>?",
            " The secretariat has returned it with a note. Note: “Who &lt;leads&gt;?”",
        ),
    ],
)
def test_each_review_is_told_and_a_note_where_it_was_returned(
    review: ReplyReview | None, note: str | None, text: str
) -> None:
    standing = replace(STANDING, revision=3, review=review, review_note=note)

    assert unmarked(stage_text(EN, standing, "WSIS-2003/FRA")) == SENT + text


def test_a_late_change_that_waits_is_told() -> None:
    standing = replace(NEW, proposed=True)

    assert stage_text(EN, standing, "X") == (
        "No reply has been sent yet. A late change waits for the decision of the secretariat."
    )


@pytest.mark.parametrize(
    ("standing", "unsent", "open_questions", "lines"),
    [
        (NEW, 0, 0, []),
        (NEW, 2, 0, []),
        (replace(NEW, newest=1), 1, 0, ["1 change not sent yet."]),
        (replace(NEW, newest=1), 2, 0, ["2 changes not sent yet."]),
        (NEW, 0, 1, ["1 question open."]),
        (NEW, 0, 2, ["2 questions open."]),
        (
            replace(NEW, confirmed=False),
            0,
            0,
            [
                (
                    "The secretariat has still to confirm you. You can fill in the reply meanwhile, "
                    "and send it afterwards."
                )
            ],
        ),
        (
            replace(NEW, late=True),
            0,
            0,
            [
                (
                    "The deadline has passed. What you send now reaches the secretariat as a late "
                    "change, for it to decide."
                )
            ],
        ),
    ],
)
def test_each_thing_that_is_still_to_be_done_has_its_line(
    standing: Standing, unsent: int, open_questions: int, lines: list[str]
) -> None:
    assert status_lines(context(), standing, unsent, open_questions) == [
        "No reply has been sent yet.",
        *lines,
    ]
