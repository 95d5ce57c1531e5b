"""Figures and lists of the whole campaign."""

from __future__ import annotations

import pytest

from storage import replies, revisions
from storage.replies import Review, Stage
from storage.revisions import RevisionKind
from tests.world import CLAIRE, OFFICER, VIEWER, World, only


def test_the_campaign_at_a_glance(world: World) -> None:
    world.focal_point()
    world.reply(participants=12)
    world.focal_point(102, "EGY")
    world.later(days=3)
    world.reply("EGY", by=102, participants=30)
    world.reply("EGY", by=102, late=True, participants=99)
    world.focal_point(103, "KEN")
    said = only(world.command(VIEWER, "/status"), VIEWER).text

    assert "2 of 195 States have replied; 3 are invited." in said
    assert "Link opened: 1" in said
    assert "Replied: 2" in said
    assert "about 42 announced, 2 named" in said
    assert "African States: 1 of 54" in said
    assert "1 reply since yesterday" in said
    assert "1 late change waits" in said


def test_a_withdrawn_reply_announces_nobody(world: World) -> None:
    world.focal_point()
    world.reply(participants=12)
    revision = revisions.get(world.db, "FRA", 1)
    assert revision is not None
    revisions.add(
        world.db,
        "FRA",
        2,
        revision.content,
        language="en",
        by=101,
        now=world.stamp,
        kind=RevisionKind.WITHDRAWN,
    )
    replies.set_stage(world.db, "FRA", Stage.WITHDRAWN, world.stamp)
    replies.set_review(world.db, "FRA", Review.ACCEPTED, by=OFFICER, now=world.stamp)
    said = only(world.command(VIEWER, "/status"), VIEWER).text

    assert "about 0 announced, 0 named" in said
    assert "Withdrawn: 1" in said
    assert "accepted" not in said.lower()


def test_who_is_missing_by_how_far_they_got(world: World) -> None:
    world.focal_point()
    world.reply()
    world.focal_point(102, "EGY")
    world.later(days=5)
    said = only(world.command(OFFICER, "/missing"), OFFICER)

    assert "194 States have not replied" in said.text
    assert "Egypt, last active 5 days ago" in said.text
    assert said.text.index("Link opened") < said.text.index("Not invited")
    assert "1 of 10" in said.buttons
    assert "d:remind:missing:all" in said.data


def test_who_is_missing_in_a_region(world: World) -> None:
    said = only(world.command(VIEWER, "/missing african"), VIEWER)
    assert "54 States have not replied" in said.text
    assert "Remind all of these" not in said.buttons

    asked = only(world.command(VIEWER, "/missing Atlantis"), VIEWER)
    assert "Which region?" in asked.text
    page = only(world.tap(VIEWER, "d:missing:african:2", message=4), VIEWER)
    assert page.method == "editMessageText"
    assert "3 of 3" in page.buttons


def test_the_whole_reply_reads_in_the_officer_s_language(world: World) -> None:
    world.focal_point()
    world.reply(participation="yes", level="minister", note_file=None)
    world.tap(OFFICER, "d:speak:fr")
    said = only(world.tap(OFFICER, "d:reply:FRA"), OFFICER)

    assert "Amina Benali" in said.text
    assert "12" in said.text


def test_changes_are_shown_old_to_new_with_steps(world: World) -> None:
    world.focal_point()
    world.reply(participants=12)
    world.reply(participants=15)
    said = only(world.tap(OFFICER, "d:changes:FRA:0"), OFFICER)

    assert "12 → 15" in said.text
    first = only(world.tap(OFFICER, said.buttons["‹ Revision 1"]), OFFICER)
    assert "first revision" in first.text


def test_a_file_is_given_only_with_its_own_state(world: World) -> None:
    from storage import attachments

    world.focal_point()
    file = attachments.add(
        world.db,
        digest="0" * 64,
        party="FRA",
        name="note.pdf",
        mime_type="application/pdf",
        size_bytes=5,
        by=101,
        now=world.stamp,
    )
    world.reply(note_file={"file": file, "name": "note.pdf", "size_bytes": 5})
    shown = only(world.tap(OFFICER, "d:reply:FRA"), OFFICER)
    sent = only(world.tap(OFFICER, shown.buttons["📎 note.pdf"]), OFFICER)
    assert sent.document == {"kind": "file", "file": file}

    assert world.tap(OFFICER, f"d:file:KEN:{file}") == []


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "last active today"),
        (23, "last active today"),
        (24, "last active 1 day ago"),
        (47, "last active 1 day ago"),
        (48, "last active 2 days ago"),
    ],
)
def test_days_without_a_sign_are_counted_in_whole_days(world: World, hours: int, said: str) -> None:
    replies.ensure(world.db, "FRA", world.stamp)
    replies.set_stage(world.db, "FRA", Stage.OPENED, world.stamp)
    world.later(hours=hours)

    assert f"• France, {said}" in only(world.command(OFFICER, "/missing"), OFFICER).text


def test_an_answer_is_a_sign_as_well(world: World) -> None:
    replies.ensure(world.db, "FRA", world.stamp)
    replies.set_stage(world.db, "FRA", Stage.DRAFT, world.stamp)
    world.later(days=3)
    replies.set_answer(world.db, "FRA", 0, "remarks", '"x"', by=CLAIRE, now=world.stamp)
    world.later(days=1)

    said = only(world.command(OFFICER, "/missing"), OFFICER)

    assert "• France, last active 1 day ago" in said.text


def test_twenty_states_that_have_not_replied_are_on_a_page(world: World) -> None:
    first = only(world.command(OFFICER, "/missing"), OFFICER)
    last = only(world.tap(OFFICER, "d:missing:all:9"), OFFICER)

    assert first.text.count("• ") == 20
    assert "1 of 10" in first.buttons
    assert last.text.count("• ") == 15


@pytest.mark.parametrize(("hours", "new"), [(23, 1), (25, 0)])
def test_what_came_in_within_a_day_is_new(world: World, hours: int, new: int) -> None:
    world.focal_point()
    world.reply()
    world.later(hours=hours)

    said = only(world.command(OFFICER, "/status"), OFFICER)

    assert f"{'1 reply' if new else '0 replies'} since yesterday." in said.text
