"""Whether a State may be reminded now: one rule, for an officer's hand and for the schedule, with its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.schedule.reminder_rules import (
    GAPS,
    Allowed,
    NobodyReachable,
    NotBefore,
    NotConcerned,
    Permission,
    RemindedBy,
    ReminderKind,
    audience,
    concerned,
    may_remind,
    remind,
    reminded_at,
    take_back,
)
from storage import deployment, people, replies
from storage.instants import to_text
from storage.replies import Review, Stage
from tests.world import CLAIRE, World

# Noon in Geneva, on a working day.
NOON = datetime(2003, 9, 10, 10, tzinfo=UTC)
BACKUP = 102


@pytest.fixture
def invited(world: World) -> World:
    world.focal_point()
    world.now = NOON
    return world


def asked(
    world: World, kind: ReminderKind = ReminderKind.MISSING, by: RemindedBy = RemindedBy.HAND
) -> Permission:
    return may_remind(world.work(), "FRA", kind, by)


def reminded(world: World, at: datetime) -> None:
    deployment.put(world.db, "reminded:FRA", to_text(at))


def change(world: World) -> None:
    replies.set_answer(world.db, "FRA", 0, "remarks", '"new"', by=CLAIRE, now=world.stamp)


@pytest.mark.parametrize("by", list(RemindedBy))
def test_whoever_was_never_reminded_may_be(invited: World, by: RemindedBy) -> None:
    permission = asked(invited, by=by)

    assert isinstance(permission, Allowed)
    assert [chat.id for chat in permission.chats] == [CLAIRE]


@pytest.mark.parametrize("by", list(RemindedBy))
def test_the_gap_is_over_at_its_end_and_not_before(invited: World, by: RemindedBy) -> None:
    reminded(invited, NOON - GAPS[by])
    at_its_end = asked(invited, by=by)
    reminded(invited, NOON - GAPS[by] + timedelta(seconds=1))
    a_second_before = asked(invited, by=by)

    assert isinstance(at_its_end, Allowed)
    assert a_second_before == NotBefore(NOON + timedelta(seconds=1))


def test_an_officer_leaves_three_days_and_the_schedule_less_than_one() -> None:
    assert GAPS[RemindedBy.HAND] == timedelta(days=3)
    assert GAPS[RemindedBy.CLOCK] == timedelta(hours=20)


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("2003-09-10T18:59Z", None),
        ("2003-09-10T19:00Z", "2003-09-11T06:00Z"),
        ("2003-09-11T05:59Z", "2003-09-11T06:00Z"),
        ("2003-09-11T06:00Z", None),
    ],
)
def test_the_schedule_lets_people_sleep_and_an_officer_need_not(
    invited: World, at: str, first: str | None
) -> None:
    invited.now = datetime.fromisoformat(at)
    by_clock = asked(invited, by=RemindedBy.CLOCK)

    assert isinstance(asked(invited), Allowed)
    if first is None:
        assert isinstance(by_clock, Allowed)
    else:
        assert by_clock == NotBefore(datetime.fromisoformat(first))


def test_a_gap_that_ends_at_night_ends_in_the_morning(invited: World) -> None:
    reminded(invited, NOON - timedelta(hours=9))

    assert asked(invited, by=RemindedBy.CLOCK) == NotBefore(datetime(2003, 9, 11, 6, tzinfo=UTC))


def test_whoever_nobody_acts_for_or_has_blocked_the_bot_is_unreachable(world: World) -> None:
    world.now = NOON
    replies.ensure(world.db, "FRA", world.stamp)
    nobody = asked(world)
    world.focal_point()
    people.set_blocked(world.db, CLAIRE, world.stamp)

    assert (nobody, asked(world)) == (NobodyReachable(), NobodyReachable())


def test_somebody_else_of_the_state_is_reminded_where_one_has_blocked_the_bot(
    invited: World,
) -> None:
    invited.focal_point(BACKUP, role="backup")
    people.set_blocked(invited.db, CLAIRE, invited.stamp)
    permission = asked(invited)

    assert isinstance(permission, Allowed)
    assert [chat.id for chat in permission.chats] == [BACKUP]


def test_a_state_that_was_never_invited_is_not_concerned(world: World) -> None:
    assert asked(world) == NotConcerned()


MISSING, DRAFT = ReminderKind.MISSING, ReminderKind.DRAFT
UNSENT, RETURNED = ReminderKind.UNSENT, ReminderKind.RETURNED


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        (Stage.INVITED, {MISSING}),
        (Stage.OPENED, {MISSING}),
        (Stage.DRAFT, {MISSING, DRAFT}),
        (Stage.SUBMITTED, {UNSENT, RETURNED}),
        (Stage.AMENDED, {UNSENT, RETURNED}),
        (Stage.WITHDRAWN, set()),
    ],
)
def test_each_reason_is_for_its_stages(
    invited: World, stage: Stage, kinds: set[ReminderKind]
) -> None:
    replies.set_stage(invited.db, "FRA", stage, invited.stamp)
    replies.set_review(invited.db, "FRA", Review.RETURNED, by=None, now=invited.stamp)
    change(invited)
    allowed = {kind for kind in ReminderKind if isinstance(asked(invited, kind), Allowed)}

    assert allowed == kinds
    assert {
        kind for kind in ReminderKind if list(concerned(invited.work(), kind, ["FRA"]))
    } == kinds


@pytest.mark.parametrize("review", [Review.NEW, Review.SEEN, Review.ACCEPTED])
def test_only_a_returned_reply_is_reminded_of_as_returned(invited: World, review: Review) -> None:
    replies.set_stage(invited.db, "FRA", Stage.SUBMITTED, invited.stamp)
    replies.set_review(invited.db, "FRA", review, by=None, now=invited.stamp)

    assert asked(invited, RETURNED) == NotConcerned()


def test_changes_that_were_sent_or_say_nothing_are_none(invited: World) -> None:
    replies.set_stage(invited.db, "FRA", Stage.SUBMITTED, invited.stamp)
    nothing = asked(invited, UNSENT)
    change(invited)
    replies.mark_sent(invited.db, "FRA")
    sent = asked(invited, UNSENT)
    # Skipped where nothing had been answered: the reply would be the same.
    replies.set_answer(invited.db, "FRA", 0, "hotel", "null", by=CLAIRE, now=invited.stamp)

    assert [nothing, sent, asked(invited, UNSENT)] == [NotConcerned()] * 3


def test_an_audience_is_sorted_by_what_the_rule_says_in_the_order_given(
    invited: World, campaign: Campaign
) -> None:
    invited.focal_point(103, "EGY")
    reminded(invited, NOON - timedelta(days=1))
    replies.ensure(invited.db, "KEN", invited.stamp)
    invited.focal_point(104, "ITA")
    found = audience(invited.work(), MISSING, among=["ITA", "FRA", "EGY", "KEN", "NOR"])

    assert found.parties == ("ITA", "EGY")
    assert [chat.id for chat in found.chats] == [104, 103]
    assert (found.recent, found.unreachable) == (("FRA",), ("KEN",))


def test_a_reminder_is_noted_for_the_state_and_taken_back_with_its_sending_alone(
    invited: World,
) -> None:
    work = invited.work()
    remind(work, "FRA", MISSING, batch="mailing:1")
    noted = reminded_at(invited.db, "FRA")
    take_back(invited.db, [CLAIRE, 999], NOON - timedelta(seconds=1))
    of_another = reminded_at(invited.db, "FRA")
    take_back(invited.db, [CLAIRE], NOON)

    assert (noted, of_another) == (NOON, NOON)
    assert reminded_at(invited.db, "FRA") is None


def test_a_reminder_is_queued_once_for_each_person_of_a_batch(invited: World) -> None:
    invited.focal_point(BACKUP, role="backup", language="fr")
    for _ in range(2):
        remind(invited.work(), "FRA", MISSING, batch="mailing:1")
    said = invited.read()

    assert [one.chat_id for one in said] == [CLAIRE, BACKUP]
    assert "A kind reminder" in said[0].text
    assert "A kind reminder" not in said[1].text


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        # The deadline itself has passed; a second later is today.
        (NOON, "The deadline was"),
        (NOON + timedelta(seconds=1), "The deadline is today"),
        # Midnight in Geneva, the end of the day that is still today.
        (datetime(2003, 9, 10, 21, 59, 59, tzinfo=UTC), "The deadline is today"),
        (datetime(2003, 9, 10, 22, 0, tzinfo=UTC), "The deadline is in 1 day:"),
        (datetime(2003, 9, 11, 22, 0, tzinfo=UTC), "The deadline is in 2 days:"),
        # Over the night in which the clocks go back, days are still those of the calendar.
        (datetime(2003, 10, 26, 23, 30, tzinfo=UTC), "The deadline is in 47 days:"),
    ],
)
def test_days_to_the_deadline_are_counted_in_the_events_zone(
    invited: World, deadline: datetime, words: str
) -> None:
    replies.set_deadline(invited.db, "FRA", to_text(deadline), invited.stamp)
    remind(invited.work(), "FRA", MISSING, batch="b")
    (said,) = invited.read()

    assert words in said.text


def test_where_there_is_no_deadline_none_is_named(invited: World, campaign: Campaign) -> None:
    timeless = replace(campaign, event=replace(campaign.event, deadline=None))
    remind(Work.at(timeless, invited.db, NOON), "FRA", MISSING, batch="b")
    (said,) = invited.read()

    assert "deadline" not in said.text


@pytest.mark.parametrize(
    ("kind", "label", "data"),
    [
        (MISSING, "Fill in the reply", "*:form"),
        (DRAFT, "Go on", "*:form"),
        (UNSENT, "Review and send", "*:review"),
        (RETURNED, "Open the reply", "*:review"),
    ],
)
def test_each_kind_leads_to_what_is_to_be_done_and_to_the_secretariat(
    invited: World, kind: ReminderKind, label: str, data: str
) -> None:
    remind(invited.work(), "FRA", kind, batch="b")
    (said,) = invited.read()

    assert said.buttons == {label: data, "Write to the secretariat": "*:contact"}
