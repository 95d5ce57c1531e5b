"""What an export is made of: the reply that counts, each change against what counted before, each invitation."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from bot.campaign.campaign import Campaign
from bot.engine.standing import LateState, ReplyReview, ReplyStage
from bot.jobs.exports import gather, trail
from storage import audit, invitations, replies, revisions
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.replies import Stage
from storage.revisions import Late, RevisionKind
from storage.staff import Role
from tests.world import CLAIRE, OFFICER, World

BACKUP = 102


def test_a_row_holds_the_reply_in_force_and_who_acts(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.focal_point(BACKUP, role="backup")
    world.reply()
    sent = world.now
    world.later(minutes=1)
    world.reply(participants=20, late=True)
    replies.set_deadline(world.db, "FRA", to_text(sent + timedelta(days=5)), world.stamp)
    row = gather(campaign, world.db).rows["FRA"]

    assert (row.stage, row.review, row.revision) == (ReplyStage.SUBMITTED, ReplyReview.NEW, 1)
    assert (row.late, row.sent_at, row.sent_by) == (
        LateState.PROPOSED,
        sent,
        "Claire Fontaine",
    )
    assert (row.focal, row.backup) == ("Claire Fontaine", "Person 102")
    assert row.deadline == sent + timedelta(days=5)
    assert row.content is not None
    assert row.content.answers["participants"] == 12


def test_a_state_that_was_only_invited_or_has_withdrawn_has_no_content(
    world: World, campaign: Campaign
) -> None:
    replies.ensure(world.db, "KEN", world.stamp)
    world.focal_point()
    world.reply()
    replies.set_stage(world.db, "FRA", Stage.WITHDRAWN, world.stamp)
    replies.ensure(world.db, "XXX", world.stamp)
    rows = gather(campaign, world.db).rows

    # A code that is no State's any more is left out.
    assert sorted(rows) == ["FRA", "KEN"]
    assert (rows["KEN"].sent_at, rows["KEN"].sent_by, rows["KEN"].content) == (None, "", None)
    assert (rows["FRA"].stage, rows["FRA"].content) == (ReplyStage.WITHDRAWN, None)
    assert rows["FRA"].sent_at is not None


def test_a_row_tells_the_first_invitation_and_the_first_opening(
    world: World, campaign: Campaign
) -> None:
    def invited_and_opened(person: int) -> None:
        number, _ = invitations.create(
            world.db, "FRA", MissionRole.PRIMARY, by=None, now=world.stamp, expires_at=None
        )
        world.later(minutes=1)
        invitations.use(world.db, number, person, world.stamp)

    replies.ensure(world.db, "FRA", world.stamp)
    world.meet(CLAIRE)
    world.meet(BACKUP)
    invited = world.now
    invited_and_opened(CLAIRE)
    opened = world.now
    world.later(minutes=5)
    invited_and_opened(BACKUP)
    row = gather(campaign, world.db).rows["FRA"]

    assert (row.invited_at, row.opened_at) == (invited, opened)


def test_a_reply_recorded_from_paper_names_the_paper_and_not_the_officer(
    world: World, campaign: Campaign
) -> None:
    replies.ensure(world.db, "FRA", world.stamp)
    revisions.add(
        world.db,
        "FRA",
        1,
        '{"answers":{},"records":{}}',
        language="en",
        by=OFFICER,
        now=world.stamp,
        recorded_by=OFFICER,
        paper_reference="N 7",
    )
    row = gather(campaign, world.db).rows["FRA"]

    assert (row.sent_by, row.paper_reference) == ("", "N 7")


def test_each_change_is_told_against_what_counted_before(world: World, campaign: Campaign) -> None:
    world.focal_point()
    for participants, late in ((12, False), (20, True), (30, True), (40, False)):
        world.later(minutes=1)
        world.reply(participants=participants, late=late)
    revisions.decide_late(world.db, "FRA", 2, Late.REFUSED, by=OFFICER, now=world.stamp)
    revisions.decide_late(world.db, "FRA", 3, Late.TAKEN, by=OFFICER, now=world.stamp)
    revisions.add(
        world.db,
        "FRA",
        5,
        '{"answers":{},"records":{}}',
        language="en",
        by=CLAIRE,
        now=world.stamp,
        kind=RevisionKind.WITHDRAWN,
    )
    changes = gather(campaign, world.db).changes

    # What was refused is never what a later one is told against; a withdrawal changes no answer.
    assert [(one.revision, one.late, one.change.old, one.change.new) for one in changes] == [
        (2, LateState.REFUSED, 12, 20),
        (3, LateState.TAKEN, 12, 30),
        (4, None, 30, 40),
    ]


def test_invitations_tell_who_opened_them_and_when_the_first_was(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    first, _ = invitations.create(
        world.db, "FRA", MissionRole.PRIMARY, by=None, now=world.stamp, expires_at=None
    )
    invited = world.now
    world.later(hours=1)
    invitations.use(world.db, first, CLAIRE, world.stamp)
    opened = world.now
    world.later(hours=1)
    second, _ = invitations.create(
        world.db, "FRA", MissionRole.BACKUP, by=None, now=world.stamp, expires_at=world.stamp
    )
    invitations.revoke(world.db, second, by=None, now=world.stamp)
    invitations.create(world.db, None, Role.ADMIN, by=None, now=world.stamp, expires_at=None)
    invitations.create(
        world.db, "XXX", MissionRole.PRIMARY, by=None, now=world.stamp, expires_at=None
    )
    collected = gather(campaign, world.db)
    row = collected.rows["FRA"]

    assert (row.invited_at, row.opened_at) == (invited, opened)
    assert [
        (one.party.code if one.party else None, one.role, one.used_by, one.revoked_at)
        for one in collected.invitations
    ] == [
        ("FRA", "primary", "Claire Fontaine", None),
        ("FRA", "backup", "", world.now),
        (None, "admin", "", None),
    ]
    assert [one.expires_at for one in collected.invitations] == [None, world.now, None]


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_trail_is_written_oldest_first_with_names_and_of_one_state_where_asked(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    audit.record(
        world.db,
        at=world.stamp,
        actor=CLAIRE,
        role="primary",
        action="answered",
        party="FRA",
        subject="hotel",
        old="1",
        new="2",
    )
    audit.record(world.db, at=world.stamp, actor=None, role=audit.CLOCK, action="reminded")
    whole = trail(campaign, world.db, None, language="en")()
    of_france = trail(campaign, world.db, "FRA", language="en")()

    assert rows_of(whole.data) == [
        ["When (UTC)", "Who", "Role", "Action", "State", "Subject", "From", "To"],
        [world.stamp, "Claire Fontaine", "primary", "answered", "FRA", "hotel", "1", "2"],
        [world.stamp, "", "clock", "reminded", "", "", "", ""],
    ]
    assert rows_of(of_france.data) == rows_of(whole.data)[:2]
    assert (whole.name, of_france.name) == (
        f"{campaign.event.code}-audit.csv",
        f"{campaign.event.code}-audit-FRA.csv",
    )
