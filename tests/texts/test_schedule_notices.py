"""Notices of the clock: deadlines passed and moved, reminders sent, requests that wait."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.texts import schedule_notices
from bot.texts.desk_notices import DeskNotices
from bot.texts.mission_notices import MissionNotices
from tests.texts.samples import EN, EVENT, buttons, said

DESK, MISSION = DeskNotices(EVENT, EN), MissionNotices(EVENT, EN)
# Half an hour before midnight in London, half an hour after it in Zurich.
DEADLINE = datetime(2003, 11, 30, 23, 30, tzinfo=UTC)
MOMENT = "1 December 2003, 00:30 (Zurich)"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 State that has not replied has been reminded of the deadline."),
        (2, "2 States that have not replied have been reminded of the deadline."),
    ],
)
def test_reminders_are_counted(count: int, text: str) -> None:
    assert said(schedule_notices.reminded(DESK, count)) == text


def test_a_passed_deadline_is_told_to_the_desk_with_who_has_replied() -> None:
    message = schedule_notices.deadline_passed(DESK, DEADLINE, 12, 1234)

    assert said(message).split("\n") == [
        f"The deadline has passed: {MOMENT}.",
        "Replied: 12",
        "Not replied: 1,234",
        "What comes in from now on is late, and yours to take or to refuse.",
    ]
    assert buttons(message) == [[("Missing", "d:missing:all:0")]]


def test_what_is_kept_too_long_is_told_with_its_last_day() -> None:
    message = schedule_notices.retention_over(DESK, date(2004, 12, 11))

    assert said(message) == (
        "What missions wrote was to be kept until 11 December 2004. Please take out what belongs "
        "in the archive with /export, then erase the rest."
    )
    assert buttons(message) == [[("Erase …", "d:erase:e:all")]]


@pytest.mark.parametrize(
    ("replied", "end"), [(True, "has passed. It has replied."), (False, "without a reply.")]
)
def test_an_extended_deadline_passes_with_or_without_a_reply(replied: bool, end: str) -> None:
    message = schedule_notices.own_deadline_passed(DESK, "FRA", replied=replied)

    assert said(message).startswith("The extended deadline of <b>France</b> has passed")
    assert said(message).endswith(end)
    assert buttons(message) == [[("Open", "d:open:FRA")]]


@pytest.mark.parametrize(
    ("replied", "foot"),
    [
        (
            True,
            (
                "Your reply is with the secretariat. Changes can still be sent; "
                "the secretariat decides whether it can take them."
            ),
        ),
        (False, "A reply can still be sent; the secretariat decides whether it can take it."),
    ],
)
def test_a_mission_is_told_of_its_deadline_by_whether_it_has_replied(
    replied: bool, foot: str
) -> None:
    message = schedule_notices.closed(MISSION, "FRA", DEADLINE, replied=replied)

    assert said(message) == (
        f"The deadline for the reply of <b>France</b> has passed: {MOMENT}.\n\n{foot}"
    )
    assert buttons(message) == [[("Menu", "*:menu")]]


@pytest.mark.parametrize(
    ("deadline", "text"),
    [
        (DEADLINE, f"The deadline for the reply of <b>France</b> is now {MOMENT}."),
        (None, "The reply of <b>France</b> no longer has a deadline."),
    ],
)
def test_a_deadline_set_or_lifted_is_told(deadline: datetime | None, text: str) -> None:
    message = schedule_notices.deadline_set(MISSION, "FRA", deadline)

    assert said(message) == text
    assert buttons(message) == [[("Menu", "*:menu")]]


@pytest.mark.parametrize("count", [1, 2, 10, 11])
def test_so_many_requests_that_wait_are_written_out(count: int) -> None:
    waiting = [("FRA", f"Ana {n}") for n in range(count)]
    message = schedule_notices.requests_wait(DESK, waiting)
    head, *lines = said(message).split("\n")

    assert head == (
        "1 person has waited for two days to be confirmed:"
        if count == 1
        else f"{count} people have waited for two days to be confirmed:"
    )
    assert lines == [f"• France: Ana {n}" for n in range(min(count, 10))]
    assert buttons(message) == [[("Requests", "d:requests:0")]]
