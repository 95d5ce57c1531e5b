"""Reminders by hand: shown, sent once, to nobody twice; with progress, a stop and a report."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.campaign.campaign import DEADLINE, Campaign
from bot.desk.reminders import STATES_SHOWN
from bot.i18n.tongue import tongue_for
from bot.schedule import bulk_sending
from storage import audit, deployment, jobs, outbox, people, replies
from storage.instants import to_text
from storage.jobs import JobKind
from storage.replies import Review, Stage
from tests.world import CLAIRE, GROUP, OFFICER, VIEWER, Said, World, only, to

AHMED, ANNA = 102, 104


@pytest.fixture
def asked(world: World) -> World:
    """France has opened its link, Egypt is in preparation, the Russian Federation has replied."""
    world.focal_point(CLAIRE, "FRA", language="fr")
    world.focal_point(AHMED, "EGY")
    world.focal_point(ANNA, "RUS", language="ru")
    replies.set_stage(world.db, "EGY", Stage.DRAFT, world.stamp)
    world.reply("RUS", by=ANNA)
    return world


def go(said: Said) -> str:
    return next(data for data in said.data if data.startswith("d:remindgo:"))


def step(world: World, campaign: Campaign) -> list[Said]:
    """The clock looks after sendings that are under way."""
    world.later(seconds=5)
    for job in jobs.due(world.db, world.stamp, kinds=[JobKind.MAILING]):
        bulk_sending.step(world.work(), job)
    return world.read()


def deliver(world: World, *chats: int) -> None:
    rows = outbox.load(world.db, [row.id for row in outbox.waiting(world.db)])
    sent = [outbox.Delivered(row.id, row.id) for row in rows if row.chat_id in chats]
    outbox.mark_sent(world.db, sent, world.stamp)


def test_the_choice_says_how_many_there_are_of_each_kind(asked: World) -> None:
    said = only(asked.command(OFFICER, "/remind"), OFFICER)

    assert said.buttons["Not replied: 2"] == "d:remind:missing:all"
    assert said.buttons["In preparation: 1"] == "d:remind:draft:all"
    assert "Returned: 0" not in said.buttons


def test_with_nobody_invited_there_is_nobody_to_remind(world: World) -> None:
    said = only(world.command(OFFICER, "/remind"), OFFICER)

    assert said.text == "There is nobody to remind."


def test_the_preview_shows_the_text_the_chats_and_the_languages(asked: World) -> None:
    said = only(asked.command(OFFICER, "/remind missing"), OFFICER)

    assert "A kind reminder: the reply of Egypt" in said.text
    assert "2 States" in said.text
    assert "2 chats" in said.text
    assert "Français: 1" in said.text
    assert "English: 1" in said.text
    assert "Remind 2 States" in said.buttons


def test_each_mission_is_reminded_in_its_language_and_of_what_it_is_to_do(asked: World) -> None:
    said = asked.tap(OFFICER, go(only(asked.command(OFFICER, "/remind missing"), OFFICER)))

    assert to(said, ANNA) == []
    assert "Égypte" not in only(said, AHMED).text
    assert "begun and not sent" not in only(said, AHMED).text
    assert only(said, CLAIRE).text != only(said, AHMED).text
    assert [entry.action for entry in audit.entries(asked.db, party="FRA")] == ["reminded"]


def test_a_region_alone_can_be_reminded(asked: World) -> None:
    said = only(asked.command(OFFICER, "/remind missing African"), OFFICER)

    assert "1 State ·" in said.text
    assert "African States" in said.text


def test_a_region_that_is_none_leads_back_to_the_choice(asked: World) -> None:
    said = only(asked.command(OFFICER, "/remind missing Atlantis"), OFFICER)

    assert said.text == "Who is to be reminded?"


def test_one_preview_sends_once_whoever_taps_it(asked: World) -> None:
    data = go(only(asked.command(OFFICER, "/remind missing", chat=GROUP), GROUP))
    first = asked.tap(OFFICER, data, chat=GROUP)
    second = asked.tap(900, data, chat=GROUP)

    assert len(to(first, CLAIRE)) == 1
    assert to(second, CLAIRE) == []
    assert asked.toast == "This has been sent already."


def test_nobody_is_reminded_twice_within_three_days(asked: World) -> None:
    asked.tap(OFFICER, go(only(asked.command(OFFICER, "/remind missing"), OFFICER)))
    asked.later(days=2)
    soon = only(asked.command(OFFICER, "/remind draft"), OFFICER)
    asked.later(days=1)
    later = only(asked.command(OFFICER, "/remind draft"), OFFICER)

    assert "Nobody is to be reminded now." in soon.text
    assert "Reminded within the last three days, and left out: Egypt" in soon.text
    assert "Remind 1 State" in later.buttons


def test_a_preview_that_is_tapped_days_later_looks_again(asked: World) -> None:
    data = go(only(asked.command(OFFICER, "/remind missing"), OFFICER))
    for party in ("FRA", "EGY"):
        replies.set_stage(asked.db, party, Stage.SUBMITTED, asked.stamp)

    said = asked.tap(OFFICER, data)

    assert only(said, OFFICER).text == "Nobody is to be reminded now."


def test_whoever_cannot_be_reached_is_named(asked: World) -> None:
    people.set_blocked(asked.db, AHMED, asked.stamp)
    replies.ensure(asked.db, "KEN", asked.stamp)

    said = only(asked.command(OFFICER, "/remind missing"), OFFICER)

    assert "Nobody can be reached for: Egypt and Kenya" in said.text


def test_of_many_left_out_the_first_are_named_and_the_others_counted(
    world: World, campaign: Campaign
) -> None:
    for party in campaign.parties:
        replies.ensure(world.db, party.code, world.stamp)

    said = only(world.command(OFFICER, "/remind missing"), OFFICER)

    assert f"and {len(campaign.parties) - STATES_SHOWN} more" in said.text


@pytest.mark.parametrize(("count", "last"), [(12, ""), (13, "1 more"), (14, "2 more")])
def test_twelve_states_left_out_are_named(
    world: World, campaign: Campaign, count: int, last: str
) -> None:
    for party in list(campaign.parties)[:count]:
        replies.ensure(world.db, party.code, world.stamp)

    said = only(world.command(OFFICER, "/remind missing"), OFFICER)

    line = next(line for line in said.text.split("\n") if line.startswith("Nobody can be reached"))
    named = line.partition(": ")[2].replace(" and ", ", ").split(", ")
    assert (named[-1] if last else "") == last
    assert sum(1 for one in campaign.parties if one.name("en") in line) == 12


def test_returned_replies_and_unsent_changes_have_their_own_reminders(asked: World) -> None:
    replies.set_review(asked.db, "RUS", Review.RETURNED, by=OFFICER, now=asked.stamp, note="x")
    returned = only(asked.command(OFFICER, "/remind returned"), OFFICER)
    replies.set_answer(asked.db, "RUS", 0, "remarks", '"x"', by=ANNA, now=asked.stamp)
    unsent = only(asked.command(OFFICER, "/remind unsent"), OFFICER)

    assert "has returned the reply of Russian Federation with a note" in returned.text
    assert "the changes have not been sent" in unsent.text


def test_after_the_deadline_the_reminder_says_that_it_is_late(asked: World) -> None:
    deployment.put(asked.db, DEADLINE, to_text(asked.now - timedelta(days=1)))

    said = only(asked.command(OFFICER, "/remind draft"), OFFICER)

    assert "What is sent now is shown to the secretariat as late." in said.text


def test_on_the_day_the_reminder_says_so(asked: World) -> None:
    deployment.put(asked.db, DEADLINE, to_text(asked.now + timedelta(hours=2)))

    said = only(asked.command(OFFICER, "/remind draft"), OFFICER)

    assert "The deadline is today" in said.text


def test_a_kind_may_be_named_in_the_language_of_the_chat(asked: World) -> None:
    said = only(asked.command(OFFICER, "/remind In"), OFFICER)

    assert "Reminder: In preparation" in said.text


def test_a_kind_that_is_none_leads_to_the_choice(asked: World) -> None:
    said = only(asked.command(OFFICER, "/remind nonsense"), OFFICER)

    assert said.text == "Who is to be reminded?"


@pytest.mark.parametrize("data", ["d:remind:nonsense:all", "d:remindgo:nonsense:all:1"])
def test_a_button_of_no_kind_of_reminder_does_nothing(asked: World, data: str) -> None:
    asked.tap(OFFICER, data)

    assert asked.toast != ""
    assert asked.actions() == []


def test_a_viewer_reminds_nobody(asked: World) -> None:
    asked.tap(VIEWER, "d:remindgo:missing:all:1")

    assert asked.actions() == ["refused"]


# ---------------------------------------------------------------- progress, stop, report


@pytest.fixture
def sending(asked: World) -> World:
    asked.tap(OFFICER, go(only(asked.command(OFFICER, "/remind missing"), OFFICER)))
    return asked


def stop_button(world: World) -> str:
    (job,) = (job for job in jobs.due(world.db, "9", kinds=[JobKind.MAILING]))
    return f"d:stop:{job.id}"


def test_progress_is_one_message_that_is_edited_when_there_is_something_new(
    sending: World, campaign: Campaign
) -> None:
    nothing = step(sending, campaign)
    deliver(sending, CLAIRE)
    some = step(sending, campaign)
    deliver(sending, AHMED)
    done = step(sending, campaign)

    assert nothing == []
    assert [(one.method, one.text) for one in some] == [("editMessageText", "Sending: 1 of 2.")]
    assert list(some[0].buttons) == ["Stop"]
    assert [one.text for one in done] == ["Delivered: 2 of 2."]
    assert done[0].target == some[0].target
    assert done[0].buttons == {}
    assert step(sending, campaign) == []


def test_the_report_names_the_chats_that_were_not_reached(
    sending: World, campaign: Campaign
) -> None:
    deliver(sending, CLAIRE)
    outbox.drop_chat(sending.db, AHMED, "bot was blocked by the user")

    (said,) = step(sending, campaign)

    assert said.text.split("\n") == [
        "Delivered: 1 of 2.",
        "1 chat was not reached:",
        "• Egypt: Person 102",
    ]


def test_somebody_who_acts_for_nobody_any_more_is_named_without_a_state(
    sending: World, campaign: Campaign
) -> None:
    deliver(sending, CLAIRE)
    outbox.drop_chat(sending.db, AHMED, "blocked")
    sending.db.execute("UPDATE assignments SET status = 'removed'")

    (said,) = step(sending, campaign)

    assert said.text.endswith("• Person 102")


def test_of_many_that_were_not_reached_the_first_are_named(
    world: World, campaign: Campaign
) -> None:
    mail = bulk_sending.begin(world.work())
    for chat in range(2000, 2042):
        outbox.enqueue(
            world.db, chat_id=chat, method="m", params={}, now=world.stamp, batch=mail.batch
        )
        outbox.drop_chat(world.db, chat, "blocked")
    bulk_sending.follow(world.work(), mail, OFFICER, tongue_for("en"))
    world.read()

    (said,) = step(world, campaign)

    assert said.text.count("\n• ") == 40
    assert said.text.endswith("… and 2 more.")


def test_stop_takes_back_what_has_not_gone_out(sending: World, campaign: Campaign) -> None:
    deliver(sending, CLAIRE)

    said = sending.tap(OFFICER, stop_button(sending))

    assert sending.toast == "Stopped."
    assert only(said, OFFICER).text == "Delivered: 1 of 2.\nStopped: 1 message was not sent."
    assert outbox.waiting(sending.db)[-1].chat_id == OFFICER
    assert step(sending, campaign) == []


def test_whoever_got_nothing_because_of_a_stop_can_be_reminded_again(
    sending: World, campaign: Campaign
) -> None:
    deliver(sending, CLAIRE)
    sending.tap(OFFICER, stop_button(sending))

    said = only(sending.command(OFFICER, "/remind missing"), OFFICER)

    assert "1 State ·" in said.text
    assert "the reply of Egypt" in said.text
    assert "left out: France" in said.text


def test_stop_after_the_end_stops_nothing(sending: World, campaign: Campaign) -> None:
    data = stop_button(sending)
    deliver(sending, CLAIRE, AHMED)
    step(sending, campaign)

    sending.tap(OFFICER, data)

    assert sending.toast == "There is nothing left to stop."


def test_stop_stops_no_other_job(world: World) -> None:
    job = jobs.add(world.db, kind=JobKind.FETCH_FILE, payload={}, now=world.stamp)

    world.tap(OFFICER, f"d:stop:{job}")

    assert jobs.get(world.db, job, JobKind.FETCH_FILE) is not None
