"""The digest on request: what came in, in this chat's language, with the setting below."""

from __future__ import annotations

from typing import Any

from bot.campaign.campaign import Campaign
from bot.engine.form import Question, Type
from bot.i18n.tongue import tongue_for
from bot.schedule.digests import CHANGES_SHOWN, digest
from storage import assignments, message_threads, revisions, staff
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import from_text
from storage.message_threads import Direction
from storage.revisions import RevisionKind
from storage.staff import Digest
from tests.world import CLAIRE, GROUP, OFFICER, VIEWER, VISITOR, World, only, to

BEGAN = from_text("2003-09-01T00:00:00.000Z")


def said(world: World, language: str = "en") -> str:
    world.later(minutes=1)
    messages = digest(world.work(), tongue_for(language), BEGAN)
    return "\n\n".join(str(message.text) for message in messages)


def text_questions(campaign: Campaign) -> list[str]:
    """Return the names of the questions that are answered in words, those about people apart."""
    return [
        question.name
        for section in campaign.event.form.sections
        for question in section.items
        if isinstance(question, Question) and question.type is Type.TEXT
    ]


def test_everything_that_came_in_is_told(world: World) -> None:
    world.focal_point()
    world.reply()
    world.reply(participants=20)
    world.meet(VISITOR)
    assignments.assign(
        world.db,
        "KEN",
        VISITOR,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.UNINVITED,
        now=world.stamp,
    )
    message_threads.add(world.db, "FRA", CLAIRE, Direction.IN, "Is there <parking>?", world.stamp)
    message_threads.add(world.db, None, VISITOR, Direction.IN, "Hello", world.stamp)

    told = to(world.command(VIEWER, "/digest", chat=GROUP), GROUP)

    text = told[0].text
    assert "France has replied." in text
    assert "France has changed its reply, revision 2." in text
    assert "12 → 20" in text
    assert "1 person asks to be confirmed:\n• Kenya: Sofia Rossi" in text
    assert "France, Claire Fontaine, wrote: Is there <parking>?" in text
    assert "Sofia Rossi, who acts for no State, wrote: Hello" in text
    assert told[0].data == ["d:open:FRA", "d:requests:0"]
    assert "When shall this chat be told of replies?" in told[1].text


def test_when_nothing_came_in_it_says_so(world: World) -> None:
    told = only(world.command(VIEWER, "/digest"), VIEWER)

    assert told.text.startswith("Nothing has come in since 31 August 2003")


def test_a_daily_chat_is_told_what_came_since_its_last_digest(world: World) -> None:
    staff.set_desk_digest(world.db, GROUP, Digest.DAILY)
    world.focal_point()
    world.reply()
    first = to(world.command(OFFICER, "/digest", chat=GROUP), GROUP)
    second = to(world.command(OFFICER, "/digest", chat=GROUP), GROUP)

    assert "France has replied." in first[0].text
    assert "Nothing has come in" in second[0].text


def test_the_setting_can_be_given_with_the_command(world: World) -> None:
    world.command(OFFICER, "/digest daily", chat=GROUP)

    desk = staff.desk(world.db, GROUP)
    assert desk is not None
    assert desk.digest == "daily"


def test_late_withdrawn_and_recorded_replies_are_told_as_such(world: World) -> None:
    world.focal_point()
    world.reply()
    world.reply(late=True)
    revisions.add(
        world.db,
        "FRA",
        3,
        "{}",
        language="en",
        by=CLAIRE,
        now=world.stamp,
        kind=RevisionKind.WITHDRAWN,
    )
    revisions.add(
        world.db,
        "EGY",
        1,
        "{}",
        language="en",
        by=OFFICER,
        now=world.stamp,
        recorded_by=OFFICER,
        paper_reference="NV/7",
    )

    text = said(world)
    assert "proposes a late change, revision" in text
    assert "has withdrawn its reply." in text
    assert "Recorded from paper:" in text
    assert "NV/7" in text


def test_the_same_reply_sent_again_is_told_as_such(world: World) -> None:
    world.focal_point()
    world.reply()
    world.reply()

    assert "Sent again without changes." in said(world)


def test_of_many_changes_the_first_are_told_and_the_rest_counted(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    names = text_questions(campaign)
    answers: dict[str, Any] = dict.fromkeys(names, "new")
    world.reply(participants=99, **answers)

    more = len(names) + 1 - CHANGES_SHOWN
    assert more > 0
    assert f"… and {more} more change" in said(world)


def test_a_long_letter_is_cut(world: World) -> None:
    world.meet(CLAIRE)
    message_threads.add(world.db, "FRA", CLAIRE, Direction.IN, "x" * 201, world.stamp)

    text = said(world)
    assert "x" * 200 + "…" in text
    assert "x" * 201 not in text


def test_six_changes_are_all_told(world: World, campaign: Campaign) -> None:
    names = text_questions(campaign)[:CHANGES_SHOWN]
    answers: dict[str, Any] = dict.fromkeys(names, "new")
    world.focal_point()
    world.reply()
    world.reply(**answers)

    assert len(names) == CHANGES_SHOWN
    assert "more change" not in said(world)
