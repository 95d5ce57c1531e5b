"""Reminders by schedule: at each stage before the deadline, and of changes left unsent; none too soon after another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.schedule.due_reminders import UNSENT_FOR, staged_reminders, unsent_reminders
from bot.schedule.reminder_rules import GAPS, RemindedBy, reminded_at
from bot.schedule.scheduler import Scheduler
from storage import (
    audit,
    deployment,
    jobs,
    people,
    replies,
)
from storage.instants import to_text
from storage.replies import Stage
from tests.schedule.clock import AHMED, CLOSES, close, hours, local, tick, unexpected
from tests.world import CLAIRE, GROUP, World, to


def test_whoever_has_not_replied_is_reminded_at_each_stage_and_told_when_it_is_over(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)

    told = [
        (local(at, campaign), said.text.split(":")[0].split(".")[0])
        for at, said in hours(world, campaign, world.now, CLOSES + timedelta(days=8))
        if said.chat_id == CLAIRE
    ]

    assert told == [
        ("10-02 09:00", "A kind reminder"),
        ("10-18 09:00", "A kind reminder"),
        ("10-25 09:00", "A kind reminder"),
        ("10-30 09:00", "A kind reminder"),
        ("11-01 09:00", "A kind reminder"),
        ("11-01 18:00", "The deadline for the reply of France has passed"),
    ]


def test_a_reminder_says_how_many_days_are_left_and_leads_to_the_form(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)

    (said,) = to(tick(world, campaign, CLOSES - timedelta(days=2, hours=8)), CLAIRE)

    assert "has not reached the secretariat yet" in said.text
    assert "The deadline is in 2 days: 1 November 2003, 18:00 (Zurich)." in said.text
    assert said.buttons["Fill in the reply"] == "*:form"


def test_whoever_has_replied_or_withdrawn_is_left_alone(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.reply()
    world.focal_point(AHMED, "EGY")
    replies.set_stage(world.db, "EGY", Stage.WITHDRAWN, world.stamp)
    close(world)

    told = [
        said.chat_id for _, said in hours(world, campaign, world.now, CLOSES - timedelta(hours=1))
    ]

    assert told == []


def test_a_stage_soon_after_an_officers_reminder_waits_until_the_gap_is_over(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    stage = CLOSES - timedelta(days=7, hours=8)
    deployment.put(world.db, "reminded:FRA", to_text(stage - timedelta(hours=17)))

    told = [
        (at - stage, said.chat_id)
        for at, said in hours(world, campaign, stage, stage + timedelta(days=4))
        if said.chat_id == CLAIRE
    ]

    assert told == [(timedelta(hours=3), CLAIRE)]


def test_a_stage_whose_gap_ends_at_night_waits_until_the_morning(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    stage = CLOSES - timedelta(days=7, hours=8)
    # Twenty hours after this, at 22:00, people sleep.
    deployment.put(world.db, "reminded:FRA", to_text(stage - timedelta(hours=7)))

    told = [
        local(at, campaign)
        for at, said in hours(world, campaign, stage, stage + timedelta(days=4))
        if said.chat_id == CLAIRE
    ]

    assert told == ["10-26 08:00"]


def test_a_stage_whose_gap_ends_with_the_deadline_is_lost_and_wakes_nobody(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    last_stage = CLOSES - timedelta(hours=9)
    deployment.put(world.db, "reminded:FRA", to_text(CLOSES - timedelta(hours=20)))

    due = staged_reminders(Work.at(campaign, world.db, last_stage))
    told = [
        said.text
        for _, said in hours(world, campaign, last_stage, CLOSES + timedelta(hours=1))
        if said.chat_id == CLAIRE and "A kind reminder" in said.text
    ]

    assert told == []
    assert due is None


def test_a_stage_reached_while_another_waits_is_told_with_it_once(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    replies.set_deadline(world.db, "FRA", to_text(CLOSES), world.stamp)
    two_days = CLOSES - timedelta(days=2, hours=9)
    # The bot was down at seven days, and an officer has reminded just before two.
    deployment.put(world.db, "reminded:FRA", to_text(two_days - timedelta(minutes=30)))

    told = [
        at - two_days
        for at, said in hours(world, campaign, two_days, CLOSES - timedelta(hours=10))
        if said.chat_id == CLAIRE
    ]

    assert told == [timedelta(hours=23)]


def test_stages_before_the_deadline_was_set_are_not_made_up_for(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.now = CLOSES - timedelta(days=6)
    close(world)

    assert to(tick(world, campaign, world.now + timedelta(hours=1)), CLAIRE) == []


def test_stages_before_the_invitation_are_not_made_up_for(world: World, campaign: Campaign) -> None:
    close(world)
    world.now = CLOSES - timedelta(days=6)
    world.focal_point()

    assert to(tick(world, campaign, world.now + timedelta(hours=1)), CLAIRE) == []


def test_after_days_without_the_bot_one_reminder_makes_up_for_all(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)

    first = to(tick(world, campaign, CLOSES - timedelta(days=5)), CLAIRE)
    second = to(tick(world, campaign, CLOSES - timedelta(days=4)), CLAIRE)

    assert (len(first), len(second)) == (1, 0)


def test_a_state_with_its_own_deadline_is_reminded_of_that(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    later = CLOSES + timedelta(days=20)
    replies.set_deadline(world.db, "FRA", to_text(later), world.stamp)

    told = [
        local(at, campaign)
        for at, said in hours(world, campaign, CLOSES - timedelta(days=1), later)
        if said.chat_id == CLAIRE and "A kind reminder" in said.text
    ]

    # The stage of 30 days was reached in October, so the first tick makes up for it.
    assert told == ["10-31 18:00", "11-07 09:00", "11-14 09:00", "11-19 09:00", "11-21 09:00"]


def test_a_state_that_nobody_can_be_reached_for_is_not_counted_nor_noted_as_reminded(
    world: World, campaign: Campaign
) -> None:
    replies.ensure(world.db, "FRA", world.stamp)
    close(world)

    assert tick(world, campaign, CLOSES - timedelta(days=7, hours=8)) == []
    assert reminded_at(world.db, "FRA") is None
    assert audit.entries(world.db) == []


def test_what_the_clock_does_is_in_the_trail(world: World, campaign: Campaign) -> None:
    world.focal_point()
    close(world)

    for _ in hours(world, campaign, CLOSES - timedelta(days=3), CLOSES + timedelta(hours=1)):
        pass

    trail = [
        (one.action, one.party, one.subject, one.actor, one.actor_role)
        for one in audit.entries(world.db)
    ]
    # Three days before, seven days are made up for; two days before, that is too short ago.
    assert trail == [
        ("told of the deadline", "FRA", None, None, "clock"),
        ("reminded", "FRA", "missing", None, "clock"),
        ("reminded", "FRA", "missing", None, "clock"),
        ("reminded", "FRA", "missing", None, "clock"),
    ]


def test_the_desk_reads_how_many_were_reminded(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.focal_point(AHMED, "EGY", language="fr")
    close(world)

    said = tick(world, campaign, CLOSES - timedelta(days=7, hours=8))

    assert [one.text for one in to(said, GROUP)] == [
        "2 States that have not replied have been reminded of the deadline."
    ]


def test_the_next_moment_is_the_next_stage(world: World, campaign: Campaign) -> None:
    world.focal_point()
    close(world)
    now = CLOSES - timedelta(days=2, hours=9, minutes=1)

    due = Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, now))

    assert due == CLOSES - timedelta(days=2, hours=9)


# ---------------------------------------------------------------- changes that were not sent


def change(world: World, party: str = "FRA") -> None:
    replies.set_answer(world.db, party, 0, "remarks", '"new"', by=CLAIRE, now=world.stamp)


def test_unsent_changes_are_brought_up_after_a_day_and_once_for_each_pause(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    changed = world.now
    change(world)
    first = list(hours(world, campaign, changed, changed + timedelta(days=4)))
    change(world)
    second = list(hours(world, campaign, world.now, world.now + timedelta(days=4)))

    assert [(at - changed, said.chat_id) for at, said in first] == [(timedelta(days=1), CLAIRE)]
    assert first[0][1].buttons["Review and send"] == "*:review"
    assert [said.chat_id for _, said in second] == [CLAIRE]


def test_changes_that_were_sent_meanwhile_are_not_brought_up(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    change(world)
    replies.mark_sent(world.db, "FRA")

    assert tick(world, campaign, world.now + timedelta(days=2)) == []


def test_changes_nobody_can_be_told_of_are_not_brought_up(world: World, campaign: Campaign) -> None:
    world.reply()
    replies.ensure(world.db, "FRA", world.stamp)
    replies.set_stage(world.db, "FRA", Stage.SUBMITTED, world.stamp)
    change(world)
    replies.set_answer(world.db, "EGY", 0, "remarks", '"x"', by=CLAIRE, now=world.stamp)

    assert tick(world, campaign, world.now + timedelta(days=2)) == []


def test_a_reminder_of_unsent_changes_keeps_its_distance_from_another(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    changed = world.now
    change(world)
    deployment.put(world.db, "reminded:FRA", to_text(changed + timedelta(hours=20)))

    told = [at - changed for at, _ in hours(world, campaign, changed, changed + timedelta(days=3))]

    # Twenty hours after the other one it is night no more, but not yet eight o'clock's turn.
    assert told == [timedelta(hours=45)]


def test_nobody_is_pressed_after_the_event(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.reply()
    world.now = datetime(2003, 12, 12, 12, 0, tzinfo=UTC)
    change(world)

    assert tick(world, campaign, world.now + timedelta(days=2)) == []


@pytest.mark.parametrize(
    ("waited", "told"), [(UNSENT_FOR - timedelta(seconds=1), False), (UNSENT_FOR, True)]
)
def test_changes_wait_a_day_to_the_second(
    world: World, campaign: Campaign, waited: timedelta, told: bool
) -> None:
    world.focal_point()
    world.reply()
    change(world)
    changed = world.now
    due = unsent_reminders(Work.at(campaign, world.db, changed + waited))

    assert [said.chat_id for said in world.read()] == ([CLAIRE] if told else [])
    assert due == (None if told else changed + UNSENT_FOR)


@pytest.mark.parametrize("parties", [("FRA", "EGY"), ("EGY", "FRA")], ids="-".join)
def test_of_changes_that_wait_the_earliest_is_what_the_clock_waits_for(
    world: World, campaign: Campaign, parties: tuple[str, str]
) -> None:
    changed = list[datetime]()
    for person, party in zip((CLAIRE, AHMED), parties, strict=True):
        world.focal_point(person, party)
        world.reply(party, by=person)
        change(world, party)
        changed.append(world.now)
        world.now += timedelta(hours=1)

    due = unsent_reminders(Work.at(campaign, world.db, changed[-1]))

    assert due == changed[0] + UNSENT_FOR


def test_at_night_nobody_is_told_of_changes_and_the_morning_is_waited_for(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    change(world)
    night = datetime(2003, 9, 5, 23, 0, tzinfo=UTC)
    due = unsent_reminders(Work.at(campaign, world.db, night))

    assert world.read() == []
    assert due == datetime(2003, 9, 6, 6, 0, tzinfo=UTC)
    assert unsent_reminders(Work.at(campaign, world.db, due)) is None
    assert [said.chat_id for said in world.read()] == [CLAIRE]


def test_a_reply_in_preparation_is_brought_up_as_a_draft_and_both_are_in_the_trail(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    replies.set_stage(world.db, "FRA", Stage.DRAFT, world.stamp)
    change(world)
    world.focal_point(AHMED, "EGY")
    world.reply("EGY", by=AHMED)
    change(world, "EGY")
    said = tick(world, campaign, world.now + UNSENT_FOR)
    trail = [(one.action, one.party, one.subject) for one in audit.entries(world.db)]

    assert "Go on" in to(said, CLAIRE)[0].buttons
    assert "Review and send" in to(said, AHMED)[0].buttons
    assert trail == [("reminded", "FRA", "draft"), ("reminded", "EGY", "unsent")]


def test_a_draft_of_nothing_but_skipped_questions_is_not_brought_up(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    replies.set_stage(world.db, "FRA", Stage.DRAFT, world.stamp)
    replies.set_answer(world.db, "FRA", 0, "remarks", "null", by=CLAIRE, now=world.stamp)

    assert tick(world, campaign, world.now + timedelta(days=2)) == []


@pytest.mark.parametrize(("days", "told"), [(0, True), (1, False)])
def test_changes_are_brought_up_on_the_events_last_day_and_not_on_the_next(
    world: World, campaign: Campaign, days: int, told: bool
) -> None:
    world.focal_point()
    world.reply()
    change(world)
    noon = datetime(2003, 12, 12, 11, 0, tzinfo=UTC)
    unsent_reminders(Work.at(campaign, world.db, noon + timedelta(days=days)))

    assert bool(world.read()) == told


def test_the_events_last_day_ends_at_midnight_in_its_zone(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.reply()
    change(world)
    last = datetime(2003, 12, 12, 22, 59, tzinfo=UTC)

    # At night the next moment is the morning; after the event there is none.
    assert unsent_reminders(Work.at(campaign, world.db, last)) is not None
    assert unsent_reminders(Work.at(campaign, world.db, last + timedelta(minutes=1))) is None


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (GAPS[RemindedBy.CLOCK], True),
        (GAPS[RemindedBy.CLOCK] - timedelta(seconds=1), False),
    ],
)
def test_a_stage_keeps_its_distance_to_the_second(
    world: World, campaign: Campaign, ago: timedelta, told: bool
) -> None:
    world.focal_point()
    close(world)
    stage = CLOSES - timedelta(days=2, hours=9)
    deployment.put(world.db, "reminded:FRA", to_text(stage - ago))
    due = staged_reminders(Work.at(campaign, world.db, stage))

    assert bool(to(world.read(), CLAIRE)) == told
    assert due == (CLOSES - timedelta(hours=9) if told else stage + timedelta(seconds=1))


@pytest.mark.parametrize(("early", "told"), [(timedelta(seconds=1), False), (timedelta(0), True)])
def test_a_stage_begins_at_nine_in_the_events_zone_in_summer_and_in_winter(
    world: World, campaign: Campaign, early: timedelta, told: bool
) -> None:
    world.focal_point()
    close(world)
    found = []
    # Nine o'clock before and after the clocks go back on 26 October.
    for stage in (
        datetime(2003, 10, 25, 7, tzinfo=UTC),
        datetime(2003, 10, 30, 8, tzinfo=UTC),
    ):
        jobs.once(world.db, f"staged:FRA:{to_text(CLOSES)}:30", world.stamp)
        jobs.once(world.db, f"staged:FRA:{to_text(CLOSES)}:14", world.stamp)
        staged_reminders(Work.at(campaign, world.db, stage - early))
        found.append(bool(to(world.read(), CLAIRE)))

    # A second before the second stage, the first is made up for.
    assert found == ([True, True] if told else [False, True])


@pytest.mark.parametrize(("since", "told"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_a_stage_counts_from_the_instant_at_which_the_deadline_was_set(
    world: World, campaign: Campaign, since: timedelta, told: bool
) -> None:
    world.focal_point()
    stage = datetime(2003, 10, 25, 7, tzinfo=UTC)
    world.now = stage + since
    close(world)
    staged_reminders(Work.at(campaign, world.db, stage + timedelta(hours=1)))

    assert bool(to(world.read(), CLAIRE)) == told


def test_at_the_deadline_itself_nobody_is_reminded_any_more(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)

    assert staged_reminders(Work.at(campaign, world.db, CLOSES)) is None
    assert world.read() == []


def test_whoever_cannot_be_reached_at_a_stage_is_not_made_up_for(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    people.set_blocked(world.db, CLAIRE, world.stamp)
    stage = CLOSES - timedelta(days=7, hours=8)
    tick(world, campaign, stage)
    people.meet(world.db, CLAIRE, "Claire Fontaine", None, world.stamp)

    assert to(tick(world, campaign, stage + timedelta(hours=1)), CLAIRE) == []


def test_a_stage_at_the_deadline_itself_is_none(world: World, campaign: Campaign) -> None:
    world.focal_point()
    # Nine o'clock in Geneva, when the stage of the last day would be.
    nine = datetime(2003, 11, 1, 8, tzinfo=UTC)
    close(world, nine)
    jobs.once(world.db, f"staged:FRA:{to_text(nine)}:2", world.stamp)

    assert staged_reminders(Work.at(campaign, world.db, nine - timedelta(hours=1))) is None
    assert world.read() == []
