"""A chat that is gone, a message nobody takes: recorded once, and told to whoever can do something about it."""

from __future__ import annotations

from bot.campaign.campaign import Campaign
from bot.campaign.delivery_watch import DeliveryWatch
from bot.telegram.updates import MembershipChanged
from storage import outbox, people, staff
from storage.outbox import Row
from storage.staff import Role
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VISITOR, World, campaign, only, world

# The fixtures are the desk's.
__all__ = ["campaign", "world"]

OTHER_ADMIN, OTHER_GROUP = 905, -1005


def dead_row(world: World, chat_id: int) -> Row:
    number = outbox.enqueue(
        world.db, chat_id=chat_id, method="sendDocument", params={"text": "said"}, now=world.stamp
    )
    assert number is not None
    (row,) = outbox.load(world.db, [number])
    world.read()
    return row


def test_a_person_who_blocked_the_bot_is_told_of_once(world: World, campaign: Campaign) -> None:
    world.focal_point()
    watch = DeliveryWatch(campaign)
    watch.chat_gone(world.db, CLAIRE, "bot was blocked by the user", world.now)
    said = only(world.read(), GROUP)
    watch.chat_gone(world.db, CLAIRE, "bot was blocked by the user", world.now)
    known = people.known(world.db, CLAIRE)

    assert "Claire Fontaine, who acts for France, can no longer be reached here." in said.text
    assert said.buttons["Open"] == "d:open:FRA"
    assert world.read() == []
    assert known is not None
    assert known.blocked_at == world.stamp


def test_somebody_who_acts_for_nobody_is_not_told_of(world: World, campaign: Campaign) -> None:
    world.meet(VISITOR)
    DeliveryWatch(campaign).chat_gone(world.db, VISITOR, "user is deactivated", world.now)
    known = people.known(world.db, VISITOR)

    assert world.read() == []
    assert known is not None
    assert known.blocked_at == world.stamp


def test_a_group_that_is_gone_is_told_of_in_the_others(world: World, campaign: Campaign) -> None:
    staff.register_desk(world.db, OTHER_GROUP, "Protocol", "en", by=ADMIN, now=world.stamp)
    watch = DeliveryWatch(campaign)
    for _ in range(2):
        watch.chat_gone(world.db, OTHER_GROUP, "bot was kicked", world.now)

    said = only(world.read(), GROUP)
    assert "The chat “Protocol” can no longer be reached" in said.text
    assert [desk.chat_id for desk in staff.desks(world.db)] == [GROUP]


def test_a_group_that_has_moved_is_nobodys_business(world: World, campaign: Campaign) -> None:
    DeliveryWatch(campaign).chat_moved(world.db, GROUP, OTHER_GROUP, world.now)

    assert world.read() == []


def test_a_refused_message_is_told_to_each_other_admin_once_a_day(
    world: World, campaign: Campaign
) -> None:
    world.meet(OTHER_ADMIN)
    staff.grant(world.db, OTHER_ADMIN, Role.ADMIN, by=ADMIN, now=world.stamp)
    watch = DeliveryWatch(campaign)
    to_claire, to_officer, to_admin = (dead_row(world, c) for c in (CLAIRE, OFFICER, ADMIN))
    for row in (to_claire, to_officer):
        watch.refused(world.db, row, "file must be non-empty", world.now)
    told = world.read()
    watch.refused(world.db, to_admin, "file must be non-empty", world.now)

    assert [said.chat_id for said in told] == [ADMIN, OTHER_ADMIN]
    assert "sendDocument: file must be non-empty" in told[0].text
    assert "said" not in told[0].text.split()
    assert world.read() == []


def test_whoever_blocks_the_bot_is_written_to_no_more_until_they_write(world: World) -> None:
    world.focal_point()
    world.send(CLAIRE, MembershipChanged(False))
    blocked = people.known(world.db, CLAIRE)
    world.write(CLAIRE, "here again")
    back = people.known(world.db, CLAIRE)

    assert blocked is not None
    assert blocked.blocked_at is not None
    assert back is not None
    assert back.blocked_at is None


def test_a_group_that_puts_the_bot_out_is_told_of_in_the_others(world: World) -> None:
    staff.register_desk(world.db, OTHER_GROUP, "Protocol", "en", by=ADMIN, now=world.stamp)

    said = only(world.send(OFFICER, MembershipChanged(False), chat=OTHER_GROUP), GROUP)

    assert "can no longer be reached and is told nothing any more." in said.text


def test_an_update_that_comes_again_changes_nothing(world: World) -> None:
    world.focal_point()
    world.write(CLAIRE, "/status")
    world._update -= 1

    assert world.write(CLAIRE, "/status") == []


def test_the_desk_is_told_once_of_a_block_however_it_is_noticed(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    by_update = only(world.send(CLAIRE, MembershipChanged(False)), GROUP)
    world.forget()
    DeliveryWatch(campaign).chat_gone(world.db, CLAIRE, "blocked", world.now)
    world.send(CLAIRE, MembershipChanged(False))

    assert "Claire Fontaine, who acts for France, can no longer be reached" in by_update.text
    assert world.read() == []
